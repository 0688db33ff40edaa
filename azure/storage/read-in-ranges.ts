import type { BlobClient } from "@azure/storage-blob";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { sourceError } from "./source-failure.ts";
import { causeOf, storageFailure } from "./storage-failure.ts";

const MIB = 1024 * 1024;
const BLOCKS = { blockSize: 4 * MIB, concurrency: 2, maxRetryRequestsPerBlock: 5 };

export interface LinkedBlob {
  /** Named in errors: no link, which would hold a signature. */
  readonly place: string;
  /** A client for the blob, made anew when the one before is refused: its link may have run out. */
  readonly client: (refused?: BlobClient) => Promise<BlobClient>;
}

/**
 * Reads any part of a large blob, so that a link that runs out midway costs one part and not the whole.
 * @throws SundownError export_link_refused, source_unreadable; those of `client`
 */
export function readInRanges(
  { place, client: connect }: LinkedBlob,
  signal: AbortSignal,
): (from: number, length: number) => Promise<Buffer> {
  const options = { ...BLOCKS, abortSignal: signal };
  let connected: Promise<BlobClient> | undefined;
  return async (from, length) => {
    connected ??= connect();
    const using = connected;
    const client = await using;
    try {
      return await client.downloadToBuffer(from, length, options);
    } catch (error) {
      if (storageFailure(error).kind !== "denied") throw sourceError(place, error);
      // Several parts may find at once that the link has run out: one of them renews it.
      if (connected === using) connected = connect(client);
      const renewed = await connected;
      return renewed.downloadToBuffer(from, length, options).catch((again: unknown) => {
        throw linkError(place, again);
      });
    }
  };
}

/** A refusal is not for want of a role: a link carries its own permission. */
export function linkError(place: string, error: unknown): SundownError {
  const { kind, reason } = storageFailure(error);
  if (kind !== "denied") return sourceError(place, error);
  return new SundownError("export_link_refused", {
    message: `${place} cannot be read through its link: ${reason}`,
    place,
    cause: causeOf(error),
  });
}

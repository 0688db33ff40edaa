import { Readable } from "node:stream";
import type { BlobClient } from "@azure/storage-blob";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { sourceError } from "./source-failure.ts";
import { causeOf, storageFailure } from "./storage-failure.ts";

const MIB = 1024 * 1024;
/** One such piece is read while the one before is written. */
const RANGE = 8 * MIB;
const BLOCKS = { blockSize: 4 * MIB, concurrency: 2, maxRetryRequestsPerBlock: 5 };

export interface RangedBlob {
  readonly bytes: number;
  /** Named in errors: no link, which would hold a signature. */
  readonly place: string;
  /** A client for the blob, made anew when the one before is refused: its link may have run out. */
  readonly client: (refused?: BlobClient) => Promise<BlobClient>;
}

/**
 * Reads a large blob piece by piece, so that a link that runs out midway costs one piece and not the whole.
 * @throws in the stream: SundownError export_link_refused, source_unreadable; those of `client`
 */
export function readInRanges(
  blob: RangedBlob,
  { signal, onBytes }: { readonly signal: AbortSignal; readonly onBytes?: (bytes: number) => void },
): Readable {
  return Readable.from(ranges(blob, signal, onBytes), { objectMode: false });
}

async function* ranges(
  blob: RangedBlob,
  signal: AbortSignal,
  onBytes: ((bytes: number) => void) | undefined,
): AsyncGenerator<Buffer> {
  let client = await blob.client();
  const read = async (from: number): Promise<Buffer> => {
    const length = Math.min(RANGE, blob.bytes - from);
    try {
      return await client.downloadToBuffer(from, length, { ...BLOCKS, abortSignal: signal });
    } catch (error) {
      if (storageFailure(error).kind !== "denied") throw sourceError(blob.place, error);
      client = await blob.client(client);
      return client
        .downloadToBuffer(from, length, { ...BLOCKS, abortSignal: signal })
        .catch((again: unknown) => {
          throw linkError(blob.place, again);
        });
    }
  };
  let next = read(0);
  for (let from = 0; from < blob.bytes; ) {
    const piece = await next;
    from += piece.length;
    if (from < blob.bytes) {
      next = read(from);
      // It may fail while nobody waits for it yet.
      next.catch(() => {});
    }
    onBytes?.(piece.length);
    yield piece;
  }
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

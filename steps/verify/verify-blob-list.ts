import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { blobPath } from "../../azure/storage/blob-location.ts";
import type { StorageConnection } from "../../azure/storage/blob-service.ts";
import { inParallel } from "../../azure/storage/in-parallel.ts";
import { openArtifact } from "../../azure/storage/open-artifact.ts";
import {
  type ArtifactIdentity,
  type ExpectedArtifact,
  readArtifact,
} from "../../azure/storage/read-artifact.ts";
import {
  type BlobListLine,
  blobListHeaderSchema,
  blobListLineSchema,
  parseBlobListLine,
} from "../../core/backups/blob-list.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import type { FoundBlob } from "./seal.ts";

export interface VerifyBlobListOptions {
  readonly artifactHosts?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (read: { readonly bytes: number; readonly blobs: number }) => void;
  /**
   * Says who a listed blob is, having proven it. An own file is one that Sundown wrote, as a part of a backup; others
   * are copies of what somebody else has written.
   * @default {@link readArtifact}, which reads it
   */
  readonly prove?: (blob: ExpectedArtifact, isOwnFile: boolean) => Promise<ArtifactIdentity>;
  /** Told of every blob that was found as listed, with its place in the list, from 1. */
  readonly onBlob?: (index: number, blob: FoundBlob) => void;
}

/** Weights under way at once: many small blobs, each of which mostly waits, or a few large ones. */
const WEIGHT_AT_ONCE = 12;
const LARGE = { from: 1024 * 1024, weight: 3 };
/** A name has at most 1,024 characters, six bytes each when escaped; the rest of a line is short. */
const MAX_LINE = 16 * 1024;

/**
 * Reads every blob that a proven list names. `report` gets a failure for each one that is not as listed.
 * @returns how many blobs and bytes were found as listed
 */
export async function verifyBlobList(
  list: ExpectedArtifact,
  azure: StorageConnection,
  options: VerifyBlobListOptions,
  report: (error: unknown) => void,
): Promise<{ blobs: number; bytes: number }> {
  const { artifactHosts, signal } = options;
  const reading = {
    ...(artifactHosts === undefined ? {} : { artifactHosts }),
    ...(signal === undefined ? {} : { signal }),
  };
  const { body } = await openArtifact(azure, list.url, reading);
  const listed = { blobs: 0, bytes: 0 };
  const { prove = (blob) => readArtifact(azure, blob, reading) } = options;
  const proveOne = async ({ index, isOwnFile, ...expected }: ListedBlob): Promise<void> => {
    signal?.throwIfAborted();
    try {
      const identity = await prove(expected, isOwnFile);
      options.onBlob?.(index, { url: expected.url, bytes: expected.bytes, identity });
      listed.blobs += 1;
      listed.bytes += expected.bytes;
      options.onProgress?.({ bytes: expected.bytes, blobs: 1 });
    } catch (error) {
      report(error);
    }
  };
  try {
    await inParallel(expectedBlobs(list, body), WEIGHT_AT_ONCE, proveOne, weightOf);
  } catch (error) {
    // A line that cannot be understood ends the list; everything before it has been looked at.
    if (!isSundownError(error)) throw error;
    report(error);
  } finally {
    body.destroy();
  }
  return listed;
}

interface ListedBlob extends ExpectedArtifact {
  /** The first is 1. */
  readonly index: number;
  readonly isOwnFile: boolean;
}

const weightOf = ({ bytes }: ListedBlob): number => (bytes > LARGE.from ? LARGE.weight : 1);

async function* expectedBlobs(list: ExpectedArtifact, body: Readable): AsyncGenerator<ListedBlob> {
  let base: string | undefined;
  let isOwnFile = false;
  let number = 0;
  for await (const text of linesOf(list, body)) {
    number += 1;
    if (base === undefined) {
      const header = checked(list, number, parseBlobListLine(blobListHeaderSchema, text));
      base = list.url.slice(0, list.url.lastIndexOf("/") + 1) + header.blobs;
      isOwnFile = header.container === null;
    } else {
      const line: BlobListLine = checked(list, number, parseBlobListLine(blobListLineSchema, text));
      const url = base + blobPath(line.path ?? line.name);
      yield { index: number - 1, isOwnFile, url, bytes: line.bytes, sha256: line.sha256 };
    }
  }
}

/** Splits at line feeds in bounded memory, and proves at the end that these were the list's bytes. */
async function* linesOf(list: ExpectedArtifact, body: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const hash = createHash("sha256");
  let rest = "";
  let bytes = 0;
  for await (const chunk of body) {
    const piece = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > list.bytes) break;
    hash.update(piece);
    rest += decoder.decode(piece, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
    if (rest.length > MAX_LINE) break;
  }
  if (bytes === list.bytes && rest === "" && hash.digest("hex") === list.sha256) return;
  throw rest === ""
    ? new SundownError("artifact_changed_while_read", {
        message: `${list.url} had other bytes when it was read a second time`,
        place: list.url,
      })
    : new SundownError("artifact_list_invalid", {
        message: `${list.url} does not end where a list of blobs ends`,
        place: list.url,
      });
}

function checked<Value>(
  list: ExpectedArtifact,
  line: number,
  parsed: { readonly value: Value } | { readonly problem: string },
): Value {
  if ("value" in parsed) return parsed.value;
  throw new SundownError("artifact_list_invalid", {
    message: `line ${line} of ${list.url} is no line of a list of blobs: ${parsed.problem}`,
    place: list.url,
  });
}

import { createHash } from "node:crypto";
import type { Readable } from "node:stream";

export interface Hashed {
  readonly bytes: number;
  readonly sha256: string;
}

export interface HashOptions {
  /** Reading stops with `onTooLong` once more than this many bytes have come. */
  readonly limit: number;
  /** Sees every chunk, in order, after it was hashed. Awaited, so that it can slow the stream down. */
  readonly onChunk?: (chunk: Buffer) => Promise<void> | void;
}

/** sha256 of a stream in constant memory; `undefined` when it is longer than the limit. The stream is destroyed. */
export async function hashStream(body: Readable, options: HashOptions): Promise<Hashed | undefined> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of body) {
    const chunk = Buffer.isBuffer(piece) ? piece : Buffer.from(piece);
    bytes += chunk.length;
    if (bytes > options.limit) return undefined;
    hash.update(chunk);
    const slow = options.onChunk?.(chunk);
    if (slow !== undefined) await slow;
  }
  return { bytes, sha256: hash.digest("hex") };
}

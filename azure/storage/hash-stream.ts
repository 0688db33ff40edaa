import { createHash } from "node:crypto";
import { type Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

export interface Hashed {
  readonly bytes: number;
  readonly sha256: string;
}

export interface HashOptions {
  /** Reading stops once more than this many bytes have come. */
  readonly limit: number;
  /** Sees every chunk, in order, after it was hashed. */
  readonly onChunk?: (chunk: Buffer) => void;
}

/**
 * sha256 of a stream in constant memory; `undefined` when it is longer than the limit. The stream is destroyed.
 * Plain stream callbacks, no iteration: a promise for every 16 KiB would cost more than the hash.
 */
export async function hashStream(
  body: Readable,
  { limit, onChunk }: HashOptions,
): Promise<Hashed | undefined> {
  const hash = createHash("sha256");
  const tooLong = new Error("the stream is longer than its limit");
  let bytes = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limit) {
        done(tooLong);
        return;
      }
      hash.update(chunk);
      onChunk?.(chunk);
      done();
    },
  });
  try {
    await pipeline(body, sink);
  } catch (error) {
    if (error === tooLong) return undefined;
    throw error;
  }
  return { bytes, sha256: hash.digest("hex") };
}

import { createHash } from "node:crypto";
import type { Readable } from "node:stream";

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
 * Plain events: a promise for every 16 KiB, or the signal and the second stream of a pipeline for every small blob,
 * would cost more than the hash. Hashing keeps up with what comes, so nothing has to wait for it.
 */
export function hashStream(body: Readable, { limit, onChunk }: HashOptions): Promise<Hashed | undefined> {
  return new Promise((resolve, reject) => {
    const hash = createHash("sha256");
    let bytes = 0;
    const finish = (result: Hashed | undefined): void => {
      resolve(result);
      body.destroy();
    };
    body.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limit) {
        finish(undefined);
        return;
      }
      try {
        hash.update(chunk);
        onChunk?.(chunk);
      } catch (error) {
        reject(error);
        body.destroy();
      }
    });
    body.once("end", () => finish({ bytes, sha256: hash.digest("hex") }));
    body.on("error", reject);
    body.once("close", () => {
      if (!body.readableEnded) reject(new Error("the stream was closed before its end"));
    });
  });
}

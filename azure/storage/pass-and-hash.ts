import { createHash } from "node:crypto";
import { type Readable, Transform } from "node:stream";
import { finished } from "node:stream/promises";
import type { Hashed } from "./hash-stream.ts";
import { sourceError } from "./source-failure.ts";

export interface PassingSource {
  readonly body: Readable;
  /** Once everything has passed. */
  readonly hashed: () => Hashed | undefined;
}

/** Hands a source's bytes on while hashing them; ends well only when all of them have come. */
export function passAndHash(
  incoming: Readable,
  length: number,
  place: string,
  onBytes?: (bytes: number) => void,
): PassingSource {
  const hash = createHash("sha256");
  let bytes = 0;
  let hashed: Hashed | undefined;
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      onBytes?.(chunk.length);
      done(null, chunk);
    },
    flush(done) {
      if (bytes === length) hashed = { bytes, sha256: hash.digest("hex") };
      done(bytes === length ? null : sourceError(place, new TypeError(`${bytes} of ${length} bytes came`)));
    },
  });
  incoming.once("error", (error) => body.destroy(orAbort(place, error)));
  // Whoever gives the copy up gives the connection back.
  body.once("close", () => incoming.destroy());
  incoming.pipe(body);
  return { body, hashed: () => hashed };
}

/** Lets everything pass for its hash alone. */
export async function hashPassing({ body, hashed }: PassingSource, place: string): Promise<Hashed> {
  body.resume();
  await finished(body);
  const result = hashed();
  if (result === undefined) throw sourceError(place, new TypeError("it ended early"));
  return result;
}

/** As `sourceError`, but an abort comes back instead of being thrown: nobody could catch it in an event. */
function orAbort(place: string, error: Error): Error {
  try {
    return sourceError(place, error);
  } catch {
    return error;
  }
}

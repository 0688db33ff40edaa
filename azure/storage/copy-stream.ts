import { createHash } from "node:crypto";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { BackupTarget } from "./backup-target.ts";
import type { BlobCopy } from "./copy-blob.ts";
import { hashStream } from "./hash-stream.ts";
import { sourceError } from "./source-failure.ts";
import { causeOf } from "./storage-failure.ts";

export interface StreamSource {
  readonly bytes: number;
  readonly contentType: string;
  /** Named in errors. */
  readonly place: string;
  /** Begins to read it; the same bytes each time. */
  readonly open: () => Readable;
}

/**
 * Copies what `open` gives, hashing what passes, and reads the copy back. What lies at the target already is taken
 * when it is equal. As `copyBlob`, for what is no blob.
 * @throws SundownError those of `open`, backup_target_unwritable, backup_target_conflict, copy_not_equal
 */
export async function copyStream(
  source: StreamSource,
  target: BackupTarget,
  path: string,
  signal: AbortSignal,
): Promise<BlobCopy> {
  const first = hashing(source);
  const written = await target.write(path, first.body, {
    bytes: source.bytes,
    properties: { contentType: source.contentType },
    signal,
  });
  const sha256 = first.digest() ?? (await hashAgain(source));
  const back = await target.read(path, signal);
  const read = await hashStream(back.body, { limit: source.bytes }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw notEqual(target.urlOf(path), "it cannot be read to its end", error);
  });
  if (read?.sha256 === sha256) return { bytes: source.bytes, sha256, version: written ?? back.version };
  if (written !== undefined) throw notEqual(target.urlOf(path), "it has other bytes");
  throw new SundownError("backup_target_conflict", {
    message: `${target.urlOf(path)} is there already and is not a copy of ${source.place}`,
    place: target.urlOf(path),
  });
}

interface Hashing {
  readonly body: Readable;
  /** Once everything has passed. */
  readonly digest: () => string | undefined;
}

function hashing({ bytes, place, open }: StreamSource): Hashing {
  const hash = createHash("sha256");
  let came = 0;
  let digest: string | undefined;
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      came += chunk.length;
      done(null, chunk);
    },
    flush(done) {
      if (came === bytes) digest = hash.digest("hex");
      done(came === bytes ? null : sourceError(place, new TypeError(`${came} of ${bytes} bytes came`)));
    },
  });
  // What goes wrong with the source arrives at the reader of `body`.
  pipeline(open(), body).catch(() => {});
  return { body, digest: () => digest };
}

async function hashAgain(source: StreamSource): Promise<string> {
  const { body, digest } = hashing(source);
  await hashStream(body, { limit: source.bytes });
  const sha256 = digest();
  if (sha256 === undefined) throw sourceError(source.place, new TypeError("it ended early"));
  return sha256;
}

function notEqual(place: string, why: string, cause?: unknown): SundownError {
  return new SundownError("copy_not_equal", {
    message: `${place} is no copy: ${why}`,
    place,
    ...(cause === undefined ? {} : { cause: causeOf(cause) }),
  });
}

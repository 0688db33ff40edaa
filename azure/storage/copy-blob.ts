import { createHash } from "node:crypto";
import { Readable, Transform } from "node:stream";
import { finished } from "node:stream/promises";
import type { BlobClient, BlobDownloadResponseParsed } from "@azure/storage-blob";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { BackupTarget, ContentProperties } from "./backup-target.ts";
import { type Hashed, hashStream } from "./hash-stream.ts";
import { sourceError } from "./source-failure.ts";
import { causeOf } from "./storage-failure.ts";

export interface BlobCopy {
  readonly bytes: number;
  readonly sha256: string;
  /** Of the copy, as the target names it. */
  readonly version: string;
}

export interface CopyBlobOptions {
  /** The source's ETag as it was listed: another one is another blob. */
  readonly etag: string;
  /** The version of an earlier copy of the same blob, which this one replaces. */
  readonly replaces?: string;
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
}

const MAX_RECONNECTS = 5;

/**
 * Copies one blob through this process, hashing what passes, and reads the copy back. A copy counts only when
 * what was read back has the bytes that were written. What lies at the target already is taken when it is equal.
 *
 * The service's own copying (Put Block From URL, Copy Blob From URL) is left aside: it tells a checksum of what the
 * target received, not of what the source holds, and no sha256. To prove a copy equal, the source would have to be
 * read here all the same, so that only the upload were saved; and the target would need the source's token and a way
 * through its firewall.
 * @see https://learn.microsoft.com/rest/api/storageservices/put-block-from-url
 * @throws SundownError source_blob_changed, source_blob_archived, source_access_denied, source_unreadable,
 *   backup_target_unwritable, backup_target_conflict, copy_not_equal
 */
export async function copyBlob(
  source: BlobClient,
  target: BackupTarget,
  path: string,
  options: CopyBlobOptions,
): Promise<BlobCopy> {
  const place = source.url.split("?", 1)[0] ?? source.url;
  const passing = await openSource(source, place, options);
  const written = await target.write(path, passing.body, {
    bytes: passing.length,
    properties: passing.properties,
    ...(options.replaces === undefined ? {} : { replaces: options.replaces }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  // Nothing written: something is there, the copy of a run that was killed before it could note it, or another.
  const expected = passing.hashed() ?? (await hashSource(source, place, options));
  const back = await target.read(path, options.signal);
  const read = await hashStream(back.body, { limit: expected.bytes }).catch((error: unknown) => {
    options.signal?.throwIfAborted();
    throw notEqual(target.urlOf(path), "it cannot be read to its end", error);
  });
  if (read?.sha256 === expected.sha256) return { ...expected, version: written ?? back.version };
  if (written !== undefined) throw notEqual(target.urlOf(path), "it has other bytes");
  throw new SundownError("backup_target_conflict", {
    message: `${target.urlOf(path)} is there already and is not a copy of ${place}`,
    place: target.urlOf(path),
  });
}

interface PassingBlob {
  readonly body: Readable;
  readonly length: number;
  readonly properties: ContentProperties;
  /** Once everything has passed. */
  readonly hashed: () => Hashed | undefined;
}

async function openSource(source: BlobClient, place: string, options: CopyBlobOptions): Promise<PassingBlob> {
  const answer = await source
    .download(0, undefined, {
      conditions: { ifMatch: options.etag },
      maxRetryRequests: MAX_RECONNECTS,
      ...(options.signal === undefined ? {} : { abortSignal: options.signal }),
    })
    .catch((error: unknown) => {
      throw sourceError(place, error);
    });
  const incoming = answer.readableStreamBody;
  const length = answer.contentLength;
  if (!(incoming instanceof Readable) || length === undefined)
    throw sourceError(place, new TypeError("the answer has no body or no length"));
  const passing = passAndHash(incoming, length, place, options.onBytes);
  return { body: passing.body, hashed: passing.hashed, length, properties: propertiesOf(answer) };
}

/** Hands a source's bytes on while hashing them; ends well only when all of them have come. */
function passAndHash(
  incoming: Readable,
  length: number,
  place: string,
  onBytes: CopyBlobOptions["onBytes"],
): Pick<PassingBlob, "body" | "hashed"> {
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

/** As `sourceError`, but an abort comes back instead of being thrown: nobody could catch it in an event. */
function orAbort(place: string, error: Error): Error {
  try {
    return sourceError(place, error);
  } catch {
    return error;
  }
}

async function hashSource(source: BlobClient, place: string, options: CopyBlobOptions): Promise<Hashed> {
  const { body, hashed } = await openSource(source, place, { ...options, onBytes: () => {} });
  body.resume();
  await finished(body);
  const result = hashed();
  if (result === undefined) throw sourceError(place, new TypeError("it ended early"));
  return result;
}

function propertiesOf(answer: BlobDownloadResponseParsed): ContentProperties {
  const { contentType, contentEncoding, contentLanguage, contentDisposition, cacheControl, metadata } =
    answer;
  return {
    ...(contentType === undefined ? {} : { contentType }),
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
    ...(contentLanguage === undefined ? {} : { contentLanguage }),
    ...(contentDisposition === undefined ? {} : { contentDisposition }),
    ...(cacheControl === undefined ? {} : { cacheControl }),
    ...(metadata === undefined || Object.keys(metadata).length === 0 ? {} : { metadata }),
  };
}

function notEqual(place: string, why: string, cause?: unknown): SundownError {
  return new SundownError("copy_not_equal", {
    message: `${place} is no copy: ${why}`,
    place,
    ...(cause === undefined ? {} : { cause: causeOf(cause) }),
  });
}

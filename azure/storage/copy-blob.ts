import { Readable } from "node:stream";
import type { BlobClient, BlobDownloadResponseParsed } from "@azure/storage-blob";
import type { BackupTarget, ContentProperties } from "./backup-target.ts";
import { hashPassing, type PassingSource, passAndHash } from "./pass-and-hash.ts";
import { type ProvenCopy, proveCopy } from "./prove-copy.ts";
import { sourceError } from "./source-failure.ts";

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
): Promise<ProvenCopy> {
  const place = source.url.split("?", 1)[0] ?? source.url;
  const passing = await openSource(source, place, options);
  const written = await target.write(path, passing.body, {
    bytes: passing.length,
    properties: passing.properties,
    ...(options.replaces === undefined ? {} : { replaces: options.replaces }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  // Nothing written: something is there, the copy of a run that was killed before it could note it, or another.
  const expected =
    passing.hashed() ??
    (await hashPassing(await openSource(source, place, { ...options, onBytes: () => {} }), place));
  return proveCopy(target, path, { place, expected, written, signal: options.signal });
}

interface PassingBlob extends PassingSource {
  readonly length: number;
  readonly properties: ContentProperties;
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
  return { ...passing, length, properties: propertiesOf(answer) };
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

import { Readable } from "node:stream";
import type { BlobClient } from "@azure/storage-blob";
import type { BackupTarget } from "./backup-target.ts";
import { contentPropertiesOf } from "./content-properties.ts";
import { type CopyStreamOptions, copyStream, type OpenedSource } from "./copy-stream.ts";
import type { ProvenCopy } from "./prove-copy.ts";
import { sourceError } from "./source-failure.ts";

export interface CopyBlobOptions extends CopyStreamOptions {
  /** The source's ETag as it was listed: another one is another blob. */
  readonly etag: string;
}

const MAX_RECONNECTS = 5;

/**
 * Copies one blob, as `copyStream` does.
 *
 * The service's own copying (Put Block From URL, Copy Blob From URL) is left aside: it tells a checksum of what the
 * target received, not of what the source holds, and no sha256. To prove a copy equal, the source would have to be
 * read here all the same, so that only the upload were saved; and the target would need the source's token and a way
 * through its firewall.
 * @see https://learn.microsoft.com/rest/api/storageservices/put-block-from-url
 * @throws SundownError source_blob_changed, source_blob_archived, source_access_denied, source_unreadable,
 *   backup_target_unwritable, backup_target_conflict, copy_not_equal
 */
export function copyBlob(
  source: BlobClient,
  target: BackupTarget,
  path: string,
  { etag, ...options }: CopyBlobOptions,
): Promise<ProvenCopy> {
  const place = source.url.split("?", 1)[0] ?? source.url;
  const open = () => openBlob(source, place, etag, options.signal);
  return copyStream({ place, open }, target, path, options);
}

async function openBlob(
  source: BlobClient,
  place: string,
  etag: string,
  signal: AbortSignal | undefined,
): Promise<OpenedSource> {
  const answer = await source
    .download(0, undefined, {
      conditions: { ifMatch: etag },
      maxRetryRequests: MAX_RECONNECTS,
      ...(signal === undefined ? {} : { abortSignal: signal }),
    })
    .catch((error: unknown) => {
      throw sourceError(place, error);
    });
  const { readableStreamBody: body, contentLength: bytes } = answer;
  if (!(body instanceof Readable) || bytes === undefined)
    throw sourceError(place, new TypeError("the answer has no body or no length"));
  return { body, bytes, properties: contentPropertiesOf(answer) };
}

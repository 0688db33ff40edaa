import { Readable } from "node:stream";
import type { BlobClient } from "@azure/storage-blob";
import { contentPropertiesOf } from "./content-properties.ts";
import type { StreamSource } from "./copy-stream.ts";
import { sourceError } from "./source-failure.ts";

const MAX_RECONNECTS = 5;

/**
 * One blob that is copied.
 *
 * The service's own copying (Put Block From URL, Copy Blob From URL) is left aside: it tells a checksum of what the
 * target received, not of what the source holds, and no sha256. To prove a copy equal, the source would have to be
 * read here all the same, so that only the upload were saved; and the target would need the source's token and a way
 * through its firewall.
 * @param etag as it was listed: another one is another blob
 * @see https://learn.microsoft.com/rest/api/storageservices/put-block-from-url
 * @throws in its members: SundownError source_blob_changed, source_blob_archived, source_access_denied, source_unreadable
 */
export function sourceBlob(blob: BlobClient, etag: string, signal: AbortSignal): StreamSource {
  const place = blob.url.split("?", 1)[0] ?? blob.url;
  const conditions = { ifMatch: etag };
  const orSourceError = (error: unknown): never => {
    throw sourceError(place, error);
  };
  const open = async () => {
    const options = { conditions, maxRetryRequests: MAX_RECONNECTS, abortSignal: signal };
    const answer = await blob.download(0, undefined, options).catch(orSourceError);
    const { readableStreamBody: body, contentLength: bytes } = answer;
    if (!(body instanceof Readable) || bytes === undefined)
      throw sourceError(place, new TypeError("the answer has no body or no length"));
    return { body, bytes, properties: contentPropertiesOf(answer) };
  };
  return { place, open };
}

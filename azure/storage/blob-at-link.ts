import {
  AnonymousCredential,
  BlobClient,
  newPipeline,
  type StoragePipelineOptions,
} from "@azure/storage-blob";

/**
 * A blob behind a link that holds its own permission (SAS). No credential of the caller goes there, wherever it
 * points; redirects are not followed.
 */
export function blobAtLink(link: string): BlobClient {
  const options: StoragePipelineOptions & { readonly redirectOptions: { readonly maxRetries: number } } = {
    retryOptions: { maxTries: 5, retryDelayInMs: 400, maxRetryDelayInMs: 20_000 },
    redirectOptions: { maxRetries: 0 },
  };
  return new BlobClient(link, newPipeline(new AnonymousCredential(), options));
}

import {
  newPipeline,
  type ShareClientOptions,
  ShareServiceClient,
  type StoragePipelineOptions,
} from "@azure/storage-file-share";
import type { StorageConnection } from "./blob-service.ts";

/** Pauses between tries after 408, 429, 5xx and lost connections, in milliseconds. */
const RETRIES = { maxTries: 5, retryDelayInMs: 400, maxRetryDelayInMs: 20_000 };

/** With a token the service wants to hear that it is for a backup; names may end in dots. */
const SHARE_OPTIONS: ShareClientOptions = { fileRequestIntent: "backup", allowTrailingDot: true };

/**
 * A client for the file shares of one account, with the connection's credential. It reads every file whatever the
 * file's own permissions say, given the role Storage File Data Privileged Reader. Redirects are not followed.
 * @param url checked to be on the cloud's own storage: the token goes there
 * @see https://learn.microsoft.com/azure/storage/files/authorize-oauth-rest
 */
export function fileService({ credential }: StorageConnection, url: string): ShareServiceClient {
  const options: StoragePipelineOptions & { readonly redirectOptions: { readonly maxRetries: number } } = {
    retryOptions: RETRIES,
    redirectOptions: { maxRetries: 0 },
  };
  return new ShareServiceClient(url, newPipeline(credential, options), SHARE_OPTIONS);
}

import { BlobServiceClient, newPipeline, type StoragePipelineOptions } from "@azure/storage-blob";
import type { AzureConnection } from "../connection.ts";

/** The part of a connection that storage needs. */
export type StorageConnection = Pick<AzureConnection, "cloud" | "credential">;

/** Pauses between tries after 408, 429, 5xx and lost connections, in milliseconds. */
const RETRIES = { maxTries: 5, retryDelayInMs: 400, maxRetryDelayInMs: 20_000 };

/** One pipeline for each identity: making one, and asking for its token, costs more than reading a small blob. */
const pipelines = new WeakMap<StorageConnection["credential"], ReturnType<typeof newPipeline>>();

/**
 * A client for one account, with the connection's credential (scope https://storage.azure.com/.default). The
 * caller has made sure with `blobLocation` that the URL is on the cloud's own storage: tokens go nowhere else.
 * Redirects are not followed; they surface as an error with their status.
 */
export function blobService(connection: StorageConnection, accountUrl: string): BlobServiceClient {
  return new BlobServiceClient(accountUrl, pipelineOf(connection));
}

function pipelineOf({ credential }: StorageConnection): ReturnType<typeof newPipeline> {
  const known = pipelines.get(credential);
  if (known !== undefined) return known;
  const options: StoragePipelineOptions & { readonly redirectOptions: { readonly maxRetries: number } } = {
    retryOptions: RETRIES,
    redirectOptions: { maxRetries: 0 },
  };
  const pipeline = newPipeline(credential, options);
  pipelines.set(credential, pipeline);
  return pipeline;
}

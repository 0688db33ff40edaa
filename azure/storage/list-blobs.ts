import type { BlobItem, ContainerClient, ContainerListBlobsOptions } from "@azure/storage-blob";

/** The service's own 5,000 are parsed at once into some 70 MB more. */
const PAGE = 1000;

/**
 * Every present blob of a container, in the service's order.
 * @see https://learn.microsoft.com/rest/api/storageservices/list-blobs
 */
export async function* listBlobs(
  container: ContainerClient,
  options: ContainerListBlobsOptions,
): AsyncGenerator<BlobItem> {
  for await (const { segment } of container.listBlobsFlat(options).byPage({ maxPageSize: PAGE }))
    yield* segment.blobItems;
}

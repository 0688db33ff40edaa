import type { BlobItem, ContainerClient } from "@azure/storage-blob";
import { isAddressable } from "../../azure/storage/blob-location.ts";
import { quoted } from "../../azure/storage/container-target.ts";
import { copyStream } from "../../azure/storage/copy-stream.ts";
import { listBlobs } from "../../azure/storage/list-blobs.ts";
import { sourceBlob } from "../../azure/storage/source-blob.ts";
import { sourceError } from "../../azure/storage/source-failure.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { CopyJob } from "./backup-method.ts";
import type { CopyRecord } from "./copy-record.ts";
import { type CopiedItems, copyUntilStill, type ListedItem } from "./copy-until-still.ts";

export interface ContainerCopy {
  readonly job: CopyJob;
  readonly source: ContainerClient;
  /** Where in the target the container goes; no slash at the end. */
  readonly folder: string;
  readonly record: CopyRecord;
  readonly onBytes: (bytes: number) => void;
}

interface ListedBlob extends ListedItem {
  readonly type: BlobItem["properties"]["blobType"];
}

/**
 * Copies every present blob of a container, as `copyUntilStill` does. A blob goes as one stream: pieces of two large
 * ones at once would take twice the memory.
 * @returns the list's artifact, or every blob that could not be copied
 */
export function copyContainer(copy: ContainerCopy): Promise<CopiedItems | readonly SundownError[]> {
  const { job, source, folder, record, onBytes } = copy;
  const { id, target, context } = job;
  const { signal } = context;
  return copyUntilStill<ListedBlob>(
    {
      place: source.url,
      list: () => listedBlobs(source, signal),
      async copyOne(item, path, replaces) {
        const { name, etag, type } = item;
        if (!isAddressable(name)) throw notAddressable(name, source);
        const blob = sourceBlob(source.getBlobClient(name), etag, signal);
        const copied = await copyStream(blob, target, path, { replaces, signal, onBytes });
        return { ...copied, ...(type === undefined || type === "BlockBlob" ? {} : { type }) };
      },
    },
    {
      target,
      folder,
      record,
      signal,
      header: { sundown: "blob-list", version: 1, of: id, container: source.containerName, blobs: "blobs/" },
    },
  );
}

async function* listedBlobs(source: ContainerClient, signal: AbortSignal): AsyncGenerator<ListedBlob> {
  try {
    const options = { abortSignal: signal, includeMetadata: true };
    for await (const { name, properties, metadata } of listBlobs(source, options))
      yield {
        name,
        etag: quoted(properties.etag),
        bytes: properties.contentLength ?? 0,
        type: properties.blobType,
        isFolderMark: isFolderMark(metadata),
      };
  } catch (error) {
    throw sourceError(source.url, error);
  }
}

/** As Hadoop and AzCopy mark folders in a flat account; a hierarchical one lists its own with it, too. */
const isFolderMark = (metadata: BlobItem["metadata"]): boolean =>
  Object.entries(metadata ?? {}).some(([key, value]) => /^hdi_isfolder$/i.test(key) && value === "true");

function notAddressable(name: string, source: ContainerClient): SundownError {
  return new SundownError("source_unreadable", {
    message: `${name} in ${source.url} has a dot segment in its name, which no URL can carry`,
    place: source.url,
    remedy: "Rename the blob where it is written, or copy it by hand.",
  });
}

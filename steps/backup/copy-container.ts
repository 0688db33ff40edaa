import type { BlobItem, ContainerClient } from "@azure/storage-blob";
import { isAddressable } from "../../azure/storage/blob-location.ts";
import { quoted } from "../../azure/storage/container-target.ts";
import { copyBlob } from "../../azure/storage/copy-blob.ts";
import { listBlobs } from "../../azure/storage/list-blobs.ts";
import { sourceError } from "../../azure/storage/source-failure.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { type CopiedItems, type CopyPlace, copyUntilStill, type ListedItem } from "./copy-until-still.ts";

export interface ContainerCopy extends Omit<CopyPlace, "header"> {
  /** ARM id of the storage account. */
  readonly of: string;
  readonly source: ContainerClient;
  readonly onBytes: (bytes: number) => void;
}

interface ListedBlob extends ListedItem {
  readonly type: BlobItem["properties"]["blobType"];
}

/**
 * Copies every present blob of a container, as `copyUntilStill` does.
 * @returns the list's artifact, or every blob that could not be copied
 */
export function copyContainer({
  of,
  source,
  onBytes,
  ...place
}: ContainerCopy): Promise<CopiedItems | readonly SundownError[]> {
  const { signal, target } = place;
  return copyUntilStill<ListedBlob>(
    {
      place: source.url,
      list: () => listedBlobs(source, signal),
      async copyOne({ name, etag, type }, path, replaces) {
        if (!isAddressable(name)) throw notAddressable(name, source);
        const copy = await copyBlob(source.getBlobClient(name), target, path, {
          etag,
          signal,
          onBytes,
          ...(replaces === undefined ? {} : { replaces }),
        });
        return { ...copy, ...(type === undefined || type === "BlockBlob" ? {} : { type }) };
      },
    },
    {
      ...place,
      header: { sundown: "blob-list", version: 1, of, container: source.containerName, blobs: "blobs/" },
    },
  );
}

async function* listedBlobs(source: ContainerClient, signal: AbortSignal): AsyncGenerator<ListedBlob> {
  try {
    for await (const { name, properties } of listBlobs(source, { abortSignal: signal }))
      yield {
        name,
        etag: quoted(properties.etag),
        bytes: properties.contentLength ?? 0,
        type: properties.blobType,
      };
  } catch (error) {
    throw sourceError(source.url, error);
  }
}

function notAddressable(name: string, source: ContainerClient): SundownError {
  return new SundownError("source_unreadable", {
    message: `${name} in ${source.url} has a dot segment in its name, which no URL can carry`,
    place: source.url,
    remedy: "Rename the blob where it is written, or copy it by hand.",
  });
}

import type { BlobItem, ContainerClient } from "@azure/storage-blob";
import type { BackupTarget } from "../../azure/storage/backup-target.ts";
import { isAddressable } from "../../azure/storage/blob-location.ts";
import { quoted } from "../../azure/storage/container-target.ts";
import { copyBlob } from "../../azure/storage/copy-blob.ts";
import { inParallel } from "../../azure/storage/in-parallel.ts";
import { sourceError } from "../../azure/storage/source-failure.ts";
import { withLittleMemory } from "../../azure/storage/with-little-memory.ts";
import type { BlobListHeader, BlobListLine } from "../../core/backups/blob-list.ts";
import type { Artifact } from "../../core/manifest/manifest.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import type { CopiedBlob, CopyRecord } from "./copy-record.ts";
import { putBlobList } from "./put-blob-list.ts";

export interface ContainerCopy {
  readonly of: string;
  readonly source: ContainerClient;
  readonly target: BackupTarget;
  /** Where in the target this container goes; no slash at the end. */
  readonly folder: string;
  readonly record: CopyRecord;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

export interface CopiedContainer {
  /** The list of its blobs, read back. */
  readonly artifact: Artifact;
  readonly blobs: number;
  readonly bytes: number;
  /** Blobs that this run did not need to copy. */
  readonly kept: number;
}

/** Weights under way at once: six small blobs, or two large ones, which hold buffers of several blocks each. */
const WEIGHT_AT_ONCE = 6;
const LARGE = { from: 4 * 1024 * 1024, weight: 3 };
/** After the first pass, how often what changed meanwhile is copied again. */
const MORE_PASSES = 4;

/**
 * Copies every blob of a container until a fresh listing shows nothing that is not copied as it is, then writes
 * the list of them. What an earlier run copied, and what still lies at the target as it was, is kept.
 * @returns the list's artifact, or every blob that could not be copied
 */
export function copyContainer(copy: ContainerCopy): Promise<CopiedContainer | readonly SundownError[]> {
  return withLittleMemory(() => copyUntilStill(copy));
}

async function copyUntilStill(copy: ContainerCopy): Promise<CopiedContainer | readonly SundownError[]> {
  await forgetWhatIsGone(copy);
  const kept = new Set(copy.record.names());
  for (let pass = 0; pass <= MORE_PASSES; pass++) {
    const names: string[] = [];
    const failures: SundownError[] = [];
    let stale = 0;
    const copyNoting = async (item: BlobItem): Promise<void> => {
      stale += 1;
      kept.delete(item.name);
      try {
        await copyOne(copy, item);
      } catch (error) {
        if (!isSundownError(error)) throw error;
        failures.push(error);
      }
    };
    await inParallel(listBlobs(copy, names), WEIGHT_AT_ONCE, copyNoting, weightOf);
    const lasting = failures.filter(({ code }) => code !== "source_blob_changed");
    if (lasting.length > 0 || (failures.length > 0 && pass === MORE_PASSES)) return failures;
    if (stale === 0) return writeList(copy, names, kept);
  }
  return [
    new SundownError("source_blob_changed", {
      message: `${copy.source.url} changed during each of ${MORE_PASSES + 1} passes`,
      place: copy.source.url,
    }),
  ];
}

const weightOf = ({ properties }: BlobItem): number =>
  (properties.contentLength ?? 0) > LARGE.from ? LARGE.weight : 1;

/** Gives what is not copied yet as it is now; `names` gets every name there is. */
async function* listBlobs(copy: ContainerCopy, names: string[]): AsyncGenerator<BlobItem> {
  const { source, record, signal } = copy;
  const pages = source.listBlobsFlat({ abortSignal: signal })[Symbol.asyncIterator]();
  for (;;) {
    const next = await pages.next().catch((error: unknown) => {
      throw sourceError(source.url, error);
    });
    if (next.done === true) return;
    const item = next.value;
    names.push(item.name);
    if (record.get(item.name)?.etag !== quoted(item.properties.etag)) yield item;
  }
}

async function copyOne(
  { source, target, folder, record, signal, onBytes }: ContainerCopy,
  item: BlobItem,
): Promise<void> {
  signal.throwIfAborted();
  if (!isAddressable(item.name))
    throw new SundownError("source_unreadable", {
      message: `${item.name} in ${source.url} has a dot segment in its name, which no URL can carry`,
      place: source.url,
      remedy: "Rename the blob where it is written, or copy it by hand.",
    });
  const etag = quoted(item.properties.etag);
  const earlier = record.get(item.name)?.version;
  const { bytes, sha256, version } = await copyBlob(
    source.getBlobClient(item.name),
    target,
    target.pathFor(`${folder}/blobs/${item.name}`),
    { etag, signal, onBytes, ...(earlier === undefined ? {} : { replaces: earlier }) },
  );
  const type = item.properties.blobType;
  await record.add({
    name: item.name,
    etag,
    bytes,
    sha256,
    version,
    ...(type === undefined || type === "BlockBlob" ? {} : { type }),
  });
}

/** A record is only worth as much as what lies at the target: copies that are gone or changed are made again. */
async function forgetWhatIsGone({ target, folder, record, signal }: ContainerCopy): Promise<void> {
  const missing = new Set(record.names());
  if (missing.size === 0) return;
  const blobs = `${folder}/blobs/`;
  const nameAt = new Map([...missing].map((name) => [target.pathFor(blobs + name), name]));
  for await (const { path, version } of target.list(blobs, signal)) {
    const name = nameAt.get(path);
    if (name !== undefined && record.get(name)?.version === version) missing.delete(name);
  }
  for (const name of missing) record.drop(name);
}

async function writeList(
  { of, source, target, folder, record, signal }: ContainerCopy,
  names: readonly string[],
  kept: ReadonlySet<string>,
): Promise<CopiedContainer> {
  const copied = names.map((name) => {
    const blob = record.get(name);
    if (blob === undefined) throw new TypeError(`${name} was listed as copied and is not`);
    return blob;
  });
  const header: BlobListHeader = {
    sundown: "blob-list",
    version: 1,
    of,
    container: source.containerName,
    blobs: "blobs/",
  };
  const blobs = `${folder}/blobs/`;
  const lines = copied.map((blob) => lineOf(blob, target.pathFor(blobs + blob.name).slice(blobs.length)));
  const artifact = await putBlobList(target, folder, header, lines, signal);
  return {
    artifact,
    blobs: copied.length,
    bytes: copied.reduce((sum, { bytes }) => sum + bytes, 0),
    kept: names.filter((name) => kept.has(name)).length,
  };
}

const lineOf = ({ name, bytes, sha256, etag, type }: CopiedBlob, path: string): BlobListLine => ({
  name,
  bytes,
  sha256,
  etag,
  ...(type === undefined ? {} : { type }),
  ...(path === name ? {} : { path }),
});

import type { BackupTarget } from "../../azure/storage/backup-target.ts";
import { inParallel } from "../../azure/storage/in-parallel.ts";
import type { ProvenCopy } from "../../azure/storage/prove-copy.ts";
import { withLittleMemory } from "../../azure/storage/with-little-memory.ts";
import type { BlobListHeader, BlobListLine } from "../../core/backups/blob-list.ts";
import type { Artifact } from "../../core/manifest/manifest.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import type { CopiedBlob, CopyRecord } from "./copy-record.ts";
import { putBlobList } from "./put-blob-list.ts";

/** What a listing tells of one thing to copy. */
export interface ListedItem {
  readonly name: string;
  /** In quotes. Another one is another content. */
  readonly etag: string;
  readonly bytes: number;
}

export interface ProvenItem extends ProvenCopy {
  /** Of the source, where it is worth a word in the list. */
  readonly type?: string;
}

/** Where things come from that may change while they are copied: a container, a share. */
export interface ChangingSource<Item extends ListedItem> {
  /** Named in errors. */
  readonly place: string;
  /** Begins a fresh listing, in the order that the list of copies will have. */
  list(): AsyncIterable<Item>;
  /**
   * Copies one thing as it was listed, and proves the copy.
   * @param replaces the version of an earlier copy of it
   * @throws SundownError source_blob_changed when it is not any more what was listed
   */
  copyOne(item: Item, path: string, replaces: string | undefined): Promise<ProvenItem>;
}

export interface CopyPlace {
  readonly target: BackupTarget;
  /** Where in the target the copies go; no slash at the end. */
  readonly folder: string;
  readonly header: BlobListHeader;
  readonly record: CopyRecord;
  readonly signal: AbortSignal;
}

export interface CopiedItems {
  /** The list of them, read back. */
  readonly artifact: Artifact;
  readonly count: number;
  readonly bytes: number;
  /** How many this run did not need to copy. */
  readonly kept: number;
}

/** Weights under way at once: six small ones, or two large ones, which hold buffers of several blocks each. */
const WEIGHT_AT_ONCE = 6;
const LARGE = { from: 4 * 1024 * 1024, weight: 3 };
/** After the first pass, how often what changed meanwhile is copied again. */
const MORE_PASSES = 4;

/**
 * Copies everything that a source lists until a fresh listing shows nothing that is not copied as it is, then writes
 * the list of it. What an earlier run copied, and what still lies at the target as it was, is kept.
 * @returns the list's artifact, or everything that could not be copied
 */
export function copyUntilStill<Item extends ListedItem>(
  source: ChangingSource<Item>,
  place: CopyPlace,
): Promise<CopiedItems | readonly SundownError[]> {
  return withLittleMemory(() => copyInPasses(source, place));
}

async function copyInPasses<Item extends ListedItem>(
  source: ChangingSource<Item>,
  place: CopyPlace,
): Promise<CopiedItems | readonly SundownError[]> {
  await forgetWhatIsGone(place);
  const kept = new Set(place.record.names());
  for (let pass = 0; pass <= MORE_PASSES; pass++) {
    const names: string[] = [];
    const failures: SundownError[] = [];
    let stale = 0;
    const copyNoting = async (item: Item): Promise<void> => {
      stale += 1;
      kept.delete(item.name);
      try {
        await copyAndRecord(source, place, item);
      } catch (error) {
        if (!isSundownError(error)) throw error;
        failures.push(error);
      }
    };
    await inParallel(staleItems(source, place, names), WEIGHT_AT_ONCE, copyNoting, weightOf);
    const lasting = failures.filter(({ code }) => code !== "source_blob_changed");
    if (lasting.length > 0 || (failures.length > 0 && pass === MORE_PASSES)) return failures;
    if (stale === 0) return writeList(place, names, kept);
  }
  return [
    new SundownError("source_blob_changed", {
      message: `${source.place} changed during each of ${MORE_PASSES + 1} passes`,
      place: source.place,
    }),
  ];
}

const weightOf = ({ bytes }: ListedItem): number => (bytes > LARGE.from ? LARGE.weight : 1);

/** Gives what is not copied yet as it is now; `names` gets every name there is. */
async function* staleItems<Item extends ListedItem>(
  source: ChangingSource<Item>,
  { record }: CopyPlace,
  names: string[],
): AsyncGenerator<Item> {
  for await (const item of source.list()) {
    names.push(item.name);
    if (record.get(item.name)?.etag !== item.etag) yield item;
  }
}

async function copyAndRecord<Item extends ListedItem>(
  source: ChangingSource<Item>,
  { target, folder, header, record, signal }: CopyPlace,
  item: Item,
): Promise<void> {
  signal.throwIfAborted();
  const path = target.pathFor(`${folder}/${header.blobs}${item.name}`);
  const copy = await source.copyOne(item, path, record.get(item.name)?.version);
  await record.add({ name: item.name, etag: item.etag, ...copy });
}

/** A record is only worth as much as what lies at the target: copies that are gone or changed are made again. */
async function forgetWhatIsGone({ target, folder, header, record, signal }: CopyPlace): Promise<void> {
  const missing = new Set(record.names());
  if (missing.size === 0) return;
  const copies = `${folder}/${header.blobs}`;
  const nameAt = new Map([...missing].map((name) => [target.pathFor(copies + name), name]));
  for await (const { path, version } of target.list(copies, signal)) {
    const name = nameAt.get(path);
    if (name !== undefined && record.get(name)?.version === version) missing.delete(name);
  }
  for (const name of missing) record.drop(name);
}

async function writeList(
  { target, folder, header, record, signal }: CopyPlace,
  names: readonly string[],
  kept: ReadonlySet<string>,
): Promise<CopiedItems> {
  const copied = names.map((name) => {
    const item = record.get(name);
    if (item === undefined) throw new TypeError(`${name} was listed as copied and is not`);
    return item;
  });
  const copies = `${folder}/${header.blobs}`;
  const lines = copied.map((item) => lineOf(item, target.pathFor(copies + item.name).slice(copies.length)));
  return {
    artifact: await putBlobList(target, folder, header, lines, signal),
    count: copied.length,
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

import type { BackupTarget, StoredFile } from "../../azure/storage/backup-target.ts";
import { inParallel } from "../../azure/storage/in-parallel.ts";
import type { ProvenCopy } from "../../azure/storage/prove-copy.ts";
import type { BlobListHeader, BlobListLine } from "../../core/backups/blob-list.ts";
import type { Artifact } from "../../core/manifest/manifest.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import type { CopyRecord } from "./copy-record.ts";
import { putBlobList } from "./put-blob-list.ts";

/** What a listing tells of one thing to copy. */
export interface ListedItem {
  readonly name: string;
  /** In quotes. Another one is another content. */
  readonly etag: string;
  readonly bytes: number;
  /** Whether it only says that a folder is there. */
  readonly isFolderMark?: boolean;
}

interface ProvenItem extends ProvenCopy {
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

/** What one pass has found copied as it is: where the lines of the record are, in the order of the listing. */
interface StillItems {
  readonly lines: number[];
  bytes: number;
  kept: number;
}

interface StaleItem<Item> {
  readonly item: Item;
  /** Below the place of the copies. */
  readonly path: string;
  /** The version of an earlier copy of it. */
  readonly replaces: string | undefined;
}

/**
 * Copies everything that a source lists until a fresh listing shows nothing that is not copied as it is, then writes
 * the list of it. What an earlier run copied, and what still lies at the target as it was, is kept.
 * @returns the list's artifact, or everything that could not be copied
 */
export async function copyUntilStill<Item extends ListedItem>(
  source: ChangingSource<Item>,
  place: CopyPlace,
): Promise<CopiedItems | readonly SundownError[]> {
  await forgetWhatIsGone(place);
  for (let pass = 0; pass <= MORE_PASSES; pass++) {
    const still: StillItems = { lines: [], bytes: 0, kept: 0 };
    const failures: SundownError[] = [];
    let stale = 0;
    const copyNoting = async (item: StaleItem<Item>): Promise<void> => {
      stale += 1;
      try {
        await copyAndRecord(source, place, item);
      } catch (error) {
        if (!isSundownError(error)) throw error;
        failures.push(error);
      }
    };
    await inParallel(staleItems(source, place, still), WEIGHT_AT_ONCE, copyNoting, weightOf);
    const lasting = failures.filter(({ code }) => code !== "source_blob_changed");
    if (lasting.length > 0 || (failures.length > 0 && pass === MORE_PASSES)) return failures;
    if (stale === 0) return writeList(place, still);
  }
  return [
    new SundownError("source_blob_changed", {
      message: `${source.place} changed during each of ${MORE_PASSES + 1} passes`,
      place: source.place,
    }),
  ];
}

const weightOf = ({ item }: StaleItem<ListedItem>): number => (item.bytes > LARGE.from ? LARGE.weight : 1);

/** Gives what is not copied yet as it is now, and notes the rest in `still`. */
async function* staleItems<Item extends ListedItem>(
  source: ChangingSource<Item>,
  place: CopyPlace,
  still: StillItems,
): AsyncGenerator<StaleItem<Item>> {
  const { target, record } = place;
  const copies = copiesIn(place);
  for await (const item of source.list()) {
    const path = target.pathFor(copies + item.name, item.isFolderMark).slice(copies.length);
    const found = await record.get(path);
    if (found?.copied.etag !== item.etag) {
      yield { item, path, replaces: found?.copied.version };
      continue;
    }
    still.lines.push(found.at);
    still.bytes += found.copied.bytes;
    if (record.isEarlier(found.at)) still.kept += 1;
  }
}

const copiesIn = ({ folder, header }: CopyPlace): string => `${folder}/${header.blobs}`;

async function copyAndRecord<Item extends ListedItem>(
  source: ChangingSource<Item>,
  place: CopyPlace,
  { item, path, replaces }: StaleItem<Item>,
): Promise<void> {
  place.signal.throwIfAborted();
  const { name, etag } = item;
  const copy = await source.copyOne(item, copiesIn(place) + path, replaces);
  await place.record.add({ name, ...(path === name ? {} : { path }), etag, ...copy });
}

/** A record is only worth as much as what lies at the target: copies that are gone or changed are made again. */
async function forgetWhatIsGone(place: CopyPlace): Promise<void> {
  if (place.record.isEmpty) return;
  await place.record.keepOnly(storedCopies(place));
}

async function* storedCopies(place: CopyPlace): AsyncGenerator<StoredFile> {
  const copies = copiesIn(place);
  for await (const stored of place.target.list(copies, place.signal))
    yield { ...stored, path: stored.path.slice(copies.length) };
}

async function writeList(
  { target, folder, header, record, signal }: CopyPlace,
  { lines, bytes, kept }: StillItems,
): Promise<CopiedItems> {
  const listed = { [Symbol.asyncIterator]: () => linesAt(record, lines) };
  return {
    artifact: await putBlobList(target, folder, header, listed, signal),
    count: lines.length,
    bytes,
    kept,
  };
}

async function* linesAt(record: CopyRecord, lines: readonly number[]): AsyncGenerator<BlobListLine> {
  for (const at of lines) {
    const { version: _, ...line } = await record.read(at);
    yield line;
  }
}

import { copyInPieces } from "../../azure/storage/copy-in-pieces.ts";
import { copyStream } from "../../azure/storage/copy-stream.ts";
import type { ProvenCopy } from "../../azure/storage/prove-copy.ts";
import type { ShareFile } from "../../azure/storage/share-file.ts";
import type { CopyJob } from "./backup-method.ts";
import type { ListedItem } from "./copy-until-still.ts";
import { openPieceRecord } from "./piece-record.ts";

/** From here on a killed run goes on within a file. */
const IN_PIECES = 16 * 1024 * 1024;

export interface ShareFileCopy {
  readonly item: ListedItem;
  readonly source: ShareFile;
  readonly path: string;
  /** The version of an earlier copy of it, which this one replaces. */
  readonly replaces: string | undefined;
  readonly onBytes: (bytes: number) => void;
}

/**
 * Copies one file of a share as it was listed, and proves the copy.
 * @throws SundownError those of the source, backup_target_unwritable, backup_target_conflict, copy_not_equal
 */
export async function copyShareFile(job: CopyJob, copy: ShareFileCopy): Promise<ProvenCopy> {
  const { item, source, path, replaces, onBytes } = copy;
  const { target, context } = job;
  const { signal } = context;
  // Pieces never go over a copy that is there.
  if (item.bytes < IN_PIECES || replaces !== undefined)
    return copyStream(source, target, path, { replaces, signal, onBytes });
  const { contentType = "application/octet-stream", ...properties } = await source.describe();
  // Another content of the same name has other pieces.
  const record = await openPieceRecord(job, `${path}#${item.etag}`);
  try {
    const { place, read } = source;
    const pieced = { bytes: item.bytes, contentType, properties, place, version: item.etag, read };
    const proven = await copyInPieces(pieced, target, path, { record, signal, onBytes });
    await record.remove();
    return proven;
  } finally {
    await record.close();
  }
}

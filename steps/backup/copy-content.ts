import { copyInPieces } from "../../azure/storage/copy-in-pieces.ts";
import { copyStream } from "../../azure/storage/copy-stream.ts";
import type { ProvenCopy } from "../../azure/storage/prove-copy.ts";
import type { RangedSource } from "../../azure/storage/ranged-source.ts";
import type { StepContext } from "../step-context.ts";
import type { BackupJob } from "./backup-method.ts";
import type { ListedItem } from "./copy-until-still.ts";
import { openPieceRecord } from "./piece-record.ts";

/** From here on a killed run goes on within a file. */
const IN_PIECES = 16 * 1024 * 1024;

/** What of a job the copying itself needs. */
export interface CopyJob extends Pick<BackupJob, "id" | "target" | "folder"> {
  readonly context: Pick<StepContext, "signal">;
}

export interface ContentCopy {
  readonly item: ListedItem;
  readonly source: RangedSource;
  readonly path: string;
  /** The version of an earlier copy of it, which this one replaces. */
  readonly replaces: string | undefined;
  readonly onBytes: (bytes: number) => void;
}

/**
 * Copies one file as it was listed, and proves the copy.
 * @throws SundownError those of the source, backup_target_unwritable, backup_target_conflict, copy_not_equal
 */
export async function copyContent(job: CopyJob, copy: ContentCopy): Promise<ProvenCopy> {
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

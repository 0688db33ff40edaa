import { Readable } from "node:stream";
import type { ShareClient } from "@azure/storage-file-share";
import { copyInPieces } from "../../azure/storage/copy-in-pieces.ts";
import { copyStream } from "../../azure/storage/copy-stream.ts";
import { type ListedFile, listFiles } from "../../azure/storage/list-files.ts";
import type { ProvenCopy } from "../../azure/storage/prove-copy.ts";
import { type ShareFile, shareFile } from "../../azure/storage/share-file.ts";
import type { SundownError } from "../../core/messages/sundown-error.ts";
import type { BackupJob } from "./backup-method.ts";
import type { CopyRecord } from "./copy-record.ts";
import { type CopiedItems, copyUntilStill } from "./copy-until-still.ts";
import { openPieceRecord } from "./piece-record.ts";

/** From here on a killed run goes on within a file. */
const IN_PIECES = 16 * 1024 * 1024;

export interface ShareCopy {
  readonly job: BackupJob;
  /** ARM id of the share. */
  readonly id: string;
  readonly source: ShareClient;
  /** Where in the target the share goes; no slash at the end. */
  readonly folder: string;
  readonly record: CopyRecord;
  readonly onBytes: (bytes: number) => void;
}

/**
 * Copies every file of a share, as `copyUntilStill` does. A directory that holds nothing is an empty file in the
 * list, whose name ends in a slash.
 * @returns the list's artifact, or every file that could not be copied
 */
export function copyShare(copy: ShareCopy): Promise<CopiedItems | readonly SundownError[]> {
  const { job, id, source, folder, record } = copy;
  const { target, context } = job;
  return copyUntilStill<ListedFile>(
    {
      place: source.url,
      list: () => listFiles(source, context.signal),
      copyOne: async (item, path, replaces) =>
        item.kind === "directory"
          ? { ...(await copyStream(emptyAt(source.url), target, path, { replaces })), type: "Directory" }
          : copyFile(copy, item, path, replaces),
    },
    {
      target,
      folder,
      record,
      signal: context.signal,
      header: { sundown: "blob-list", version: 1, of: id, container: null, blobs: "files/" },
    },
  );
}

const emptyAt = (place: string) => ({
  place,
  open: async () => ({ body: Readable.from([], { objectMode: false }), bytes: 0, properties: {} }),
});

async function copyFile(
  { job, source, onBytes }: ShareCopy,
  item: ListedFile,
  path: string,
  replaces: string | undefined,
): Promise<ProvenCopy> {
  const { signal } = job.context;
  const file = shareFile(source, item, signal);
  // Pieces never go over a copy that is there.
  if (item.bytes < IN_PIECES || replaces !== undefined)
    return copyStream(file, job.target, path, { replaces, signal, onBytes });
  return copyLargeFile(job, file, item, path, onBytes);
}

async function copyLargeFile(
  job: BackupJob,
  { place, read, describe }: ShareFile,
  { bytes, etag }: ListedFile,
  path: string,
  onBytes: (bytes: number) => void,
): Promise<ProvenCopy> {
  const { contentType = "application/octet-stream", ...properties } = await describe();
  // Another content of the same file has other pieces.
  const record = await openPieceRecord(job, `${path}#${etag}`);
  try {
    const source = { bytes, contentType, properties, place, version: etag, read };
    const copy = await copyInPieces(source, job.target, path, {
      record,
      signal: job.context.signal,
      onBytes,
    });
    await record.remove();
    return copy;
  } finally {
    await record.close();
  }
}

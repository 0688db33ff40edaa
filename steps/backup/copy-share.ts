import { Readable } from "node:stream";
import type { ShareClient } from "@azure/storage-file-share";
import { copyStream } from "../../azure/storage/copy-stream.ts";
import { type ListedFile, listFiles } from "../../azure/storage/list-files.ts";
import { shareFile } from "../../azure/storage/share-file.ts";
import type { SundownError } from "../../core/messages/sundown-error.ts";
import type { CopyJob } from "./backup-method.ts";
import type { CopyRecord } from "./copy-record.ts";
import { copyShareFile } from "./copy-share-file.ts";
import { type CopiedItems, copyUntilStill } from "./copy-until-still.ts";

export interface ShareCopy {
  readonly job: CopyJob;
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
  const { job, id, source, folder, record, onBytes } = copy;
  const { target, context } = job;
  return copyUntilStill<ListedFile>(
    {
      place: source.url,
      list: () => listFiles(source, context.signal),
      copyOne: async (item, path, replaces) =>
        item.kind === "directory"
          ? { ...(await copyStream(emptyAt(source.url), target, path, { replaces })), type: "Directory" }
          : copyShareFile(job, {
              item,
              source: shareFile(source, item, context.signal),
              path,
              replaces,
              onBytes,
            }),
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

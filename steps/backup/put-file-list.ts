import type { BackupTarget } from "../../azure/storage/backup-target.ts";
import type { Artifact } from "../../core/manifest/manifest.ts";
import { putBlobList } from "./put-blob-list.ts";
import type { PutFile } from "./put-file.ts";

/**
 * The list of what was put below `folder/files/`: one artifact whose hash fixes them all, read by `verify` as every
 * list is.
 * @param of ARM id of what the files are a backup of
 */
export function putFileList(
  target: BackupTarget,
  folder: string,
  of: string,
  files: readonly PutFile[],
  signal: AbortSignal,
): Promise<Artifact> {
  const below = `${folder}/files/`;
  const lines = files
    // They were made here and have no version of their own.
    .map(({ path, bytes, sha256 }) => ({ name: path.slice(below.length), bytes, sha256, etag: "" }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const header = { sundown: "blob-list", version: 1, of, container: null, blobs: "files/" } as const;
  return putBlobList(target, folder, header, lines, signal);
}

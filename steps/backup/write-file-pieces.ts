import { constants } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { PiecesOptions, PieceWriter } from "../../azure/storage/backup-target.ts";
import { hasErrorCode } from "../../core/messages/has-error-code.ts";
import { makeFolders } from "../../engine/make-folders.ts";

interface FilePieceWriter extends PieceWriter {
  finish(): Promise<string | undefined>;
}

/**
 * Begins to write a local file in pieces, or goes on with what a killed run has left of it. Whatever lies within
 * the unfinished file's length counts as present: which pieces are missing in between, only a record can tell.
 * @param partial where it lies until it is whole; another version of the source has another one
 * @returns `undefined` when the file is there already; its writer's `finish` gives the file's path
 * @throws errors of the file system
 */
export async function writeFilePieces(
  file: string,
  partial: string,
  { bytes, pieceBytes }: Pick<PiecesOptions, "bytes" | "pieceBytes">,
): Promise<FilePieceWriter | undefined> {
  if ((await sizeOf(file)) !== undefined) return undefined;
  await makeFolders(dirname(file), 0o700);
  await makeFolders(dirname(partial), 0o700);
  const size = (await sizeOf(partial)) ?? 0;
  const present = new Map<number, number>();
  for (let from = 0; from < size; from += pieceBytes)
    present.set(from / pieceBytes, Math.min(pieceBytes, bytes - from, size - from));
  return {
    present,
    async put(index, content) {
      const handle = await open(partial, constants.O_WRONLY | constants.O_CREAT, 0o600);
      try {
        await handle.write(content, 0, content.length, index * pieceBytes);
        // Whoever notes that it is there must be right after a power failure, too.
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
    async finish() {
      if ((await sizeOf(file)) !== undefined) {
        await rm(partial, { force: true });
        return undefined;
      }
      await rename(partial, file);
      return file;
    },
  };
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) throw new Error(`${path} is a folder`);
    return stats.size;
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

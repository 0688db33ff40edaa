import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { PieceRecord } from "../../azure/storage/copy-in-pieces.ts";
import { sha256 } from "../../core/digest.ts";
import type { BackupJob } from "./backup-method.ts";
import { openLineRecord } from "./line-record.ts";

const pieceSchema = z.strictObject({ piece: z.int().nonnegative(), sha256: z.string() });

export interface OpenPieceRecord extends PieceRecord {
  close(): Promise<void>;
  /** Once the copy itself is recorded: its pieces are of no more use. */
  remove(): Promise<void>;
}

/**
 * The record of a large file's pieces, for one place in one target.
 * @param path where the file goes; another content has another one
 * @throws SundownError file_unwritable
 */
export async function openPieceRecord(
  { target, folder }: Pick<BackupJob, "target" | "folder">,
  path: string,
): Promise<OpenPieceRecord> {
  const file = join(folder.run, "backup", "pieces", `${sha256(target.urlOf(path))}.jsonl`);
  const hashes: string[] = [];
  const record = await openLineRecord(file, pieceSchema, (line) => {
    hashes[line.piece] = line.sha256;
  });
  return {
    get: (index) => hashes[index],
    async add(index, hash) {
      await record.add({ piece: index, sha256: hash });
      hashes[index] = hash;
    },
    close: () => record.close(),
    remove: () => rm(file, { force: true }),
  };
}

import { lstat } from "node:fs/promises";
import { dirname } from "node:path";
import { SundownError } from "../core/messages/sundown-error.ts";
import { readNamedFile } from "./decommission-folder.ts";
import { writeWhole } from "./plan/write-whole.ts";

export interface NamedFile {
  /** Absolute. */
  readonly path: string;
  readonly content: string;
  /** Whether a file with this text is one that Sundown wrote, so that it may be replaced. */
  readonly isOwn: (text: string) => boolean;
  readonly mode?: number;
}

/**
 * Writes a file where a person wants it, whole or not at all. Replaces only what Sundown wrote there before.
 * @throws SundownError file_foreign, file_unreadable, file_unwritable
 */
export async function writeNamedFile({ path, content, isOwn, mode }: NamedFile): Promise<void> {
  // Where nobody may look, nobody may write: the writing tells why.
  const there = await lstat(path).catch(() => undefined);
  const mayReplace = async (): Promise<boolean> =>
    isOwn((await readNamedFile(path, dirname(path))).toString("utf8"));
  if (there !== undefined && !(there.isFile() && (await mayReplace()))) {
    throw new SundownError("file_foreign", {
      message: `${path} is there, and Sundown did not write it; nothing was written.`,
      place: path,
    });
  }
  await writeWhole(path, content, mode);
}

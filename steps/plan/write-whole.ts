import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { reasonOf } from "../../core/messages/reason-of.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { makeFolders } from "../../engine/make-folders.ts";
import type { DecommissionFolder } from "../decommission-folder.ts";

/**
 * Writes a file whole or not at all: a full disk leaves what was there before. Never through a symbolic link, which
 * Git can carry: one of that name is replaced itself.
 * @throws SundownError file_unwritable
 */
export async function writeWhole(path: string, content: string, mode = 0o666): Promise<void> {
  // Nobody can put something in the way of a name that nobody knows; "wx" would not follow it either.
  const temporary = `${path}.${randomUUID()}.new`;
  try {
    await makeFolders(dirname(path));
    await writeFile(temporary, content, { flush: true, flag: "wx", mode });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new SundownError("file_unwritable", {
      message: `${path} cannot be written: ${reasonOf(cause)}`,
      place: path,
      cause,
    });
  }
}

/** A file under run/, which keeps itself out of Git wherever the folder lies, for its owner only. */
export async function writeRunFile(folder: DecommissionFolder, path: string, content: string): Promise<void> {
  await writeWhole(
    join(folder.run, ".gitignore"),
    "# What runs leave behind; it may name more than the plan.\n*\n",
  );
  await writeWhole(path, content, 0o600);
}

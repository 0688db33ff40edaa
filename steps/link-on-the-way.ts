import { lstatSync } from "node:fs";
import { join } from "node:path";

/** Whether something is a symbolic link. */
export function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    // Not there, or not to be looked at: whoever reads or writes it says so.
    return false;
  }
}

/**
 * The first symbolic link between a folder and a file in it, which could lead out of the folder; `undefined` where
 * there is none.
 * @param file relative to `folder`
 */
export function linkOnTheWay(folder: string, file: string): string | undefined {
  let path = folder;
  for (const part of file.split(/[/\\]/u)) {
    path = join(path, part);
    if (isLink(path)) return path;
  }
  return undefined;
}

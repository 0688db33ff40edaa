import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { hasErrorCode } from "../core/messages/has-error-code.ts";

/**
 * Makes a folder and those it lies in. Node's own recursive way never ends where a file system answers "no such
 * file" to making one, as /proc does.
 * @returns the uppermost folder that was made
 */
export async function makeFolders(path: string, mode?: number): Promise<string | undefined> {
  const missing: string[] = [];
  for (let folder = path; !(await isThere(folder)); folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) {
    try {
      await mkdir(folder, mode);
    } catch (error) {
      // Somebody else was faster.
      if (!hasErrorCode(error, "EEXIST")) throw error;
    }
  }
  return missing[0];
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, "ENOENT") && path !== dirname(path)) return false;
    throw error;
  }
}

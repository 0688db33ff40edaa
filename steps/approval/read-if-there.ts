import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { hasErrorCode } from "../../core/messages/has-error-code.ts";
import { reasonOf } from "../../core/messages/reason-of.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";

/** A file that need not exist: `undefined` when it does not; any other failure to read it is an error. */
export async function readIfThere(path: string, workingDirectory: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(resolve(workingDirectory, path));
  } catch (cause) {
    if (hasErrorCode(cause, "ENOENT")) return undefined;
    throw new SundownError("file_unreadable", {
      message: `${path} cannot be read: ${reasonOf(cause)}`,
      place: path,
      cause,
    });
  }
}

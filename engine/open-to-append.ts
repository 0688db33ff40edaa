import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { hasErrorCode } from "../core/messages/has-error-code.ts";
import { SundownError } from "../core/messages/sundown-error.ts";

// Windows knows no O_NOFOLLOW, and links there only by permission: it counts as 0.
const FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;

/**
 * Opens a file of a run, or begins it, to read it and add to it, for its owner only; never through a symbolic link.
 * @throws SundownError run_folder_linked; what Node throws
 */
export async function openToAppend(path: string): Promise<FileHandle> {
  try {
    return await open(path, FLAGS, 0o600);
  } catch (cause) {
    if (!hasErrorCode(cause, "ELOOP")) throw cause;
    throw new SundownError("run_folder_linked", {
      message: `${path} is a symbolic link.`,
      place: path,
      cause,
    });
  }
}

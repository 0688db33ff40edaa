import { homedir } from "node:os";
import { join } from "node:path";
import { reasonOf } from "../core/messages/reason-of.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import { lockFile, type RunLock } from "./lock-file.ts";
import { makeFolders } from "./make-folders.ts";

export interface LockOptions {
  /** Where the locks of all runs of this user lie. @default $XDG_STATE_HOME/sundown or ~/.local/state/sundown */
  readonly directory?: string;
  readonly now?: () => Date;
}

/**
 * Keeps this user's second run on this machine off the same subscription, from whatever folder.
 * @throws SundownError run_locked, file_unwritable
 */
export async function acquireLock(
  folder: string,
  subscriptionId: string,
  options: LockOptions = {},
): Promise<RunLock> {
  const { directory = stateDirectory(), ...rest } = options;
  await makeFolders(directory, 0o700).catch((cause: unknown) => {
    throw new SundownError("file_unwritable", {
      message: `There is no place for locks at ${directory}: ${reasonOf(cause)}`,
      place: directory,
      remedy: "Set XDG_STATE_HOME to a folder that can be written.",
      cause,
    });
  });
  const path = join(directory, `${subscriptionId.toLowerCase()}.lock`);
  return lockFile(path, { what: `Subscription ${subscriptionId}`, folder, ...rest });
}

function stateDirectory(): string {
  const state = process.env.XDG_STATE_HOME ?? join(homedir(), ".local", "state");
  return join(state, "sundown");
}

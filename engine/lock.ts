import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rm } from "node:fs/promises";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { SundownError } from "../core/messages/sundown-error.ts";

const holderSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  /** When the process started, so that a pid given away again is not taken for the old holder. */
  processStart: z.string(),
  since: z.string(),
  folder: z.string(),
  /** The lease that the same run holds where other machines see it. */
  leaseId: z.guid(),
});
type Holder = z.infer<typeof holderSchema>;

export interface RunLock {
  readonly path: string;
  /** A GUID; that of the run before, if it died and left its lock: its lease is taken over, too. */
  readonly leaseId: string;
  release(): Promise<void>;
}

export interface LockOptions {
  /** Where the locks of all runs of this user lie. @default $XDG_STATE_HOME/sundown or ~/.local/state/sundown */
  readonly directory?: string;
  readonly now?: () => Date;
}

/**
 * Keeps a second run on this machine off the same subscription, from whatever folder. A lock whose holder is gone
 * is stale and taken over.
 * @throws SundownError run_locked, file_unwritable
 */
export async function acquireLock(
  folder: string,
  subscriptionId: string,
  options: LockOptions = {},
): Promise<RunLock> {
  const directory = options.directory ?? stateDirectory();
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new SundownError("file_unwritable", {
      message: `There is no place for locks at ${directory}: ${cause instanceof Error ? cause.message : String(cause)}`,
      place: directory,
      remedy: "Set XDG_STATE_HOME to a folder that can be written.",
      cause,
    });
  });
  const path = join(directory, `${subscriptionId.toLowerCase()}.lock`);
  let mine: Holder = {
    pid: process.pid,
    host: hostname(),
    processStart: (await processStart(process.pid)) ?? "unknown",
    since: (options.now ?? (() => new Date()))().toISOString(),
    folder,
    leaseId: randomUUID(),
  };
  if (!(await create(path, mine))) {
    const holder = await readHolder(path);
    if (holder !== undefined && !(await isStale(holder))) throw lockedBy(holder, path, subscriptionId);
    await rm(path, { force: true });
    if (holder !== undefined) mine = { ...mine, leaseId: holder.leaseId };
    // Whoever else found it stale may have been quicker.
    if (!(await create(path, mine))) throw lockedBy(await readHolder(path), path, subscriptionId);
  }
  return {
    path,
    leaseId: mine.leaseId,
    async release() {
      const holder = await readHolder(path);
      if (holder?.pid === mine.pid && holder.since === mine.since) await rm(path, { force: true });
    },
  };
}

function stateDirectory(): string {
  const state = process.env.XDG_STATE_HOME ?? join(homedir(), ".local", "state");
  return join(state, "sundown");
}

async function create(path: string, holder: Holder): Promise<boolean> {
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(JSON.stringify(holder));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw new SundownError("file_unwritable", {
      message: `The lock ${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      place: path,
      cause: error,
    });
  }
}

/** `undefined` when it is gone or cannot be understood: a torn lock belongs to a process that died writing it. */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return holderSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined;
  }
}

async function isStale(holder: Holder): Promise<boolean> {
  // A home directory shared between machines: of a process elsewhere nothing can be known.
  if (holder.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return true;
  }
  const started = await processStart(holder.pid);
  return started !== undefined && holder.processStart !== "unknown" && started !== holder.processStart;
}

/** The 22nd field of /proc/PID/stat (clock ticks since boot); elsewhere than on Linux the pid alone decides. */
async function processStart(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

function lockedBy(holder: Holder | undefined, path: string, subscriptionId: string): SundownError {
  const who =
    holder === undefined
      ? "another process"
      : `process ${holder.pid} on ${holder.host}, since ${holder.since}, in ${holder.folder}`;
  return new SundownError("run_locked", {
    message: `Subscription ${subscriptionId} is being worked on by ${who} (${path}).`,
    place: path,
    ...(holder === undefined ? {} : { data: { ...holder } }),
  });
}

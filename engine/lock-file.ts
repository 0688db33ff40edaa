import { randomUUID } from "node:crypto";
import { open, readFile, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { z } from "zod";
import { hasErrorCode } from "../core/messages/has-error-code.ts";
import { reasonOf } from "../core/messages/reason-of.ts";
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

export interface LockFileOptions {
  /** What is kept to one run, for the message: `Subscription 6a1f…`. */
  readonly what: string;
  /** The decommission folder of the run. */
  readonly folder: string;
  readonly now?: () => Date;
}

/** A lock without a whole text is one that its process is just writing; after this long (ms) it died over it. */
const WRITING_MS = 10_000;

/**
 * Makes a file that only one process can hold. One whose holder is gone is stale and taken over.
 * @throws SundownError run_locked, file_unwritable
 */
export async function lockFile(path: string, options: LockFileOptions): Promise<RunLock> {
  const { what, folder, now = () => new Date() } = options;
  const own: Holder = {
    pid: process.pid,
    host: hostname(),
    processStart: (await processStart(process.pid)) ?? "unknown",
    since: now().toISOString(),
    folder,
    leaseId: randomUUID(),
  };
  const mine = (await create(path, own)) ? own : await takeOver(path, own, what);
  return {
    path,
    leaseId: mine.leaseId,
    async release() {
      const { holder } = await look(path);
      if (holder?.pid === mine.pid && holder.since === mine.since) await rm(path, { force: true });
    },
  };
}

/** In the place of a holder that is gone: looked at again while nobody else can take over, too. */
async function takeOver(path: string, own: Holder, what: string): Promise<Holder> {
  await refuseHeld(path, what);
  const marker = `${path}.takeover`;
  if (!(await create(marker, own))) throw lockedBy((await look(marker)).holder, marker, what);
  try {
    const before = await refuseHeld(path, what);
    await rm(path, { force: true });
    const mine = { ...own, leaseId: before?.leaseId ?? own.leaseId };
    // Whoever came without having seen the old one may have been quicker.
    if (!(await create(path, mine))) throw lockedBy((await look(path)).holder, path, what);
    return mine;
  } finally {
    await rm(marker, { force: true });
  }
}

/** @returns the holder that is gone, where it is known */
async function refuseHeld(path: string, what: string): Promise<Holder | undefined> {
  const { holder, isStale } = await look(path);
  if (isStale) return holder;
  throw lockedBy(holder, path, what);
}

async function create(path: string, holder: Holder): Promise<boolean> {
  try {
    // Another user who is refused has to read by whom.
    const file = await open(path, "wx", 0o644);
    try {
      await file.writeFile(JSON.stringify(holder));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (hasErrorCode(error, "EEXIST")) return false;
    throw new SundownError("file_unwritable", {
      message: `The lock ${path} cannot be written: ${reasonOf(error)}`,
      place: path,
      cause: error,
    });
  }
}

interface Seen {
  /** Missing when the lock is gone or cannot be understood. */
  readonly holder?: Holder;
  /** Nobody holds it for certain: its process is gone, or died while it wrote it. */
  readonly isStale: boolean;
}

async function look(path: string): Promise<Seen> {
  try {
    const { mtimeMs } = await stat(path);
    const holder = holderIn(await readFile(path, "utf8"));
    if (holder === undefined) return { isStale: Date.now() - mtimeMs > WRITING_MS };
    return { holder, isStale: await isGone(holder) };
  } catch (error) {
    // What cannot be read may be held.
    return { isStale: hasErrorCode(error, "ENOENT") };
  }
}

function holderIn(text: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function isGone(holder: Holder): Promise<boolean> {
  // A folder shared between machines: of a process elsewhere nothing can be known.
  if (holder.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (hasErrorCode(error, "ESRCH")) return true;
  }
  const started = await processStart(holder.pid);
  return started !== undefined && holder.processStart !== "unknown" && started !== holder.processStart;
}

/** The 22nd field of /proc/PID/stat (clock ticks since boot); elsewhere than on Linux the pid alone decides. */
async function processStart(pid: number): Promise<string | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

function lockedBy(holder: Holder | undefined, path: string, what: string): SundownError {
  const who =
    holder === undefined
      ? "another process"
      : `process ${holder.pid} on ${holder.host}, since ${holder.since}, in ${holder.folder}`;
  return new SundownError("run_locked", {
    message: `${what} is being worked on by ${who} (${path}).`,
    place: path,
    remedy: `Wait for it, or end it. If you know that it is gone with its machine or container, delete ${path}.`,
    ...(holder === undefined ? {} : { data: { ...holder } }),
  });
}

import { join, resolve } from "node:path";
import { isSundownError, SundownError } from "../core/messages/sundown-error.ts";
import type { Journal } from "../engine/journal.ts";
import { acquireLock } from "../engine/lock.ts";
import { lockFile, type RunLock } from "../engine/lock-file.ts";
import { makeFolders } from "../engine/make-folders.ts";
import type { DecommissionFolder } from "./decommission-folder.ts";
import { openRecordedJournal } from "./evidence/open-recorded-journal.ts";
import { recordEvidence } from "./evidence/record-evidence.ts";
import type { StepContext } from "./step-context.ts";

/**
 * Does a piece of work with the folder's journal open and every other run kept off the subscription. Two runs
 * appending to one journal would break its chain, so its folder is locked, too: another user's lock of the
 * subscription lies elsewhere. However the work ends, evidence of all that was done is left.
 * @throws SundownError run_locked, evidence_journal_mismatch, journal_broken, journal_unwritable, file_unwritable
 */
export async function withJournal<Result>(
  folder: DecommissionFolder,
  subscriptionId: string,
  { now }: Pick<StepContext, "now">,
  work: (journal: Journal, lock: RunLock) => Promise<Result>,
): Promise<Result> {
  const lock = await acquireLock(folder.path, subscriptionId, { now });
  try {
    const folderLock = await lockFolder(folder, now);
    try {
      return await withOpenJournal(folder, now, (journal) => work(journal, lock));
    } finally {
      await folderLock.release();
    }
  } finally {
    await lock.release();
  }
}

async function lockFolder({ path, run }: DecommissionFolder, now: () => Date): Promise<RunLock> {
  try {
    await makeFolders(run);
    return await lockFile(join(run, "lock"), { what: `The folder ${path}`, folder: path, now });
  } catch (cause) {
    if (isSundownError(cause) && cause.code === "run_locked") throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SundownError("journal_unwritable", {
      message: `No journal can be kept in ${run}: ${why}`,
      place: run,
      cause,
    });
  }
}

async function withOpenJournal<Result>(
  folder: DecommissionFolder,
  now: () => Date,
  work: (journal: Journal) => Promise<Result>,
): Promise<Result> {
  const journal = await openRecordedJournal(resolve(folder.run), { now });
  try {
    const result = await work(journal).catch(async (error: unknown) => {
      // Why the work ended matters more than that the evidence could not be written, too.
      await recordEvidence(folder.run, journal).catch(() => undefined);
      throw error;
    });
    await recordEvidence(folder.run, journal);
    return result;
  } finally {
    await journal.close();
  }
}

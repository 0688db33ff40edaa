import { type Journal, openJournal } from "../engine/journal.ts";
import { acquireLock, type RunLock } from "../engine/lock.ts";
import type { DecommissionFolder } from "./decommission-folder.ts";
import { recordEvidence } from "./evidence/record-evidence.ts";
import type { StepContext } from "./step-context.ts";

/**
 * Does a piece of work with the folder's journal open and every other run kept off the subscription. Two runs
 * appending to one journal would break its chain. However the work ends, evidence of all that was done is left.
 * @throws SundownError run_locked, journal_broken, journal_unwritable, file_unwritable
 */
export async function withJournal<Result>(
  folder: DecommissionFolder,
  subscriptionId: string,
  { now }: Pick<StepContext, "now">,
  work: (journal: Journal, lock: RunLock) => Promise<Result>,
): Promise<Result> {
  const lock = await acquireLock(folder.path, subscriptionId, { now });
  try {
    const journal = await openJournal(folder.journal, { now });
    try {
      const result = await work(journal, lock).catch(async (error: unknown) => {
        // Why the work ended matters more than that the evidence could not be written, too.
        await recordEvidence(folder.run, journal).catch(() => undefined);
        throw error;
      });
      await recordEvidence(folder.run, journal);
      return result;
    } finally {
      await journal.close();
    }
  } finally {
    await lock.release();
  }
}

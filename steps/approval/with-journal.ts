import { type Journal, openJournal } from "../../engine/journal.ts";
import { acquireLock } from "../../engine/lock.ts";
import type { DecommissionFolder } from "../decommission-folder.ts";
import type { StepContext } from "../step-context.ts";

/**
 * Does one run's work with its journal open, and no second run on the same subscription beside it.
 * @throws SundownError run_locked, journal_broken, journal_unwritable, and what the work throws
 */
export async function withJournal<Result>(
  folder: DecommissionFolder,
  subscriptionId: string,
  context: StepContext,
  work: (journal: Journal) => Promise<Result>,
): Promise<Result> {
  const lock = await acquireLock(folder.path, subscriptionId, { now: context.now });
  try {
    const journal = await openJournal(folder.journal, { now: context.now });
    try {
      return await work(journal);
    } finally {
      await journal.close();
    }
  } finally {
    await lock.release();
  }
}

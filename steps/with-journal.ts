import { type Journal, openJournal } from "../engine/journal.ts";
import { acquireLock } from "../engine/lock.ts";
import type { DecommissionFolder } from "./decommission-folder.ts";
import type { StepContext } from "./step-context.ts";

/**
 * Does a piece of work with the folder's journal open and every other run kept off the subscription. Two runs
 * appending to one journal would break its chain.
 * @throws SundownError run_locked, journal_broken, journal_unwritable
 */
export async function withJournal<Result>(
  folder: DecommissionFolder,
  subscriptionId: string,
  { now }: Pick<StepContext, "now">,
  work: (journal: Journal) => Promise<Result>,
): Promise<Result> {
  const lock = await acquireLock(folder.path, subscriptionId, { now });
  try {
    const journal = await openJournal(folder.journal, { now });
    try {
      return await work(journal);
    } finally {
      await journal.close();
    }
  } finally {
    await lock.release();
  }
}

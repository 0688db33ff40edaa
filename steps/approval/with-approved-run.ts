import type { Journal } from "../../engine/journal.ts";
import type { StepContext } from "../step-context.ts";
import { withJournal } from "../with-journal.ts";
import { withLease } from "../with-lease.ts";
import type { ApprovedContent } from "./approved-content.ts";

/**
 * One run of an approved verb: with the folder's journal open, and with every other run on the subscription kept off,
 * on this machine by a lock and on others by a lease.
 * @throws SundownError run_locked, run_lease_unreachable, run_lease_lost, evidence_journal_mismatch,
 *   journal_broken, journal_unwritable, file_unwritable, and those of the work
 */
export function withApprovedRun<Result>(
  { folder, plan, manifest }: ApprovedContent,
  context: StepContext,
  work: (journal: Journal, context: StepContext) => Promise<Result>,
): Promise<Result> {
  const subscriptionId = plan.subscription.id;
  return withJournal(folder, subscriptionId, context, (journal, lock) =>
    withLease({ subscriptionId, manifest, folder: folder.path, lock }, context, (leased) =>
      work(journal, leased),
    ),
  );
}

import { isSundownError } from "../../core/messages/sundown-error.ts";
import type { Phase } from "../../core/plan/plan.ts";
import type { Journal } from "../../engine/journal.ts";
import { operationHistories } from "../../engine/operation-history.ts";
import type { RunResult } from "../../engine/run-operations.ts";
import type { ApprovedContent } from "../approval/approved-content.ts";
import { permittedOperations } from "./operations-left.ts";
import type { ListsProof } from "./prove-lists.ts";

/** Notes how a teardown ended: what is held and open, and whether the lists agree. Evidence tells it from there. */
export async function recordEnd(
  journal: Journal,
  { done, held, pending, interrupted }: Pick<RunResult, "done" | "held" | "pending" | "interrupted">,
  lists: ListsProof,
): Promise<void> {
  await journal.append({
    step: "destroy",
    kind: "note",
    data: { ends: { done: done.length, held, pending, interrupted, lists } },
  });
}

/**
 * Notes that an approved run ended in an error: which one, and what of its operations was not seen done by then.
 * @param begun how many entries the journal had before the run: what was declined or refused is no run
 */
export async function recordFailure(
  {
    approved,
    phase,
    journal,
    begun,
  }: {
    readonly approved: ApprovedContent;
    readonly phase: Phase | undefined;
    readonly journal: Journal;
    readonly begun: number;
  },
  error: unknown,
): Promise<void> {
  const isApproved = journal.entries
    .slice(begun)
    .some(({ data }) => data?.approvalDigest === approved.approvalDigest);
  if (!isApproved) return;
  const operations = permittedOperations(approved).filter(
    (operation) => phase === undefined || operation.phase === phase,
  );
  const histories = operationHistories(journal.entries, "destroy", operations);
  const pending = operations.map(({ id }) => id).filter((id) => histories.get(id)?.done === undefined);
  const failed = isSundownError(error) ? error.code : "unexpected_error";
  await journal.append({
    step: "destroy",
    kind: "note",
    data: {
      ends: { done: operations.length - pending.length, held: [], pending, interrupted: false, failed },
    },
  });
}

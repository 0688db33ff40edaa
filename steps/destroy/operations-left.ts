import { mapBounded } from "../../azure/map-bounded.ts";
import { idKey } from "../../core/arm-id.ts";
import type { Inventory } from "../../core/inventory/inventory.ts";
import type { Operation, Phase } from "../../core/plan/plan.ts";
import type { Journal } from "../../engine/journal.ts";
import { operationHistories } from "../../engine/operation-history.ts";
import type { ApprovedContent } from "../approval/approved-content.ts";

const LOOKS_AT_ONCE = 8;

/** The plan's operations that may run: a purge is offered by the plan and happens only where a person has named it. */
export function permittedOperations({
  plan,
  manifest: { purges },
}: Pick<ApprovedContent, "plan" | "manifest">): Operation[] {
  return plan.operations.filter(
    ({ action, target }) => action !== "purge" || purges.some((id) => idKey(id) === idKey(target)),
  );
}

/**
 * What a run still has to do, so that nobody is asked about what is done. The journal says what was done; only where
 * no list shows anything of the rest is each looked at in Azure.
 */
export async function operationsLeft({
  approved,
  phase,
  fresh,
  journal,
  step,
  isDone,
}: {
  readonly approved: ApprovedContent;
  readonly phase: Phase | undefined;
  readonly fresh: Inventory;
  readonly journal: Journal;
  readonly step: string;
  readonly isDone: (operation: Operation) => Promise<boolean>;
}): Promise<Operation[]> {
  const operations = permittedOperations(approved).filter(
    (operation) => phase === undefined || operation.phase === phase,
  );
  const histories = operationHistories(journal.entries, step, operations);
  const open = operations.filter(({ id }) => histories.get(id)?.done === undefined);
  const listed = new Set([...fresh.resourceGroups, ...fresh.resources].map(({ id }) => idKey(id)));
  if (open.some(({ target }) => listed.has(idKey(target)))) return open;
  const looks = await mapBounded(open, LOOKS_AT_ONCE, async (operation) =>
    (await isDone(operation)) ? [] : [operation],
  );
  return looks.flat();
}

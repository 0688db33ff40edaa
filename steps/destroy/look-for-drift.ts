import type { AzureConnection } from "../../azure/connection.ts";
import { listIds } from "../../azure/list-ids.ts";
import { isOperationDone } from "../../azure/perform-operation.ts";
import { idKey, isWithin, parseArmId } from "../../core/arm-id.ts";
import type { Host } from "../../core/host.ts";
import type { Inventory } from "../../core/inventory/inventory.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import { findDrift } from "../../core/plan/find-drift.ts";
import type { Operation, Plan } from "../../core/plan/plan.ts";
import { held } from "../../engine/held-operation.ts";
import type { Journal } from "../../engine/journal.ts";
import { operationHistories } from "../../engine/operation-history.ts";
import type { HeldOperation } from "../../engine/outcome.ts";

export interface DriftLook {
  /** Everything that exists and the plan does not name. */
  readonly unplanned: readonly string[];
  readonly held: ReadonlyMap<string, HeldOperation>;
  /** Looks once more, just before a group or resource goes with all that is in it. */
  readonly guard: (operation: Operation) => Promise<HeldOperation | undefined>;
}

export interface DriftOptions {
  readonly plan: Plan;
  readonly fresh: Inventory;
  readonly journal: Journal;
  readonly step: string;
  readonly connection: AzureConnection;
  readonly host: Host;
  readonly signal: AbortSignal;
}

const DELETES = new Set(["delete", "deleteGroup"]);

/**
 * What has changed since the plan: nothing is deleted that holds something unplanned, and what was deleted and is
 * there again is held, since somebody wants it.
 */
export async function lookForDrift(options: DriftOptions): Promise<DriftLook> {
  const { plan, fresh, host } = options;
  const drift = findDrift(plan, fresh);
  for (const id of drift.unplanned) {
    host.notify({ code: "destroy_unplanned", message: `${id} is not in the plan and stays.`, place: id });
  }
  if (!hasBegun(options)) {
    for (const { id, what } of drift.changed) {
      host.notify({ code: "destroy_changed", message: `${id}: ${what} changed.`, place: id });
    }
  }
  const holds = new Map<string, HeldOperation>();
  for (const operation of plan.operations) {
    if (!DELETES.has(operation.action)) continue;
    const inside = drift.unplanned.filter((id) => isWithin(id, operation.target));
    if (inside.length > 0) holds.set(operation.id, holding(operation, inside));
  }
  for (const operation of await recreated(options)) {
    const message = `${operation.target} was deleted and is there again.`;
    holds.set(operation.id, held(operation, "operation_unplanned", message, { named: [operation.target] }));
  }
  return { unplanned: drift.unplanned, held: holds, guard: (operation) => guard(operation, options) };
}

/** Once something has gone, what is left changes by that alone. */
function hasBegun({ journal, step }: DriftOptions): boolean {
  return journal.entries.some((entry) => entry.step === step && entry.kind === "intent");
}

function holding(operation: Operation, inside: readonly string[]): HeldOperation {
  const more = inside.length > 3 ? ` and ${inside.length - 3} more` : "";
  const message = `${operation.target} holds what the plan does not name: ${inside.slice(0, 3).join(", ")}${more}.`;
  return held(operation, "operation_unplanned", message, { named: inside });
}

/** Lists lag behind a delete, so only a GET can say that something is there again. */
async function recreated({
  plan,
  fresh,
  journal,
  step,
  connection,
  signal,
}: DriftOptions): Promise<Operation[]> {
  const existing = new Set([...fresh.resources, ...fresh.resourceGroups].map(({ id }) => idKey(id)));
  const histories = operationHistories(journal.entries, step, plan.operations);
  const again: Operation[] = [];
  const selfMade = new Set(plan.selfMade.map(({ id }) => idKey(id)));
  for (const operation of plan.operations) {
    // What Azure makes again by itself is swept at the end.
    if (selfMade.has(idKey(operation.target))) continue;
    if (histories.get(operation.id)?.done === undefined || !DELETES.has(operation.action)) continue;
    if (!existing.has(idKey(operation.target))) continue;
    if (!(await isOperationDone(connection, operation, signal))) again.push(operation);
  }
  return again;
}

async function guard(
  operation: Operation,
  { plan, connection }: DriftOptions,
): Promise<HeldOperation | undefined> {
  const group = parseArmId(operation.target)?.name;
  if (operation.action !== "deleteGroup" || group === undefined) return undefined;
  let ids: string[];
  try {
    ids = await listIds(connection, plan.subscription.id, group);
  } catch (error) {
    // A group that is gone has nothing in it; the delete will find out the same.
    if (isSundownError(error) && error.data?.status === 404) return undefined;
    throw error;
  }
  const resources = ids.map((id) => {
    const { type = "", name = "" } = parseArmId(id) ?? {};
    return { id, type, name };
  });
  const { unplanned } = findDrift(plan, { resources, resourceGroups: [] });
  return unplanned.length === 0 ? undefined : holding(operation, unplanned);
}

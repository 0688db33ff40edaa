import type { AzureConnection } from "../../azure/connection.ts";
import { type ListedResource, listResources } from "../../azure/list-resources.ts";
import { isOperationDone } from "../../azure/perform-operation.ts";
import { groupIdOf, idKey, isWithin } from "../../core/arm-id.ts";
import type { Host } from "../../core/host.ts";
import type { Inventory } from "../../core/inventory/inventory.ts";
import { type Drift, findDrift } from "../../core/plan/find-drift.ts";
import type { Operation, Plan } from "../../core/plan/plan.ts";
import { held } from "../../engine/held-operation.ts";
import type { Journal } from "../../engine/journal.ts";
import { operationHistories } from "../../engine/operation-history.ts";
import type { HeldOperation } from "../../engine/outcome.ts";
import { type ChangedResource, heldByChange, heldByUnplanned } from "./held-by-drift.ts";
import { lastLook } from "./last-look.ts";
import { ownershipBaseline } from "./ownership-baseline.ts";

export interface DriftLook {
  /** Everything that exists and the plan does not name. */
  readonly unplanned: readonly string[];
  readonly held: ReadonlyMap<string, HeldOperation>;
  /** Looks once more, just before a group or resource goes with all that is in it. */
  readonly guard: (operation: Operation) => Promise<HeldOperation | undefined>;
}

export interface DriftOptions {
  readonly plan: Plan;
  readonly approvalDigest: string;
  readonly fresh: Inventory;
  readonly journal: Journal;
  readonly step: string;
  readonly connection: AzureConnection;
  readonly host: Host;
  readonly signal: AbortSignal;
}

const DELETES = new Set(["delete", "deleteGroup"]);

/**
 * What is not as it was approved any more: nothing is deleted that holds something unplanned, and what has changed
 * since the plan, changed hands or was made again since the teardown began is held, since somebody wants it.
 */
export async function lookForDrift(options: DriftOptions): Promise<DriftLook> {
  const { plan, fresh, journal, step, connection, host, signal, approvalDigest } = options;
  const drift = findDrift(plan, fresh);
  for (const id of drift.unplanned) {
    host.notify({ code: "destroy_unplanned", message: `${id} is not in the plan and stays.`, place: id });
  }
  const isWatched = watched(plan);
  const listed = (await listResources(connection, plan.subscription.id, { signal })).filter(isWatched);
  const baseline = await ownershipBaseline(journal, step, approvalDigest, listed, () =>
    changedSince(drift, plan),
  );
  const changes: ChangedResource[] = listed.flatMap((resource) => {
    const how = baseline.changeOf(resource);
    return how === undefined ? [] : [{ id: resource.id, how }];
  });
  for (const { id } of changes) {
    host.notify({
      code: "destroy_changed",
      message: `${id} is not as it was approved, and stays.`,
      place: id,
    });
  }
  const holds = new Map<string, HeldOperation>();
  for (const operation of plan.operations) {
    const inside = DELETES.has(operation.action)
      ? drift.unplanned.filter((id) => isWithin(id, operation.target))
      : [];
    const reason = inside.length > 0 ? heldByUnplanned(operation, inside) : heldByChange(operation, changes);
    if (reason !== undefined) holds.set(operation.id, reason);
  }
  for (const operation of await madeAgain(options)) {
    const message = `${operation.target} was deleted and is there again.`;
    holds.set(operation.id, held(operation, "operation_recreated", message, { named: [operation.target] }));
  }
  return {
    unplanned: drift.unplanned,
    held: holds,
    guard: lastLook({ plan, connection, signal, isWatched, baseline }),
  };
}

/**
 * Before the first call every difference from the plan is somebody's doing; only what hangs together with something that
 * is gone already (a `pulumi destroy` may have begun) has changed by that alone.
 */
function changedSince({ changed, gone }: Drift, plan: Plan): string[] {
  const left = new Set(gone.map(idKey));
  const touched = new Set<string>();
  for (const { id, dependsOn } of plan.resources) {
    const ends = dependsOn.map(({ on }) => idKey(on));
    if (left.has(idKey(id))) for (const end of ends) touched.add(end);
    else if (ends.some((end) => left.has(end))) touched.add(idKey(id));
  }
  const isExcused = (id: string): boolean =>
    touched.has(idKey(id)) || gone.some((other) => isWithin(other, id) || isWithin(id, other));
  return changed.map(({ id }) => id).filter((id) => !isExcused(id));
}

/** What the plan names and neither Azure nor a manager makes anew as it likes. */
function watched(plan: Plan): (resource: Pick<ListedResource, "id">) => boolean {
  const planned = new Set(plan.resources.map(({ id }) => idKey(id)));
  const selfMade = new Set(plan.selfMade.map(({ id }) => idKey(id)));
  const managed = new Set(
    plan.resourceGroups.filter(({ managedBy }) => managedBy !== undefined).map(({ id }) => idKey(id)),
  );
  return ({ id }) => {
    const key = idKey(id);
    const group = groupIdOf(key) ?? "";
    return planned.has(key) && !selfMade.has(key) && !selfMade.has(group) && !managed.has(group);
  };
}

/** Lists lag behind a delete, so only a GET can say that something is there again. */
async function madeAgain({
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

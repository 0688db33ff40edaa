import { idKey } from "../arm-id.ts";
import type { Operation, Plan } from "../plan/plan.ts";
import { containersOf } from "./containers-of.ts";
import { everythingAfter } from "./everything-after.ts";

/**
 * Operations that must not run yet, by id: `held` where the target itself, something in it or something that still
 * needs it cannot go; `waits_for_held` for all that comes after those. A plan should not contain the first kind;
 * it is looked for all the same, because what is registered with Pulumi is deleted without a further question.
 */
export function blockedOperations(plan: Plan): ReadonlyMap<string, "held" | "waits_for_held"> {
  const byTarget = Map.groupBy(plan.operations, (operation) => idKey(operation.target));
  const blocked = new Map<string, "held" | "waits_for_held">();
  const block = (id: string, reason: "held" | "waits_for_held"): void => {
    for (const operation of upToTeardown(byTarget.get(idKey(id)))) {
      if (!blocked.has(operation.id)) blocked.set(operation.id, reason);
    }
  };

  const held = heldIds(plan);
  for (const id of held) {
    for (const container of [id, ...containersOf(id)]) block(container, "held");
  }
  for (const resource of plan.resources) {
    if (!held.has(idKey(resource.id))) continue;
    for (const { on, cut } of resource.dependsOn) {
      if (cut === true) continue;
      const remover = [on, ...containersOf(on)].find(
        (id) => upToTeardown(byTarget.get(idKey(id))).length > 0,
      );
      if (remover !== undefined) block(remover, "waits_for_held");
    }
  }
  for (const id of everythingAfter(plan.operations, blocked.keys())) blocked.set(id, "waits_for_held");
  return blocked;
}

function upToTeardown(operations: readonly Operation[] | undefined): readonly Operation[] {
  return (operations ?? []).filter(({ phase }) => phase !== "after");
}

/**
 * What cannot be deleted. An entry in `held` may also be about something else than the delete (a purge that has to
 * wait while the resource itself may go); the resource's own `deletedBy` tells.
 */
function heldIds(plan: Plan): ReadonlySet<string> {
  const deletedBy = new Map(plan.resources.map((resource) => [idKey(resource.id), resource.deletedBy]));
  const held = new Set(plan.held.map(({ target }) => idKey(target)));
  for (const id of held) {
    if ((deletedBy.get(id) ?? "held") !== "held") held.delete(id);
  }
  for (const [id, by] of deletedBy) {
    if (by === "held") held.add(id);
  }
  return held;
}

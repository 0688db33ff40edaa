import { idKey, parseArmId } from "../arm-id.ts";
import type { Plan } from "../plan/plan.ts";

/** The groups that an operation of the plan deletes: those a person has to type. */
export function requiredGroups(
  plan: Pick<Plan, "operations" | "resourceGroups">,
): { id: string; name: string }[] {
  const known = new Map(plan.resourceGroups.map((group) => [idKey(group.id), group]));
  return plan.operations
    .filter(({ action }) => action === "deleteGroup")
    .map(({ target }) => {
      const group = known.get(idKey(target));
      return { id: group?.id ?? target, name: group?.name ?? parseArmId(target)?.name ?? target };
    });
}

/** Ids of the locks that an operation of the plan removes: those are the ones a person has to name. */
export function requiredLocks(plan: Pick<Plan, "operations" | "locks">): string[] {
  const targets = new Map(
    plan.operations.filter(({ action }) => action === "unlock").map(({ target }) => [idKey(target), target]),
  );
  // An unlock may aim at one lock or at the scope that carries it.
  const known = plan.locks.filter(({ id, scope }) => targets.has(idKey(id)) || targets.has(idKey(scope)));
  for (const { id, scope } of known) {
    targets.delete(idKey(id));
    targets.delete(idKey(scope));
  }
  return [...known.map(({ id }) => id), ...targets.values()];
}

/** Ids of what the plan offers to purge: gone for good, so each needs its own yes or no. */
export function requiredPurges(plan: Pick<Plan, "operations">): string[] {
  const targets = plan.operations.filter(({ action }) => action === "purge").map(({ target }) => target);
  return [...new Map(targets.map((target) => [idKey(target), target])).values()];
}

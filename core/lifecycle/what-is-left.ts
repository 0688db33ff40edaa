import { groupIdOf, idKey } from "../arm-id.ts";
import { isSelfMade, isSelfMadeGroup } from "../blockers/self-made-names.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Plan } from "../plan/plan.ts";

/**
 * Ids of the groups and resources that still stand in the way of a cancel: everything in a fresh inventory but what
 * the plan knows as made by Azure itself.
 */
export function whatIsLeft(
  fresh: Pick<Inventory, "resources" | "resourceGroups">,
  plan: Pick<Plan, "selfMade">,
): string[] {
  const selfMade = new Set(plan.selfMade.map(({ id }) => idKey(id)));
  const isNamed = (id: string): boolean =>
    selfMade.has(idKey(id)) || selfMade.has(idKey(groupIdOf(id) ?? ""));
  // The plan also names what Azure made once and people use since: that a name is known is not enough.
  return [
    ...fresh.resourceGroups.filter(({ id }) => !(isNamed(id) && isSelfMadeGroup(id))),
    ...fresh.resources.filter(({ id }) => !(isNamed(id) && isSelfMade(id))),
  ].map(({ id }) => id);
}

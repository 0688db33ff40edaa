import { groupIdOf, idKey } from "../arm-id.ts";
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
  const counts = (id: string): boolean =>
    !selfMade.has(idKey(id)) && !selfMade.has(idKey(groupIdOf(id) ?? ""));
  return [...fresh.resourceGroups, ...fresh.resources].map(({ id }) => id).filter(counts);
}

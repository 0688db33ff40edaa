import type { AzureConnection } from "../../azure/connection.ts";
import { listIds } from "../../azure/list-ids.ts";
import { idKey, isWithin } from "../../core/arm-id.ts";
import { isSelfMade, isSelfMadeGroup } from "../../core/blockers/self-made-names.ts";
import type { Operation, Plan } from "../../core/plan/plan.ts";
import type { Journal } from "../../engine/journal.ts";

/**
 * Deletes of the groups that Azure has made by itself during the teardown, or made again: only where the plan names
 * such a group as self-made and nothing but what Azure makes is in it.
 */
export async function sweepSelfMade(
  connection: AzureConnection,
  plan: Plan,
  journal: Journal,
): Promise<Operation[]> {
  const named = new Set(plan.selfMade.map(({ id }) => idKey(id)));
  const ids = await listIds(connection, plan.subscription.id);
  const groups = ids.filter(
    (id) => named.has(idKey(id)) && isSelfMadeGroup(id) && !id.toLowerCase().includes("/providers/"),
  );
  return groups
    .filter((group) => ids.every((id) => id === group || !isWithin(id, group) || isSelfMade(id)))
    .map((group) => ({
      // The journal knows an id that was done once as done for ever, and Azure may make the group once more.
      id: `deleteGroup:${group.split("/").at(-1)}~again${journal.entries.length}`,
      action: "deleteGroup",
      phase: "after",
      target: group,
      after: [],
      because: "Azure made it by itself during the teardown",
    }));
}

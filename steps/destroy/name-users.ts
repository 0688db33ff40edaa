import { idKey } from "../../core/arm-id.ts";
import type { Host } from "../../core/host.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { held as heldFor } from "../../engine/held-operation.ts";
import type { HeldOperation } from "../../engine/outcome.ts";

/**
 * Whoever Azure names as user of something, and the plan does not know, has come since: what it uses is held for a new
 * approval, and the newcomer is told.
 */
export function nameUsers(held: readonly HeldOperation[], plan: Plan, host: Host): HeldOperation[] {
  const known = new Set(
    [...plan.resources, ...plan.resourceGroups, ...plan.dependents, ...plan.selfMade, ...plan.locks].map(
      ({ id }) => idKey(id),
    ),
  );
  const isKnown = (id: string): boolean => {
    for (let key = idKey(id); key !== ""; key = key.slice(0, key.lastIndexOf("/"))) {
      if (known.has(key)) return !isGroup(key) || key === idKey(id);
    }
    return false;
  };
  return held.map((operation) => {
    if (operation.code !== "operation_in_use") return operation;
    const strangers = (operation.named ?? []).filter((id) => !isKnown(id));
    if (strangers.length === 0) return operation;
    for (const id of strangers) {
      const message = `${id} uses ${operation.target}, is not in the plan and stays.`;
      host.notify({ code: "destroy_unplanned", message, place: id });
    }
    const { azureCode, until } = operation;
    return heldFor(
      operation,
      "operation_unplanned",
      `${operation.message} Not in the plan: ${strangers.join(", ")}.`,
      {
        named: strangers,
        ...(azureCode === undefined ? {} : { azureCode }),
        ...(until === undefined ? {} : { until }),
      },
    );
  });
}

/** What is new in a planned group is new all the same. */
function isGroup(key: string): boolean {
  return /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+$/.test(key);
}

import { planDigest } from "../../core/digest.ts";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Estate } from "../../simulator/estate.ts";

/** The plan that Sundown itself makes for an estate. */
export function estatePlan(estate: Estate): Plan {
  const { inventory } = parseInventory(estate, "the estate");
  return buildPlan(inventory, { takenAt: new Date("2026-11-01T00:00:00Z") });
}

/** The same plan with its last operation struck out, and honest about it in its digest. */
export function shorter(plan: Plan): Plan {
  const { planDigest: _planDigest, ...rest } = plan;
  const last = plan.operations.at(-1);
  const changed = {
    ...rest,
    operations: plan.operations
      .filter(({ id }) => id !== last?.id)
      .map((operation) => ({ ...operation, after: operation.after.filter((id) => id !== last?.id) })),
  };
  return { ...changed, planDigest: planDigest(changed) };
}

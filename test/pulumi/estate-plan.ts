import { planDigest } from "../../core/digest.ts";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Estate } from "../../simulator/estate.ts";

/** The plan that Sundown itself makes for an estate. */
export function estatePlan(estate: Estate): Plan {
  const { inventory } = parseInventory(estate, "the estate");
  return withTokens(buildPlan(inventory, { takenAt: new Date("2026-11-01T00:00:00Z") }));
}

const tokens = new Map([
  ["Microsoft.Network/networkInterfaces", "azure-native:network:NetworkInterface"],
  ["Microsoft.Network/virtualNetworks", "azure-native:network:VirtualNetwork"],
  ["Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "azure-native:network:VirtualNetworkPeering"],
]);

/** Until the planner knows the tokens itself. */
function withTokens({ planDigest: _planDigest, ...plan }: Plan): Plan {
  const resources = plan.resources.map((resource) => {
    const token = resource.token ?? tokens.get(resource.type);
    return token === undefined ? resource : { ...resource, token };
  });
  return { ...plan, resources, planDigest: planDigest({ ...plan, resources }) };
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

import type { AzureConnection } from "../azure/connection.ts";
import { readInventory } from "../azure/read-inventory.ts";
import { executingPrincipal } from "../azure/roles/executing-principal.ts";
import { readCustomRoles, rolesNaming } from "../azure/roles/read-custom-roles.ts";
import { readCancelRight } from "../azure/subscription/read-cancel-right.ts";
import type { LiveFacts } from "../core/gate/gate-facts.ts";
import type { Inventory } from "../core/inventory/inventory.ts";
import { whatIsLeft } from "../core/lifecycle/what-is-left.ts";
import type { Plan } from "../core/plan/plan.ts";

export interface Live {
  readonly facts: LiveFacts;
  readonly inventory: Inventory;
}

/**
 * Reads the subscription afresh and puts it into the gate's words. Custom roles are read by themselves, since an
 * inventory may lack them where the reader has no right to list the tenant's, and lacking is not trimmed.
 *
 * @throws SundownError `not_permitted` when the tenant's custom roles may not be listed; those of `readInventory`
 */
export async function readLive(connection: AzureConnection, plan: Plan, signal: AbortSignal): Promise<Live> {
  const subscriptionId = plan.subscription.id;
  const inventory = await readInventory(connection, subscriptionId, { signal });
  const roles = await readCustomRoles(connection, signal);
  const { subscription } = inventory;
  const executor = await executingPrincipal(connection);
  const rights = await readCancelRight(connection, subscriptionId, signal);
  return {
    inventory,
    facts: {
      subscriptionId: subscription?.subscriptionId ?? "",
      subscriptionName: subscription?.displayName ?? "",
      state: subscription?.state ?? "unknown",
      left: whatIsLeft(inventory, plan),
      untrimmedRoles: rolesNaming(roles, subscriptionId).map(({ properties }) => properties.roleName),
      cancelRight: { able: rights.able, because: rights.because },
      executorResource: resourceOfIdentity(inventory, executor),
    },
  };
}

/** The resource whose identity it is: a managed identity itself, or what has one of its own. */
function resourceOfIdentity(inventory: Inventory, principal: string | undefined): string | undefined {
  if (principal === undefined) return undefined;
  const wanted = principal.toLowerCase();
  const isIts = (part: unknown) =>
    typeof part === "object" &&
    part !== null &&
    "principalId" in part &&
    typeof part.principalId === "string" &&
    part.principalId.toLowerCase() === wanted;
  return inventory.resources.find(({ type, properties, identity }) => {
    const isManaged = type.toLowerCase() === "microsoft.managedidentity/userassignedidentities";
    return isIts(identity) || (isManaged && isIts(properties));
  })?.id;
}

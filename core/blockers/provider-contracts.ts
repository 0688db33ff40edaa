import { wordAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings, HeldFinding } from "./family.ts";

/**
 * What somebody outside Azure has to end first: an ExpressRoute circuit that its provider has set up (it bills
 * until they take it down), and a marketplace SaaS subscription (409 ResourceGroupDeletionBlocked).
 * @see https://learn.microsoft.com/azure/expressroute/expressroute-howto-circuit-portal-resource-manager#delete
 * @see https://learn.microsoft.com/marketplace/saas-subscription-lifecycle-management
 */
export function providerContracts({ estate }: BlockerContext): Findings {
  const held: HeldFinding[] = [];
  for (const { id, type, resource } of estate.nodes) {
    const { properties } = resource;
    if (type === "microsoft.network/expressroutecircuits") {
      const state = wordAt(properties, "serviceProviderProvisioningState");
      if (state !== undefined && state !== "notprovisioned") {
        held.push({ target: id, code: "circuit_provisioned", stays: true });
      }
    }
    if (type === "microsoft.saas/resources") {
      const state = wordAt(properties, "status") ?? wordAt(properties, "saasSubscriptionStatus");
      if (state !== "unsubscribed") held.push({ target: id, code: "saas_subscribed", stays: true });
    }
  }
  return { held };
}

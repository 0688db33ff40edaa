import { textAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings, PreparedOperation } from "./family.ts";

const APPS = new Set(["microsoft.web/sites", "microsoft.web/sites/slots"]);
const INTEGRATION = /\/networkconfig$/;

/**
 * A web app in a virtual network leaves a service association link on its subnet. Deleted together with its plan it
 * may leave the link behind, and then nobody can delete the subnet (InUseSubnetCannotBeDeleted). So the app is taken
 * out of the network first.
 * @see https://learn.microsoft.com/azure/app-service/overview-vnet-integration
 */
export function networkIntegration({ estate }: BlockerContext): Findings {
  const apps = new Map<string, { id: string; subnet: string | undefined }>();
  for (const node of estate.nodes) {
    const { properties } = node.resource;
    if (APPS.has(node.type)) {
      const subnet = textAt(properties, "virtualNetworkSubnetId");
      if (subnet !== undefined) apps.set(node.key, { id: node.id, subnet });
    } else if (node.type.startsWith("microsoft.web/sites/") && INTEGRATION.test(node.type)) {
      const app = node.parent === undefined ? undefined : estate.nodes[node.parent];
      const subnet = textAt(properties, "subnetResourceId");
      if (app !== undefined && !apps.has(app.key)) apps.set(app.key, { id: app.id, subnet });
    }
  }
  const operations = [...apps.values()].map(
    ({ id, subnet }): PreparedOperation => ({
      action: "disconnectNetwork",
      phase: "before",
      target: id,
      because: "its service association link would keep the subnet from being deleted",
      blocks: subnet === undefined ? [id] : [id, subnet.replace(/\/subnets\/[^/]+$/i, "")],
    }),
  );
  return { operations };
}

import type { Estate } from "../../simulator/estate.ts";
import { groupId, resourceId, subscriptionId } from "./small-plan.ts";

const hub = resourceId("rg-hub", "Microsoft.Network/virtualNetworks/vnet-hub");
const spoke = resourceId("rg-spoke", "Microsoft.Network/virtualNetworks/vnet-spoke");
const hubLink = `${hub}/virtualNetworkPeerings/to-spoke`;
export const spokeLink = `${spoke}/virtualNetworkPeerings/to-hub`;

/** What the plan of `peeredPlan` is about, as it stands in Azure. */
export function peeredEstate(): Estate {
  const location = "westeurope";
  const network = (id: string, link: string, to: string): Estate["resources"] => [
    { id, location, properties: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] } } },
    { id: `${id}/subnets/default`, properties: { addressPrefix: "10.0.0.0/24" } },
    {
      id: link,
      properties: { remoteVirtualNetwork: { id: to }, peeringState: "Connected", remoteBgpCommunities: {} },
    },
  ];
  return {
    subscription: { subscriptionId, displayName: "Contoso Old", state: "Enabled" },
    resourceGroups: ["rg-app", "rg-hub", "rg-spoke"].map((name) => ({ id: groupId(name), name, location })),
    resources: [
      ...network(hub, hubLink, spoke),
      ...network(spoke, spokeLink, hub),
      {
        id: resourceId("rg-app", "Microsoft.Network/networkInterfaces/nic-app"),
        location,
        properties: {
          ipConfigurations: [{ name: "ip", properties: { subnet: { id: `${hub}/subnets/default` } } }],
        },
      },
    ],
  };
}

import { expect, test } from "vitest";
import type { EstateResource } from "../../simulator/estate.ts";
import { estateOf, idOf, resource } from "../support/estate.ts";
import { familyScenario } from "./family-scenario.ts";

/** What a group's delete copes with as long as the group of whoever uses it went before: user, then used. */
const pairs: readonly [string, (used: string) => Record<string, unknown>, string][] = [
  [
    "Microsoft.Web/serverfarms",
    (id) => ({ hostingEnvironmentProfile: { id } }),
    "Microsoft.Web/hostingEnvironments",
  ],
  [
    "Microsoft.Compute/virtualMachines",
    (id) => ({ capacityReservation: { capacityReservationGroup: { id } } }),
    "Microsoft.Compute/capacityReservationGroups",
  ],
  [
    "Microsoft.Compute/disks",
    (id) => ({ encryption: { diskEncryptionSetId: id } }),
    "Microsoft.Compute/diskEncryptionSets",
  ],
  [
    "Microsoft.Compute/restorePointCollections",
    (id) => ({ source: { id } }),
    "Microsoft.Compute/virtualMachines",
  ],
  [
    "Microsoft.Network/virtualNetworks",
    (id) => ({ ddosProtectionPlan: { id } }),
    "Microsoft.Network/ddosProtectionPlans",
  ],
  [
    "Microsoft.Network/firewallPolicies",
    (id) => ({ basePolicy: { id } }),
    "Microsoft.Network/firewallPolicies",
  ],
  ["Microsoft.Network/azureFirewalls", (id) => ({ virtualHub: { id } }), "Microsoft.Network/virtualHubs"],
  ["Microsoft.Network/vpnGateways", (id) => ({ virtualHub: { id } }), "Microsoft.Network/virtualHubs"],
  ["Microsoft.Network/virtualHubs", (id) => ({ virtualWan: { id } }), "Microsoft.Network/virtualWans"],
  [
    "Microsoft.Network/natGateways",
    (id) => ({ publicIpAddresses: [{ id }] }),
    "Microsoft.Network/publicIPAddresses",
  ],
  ["Microsoft.Network/connections", (id) => ({ peer: { id } }), "Microsoft.Network/expressRouteCircuits"],
  [
    "Microsoft.Network/dnsForwardingRulesets",
    (id) => ({ dnsResolverOutboundEndpoints: [{ id: `${id}/outboundEndpoints/out` }] }),
    "Microsoft.Network/dnsResolvers",
  ],
  [
    "Microsoft.DesktopVirtualization/applicationGroups",
    (id) => ({ hostPoolArmPath: id }),
    "Microsoft.DesktopVirtualization/hostPools",
  ],
  [
    "Microsoft.DesktopVirtualization/workspaces",
    (id) => ({ applicationGroupReferences: [id] }),
    "Microsoft.DesktopVirtualization/applicationGroups",
  ],
  ...(
    [
      ["Microsoft.Web/hostingEnvironments", (id) => ({ virtualNetwork: { id } })],
      ["Microsoft.App/managedEnvironments", (id) => ({ vnetConfiguration: { infrastructureSubnetId: id } })],
      ["Microsoft.NetApp/netAppAccounts/capacityPools/volumes", (id) => ({ subnetId: id })],
      ["Microsoft.Batch/batchAccounts/pools", (id) => ({ networkConfiguration: { subnetId: id } })],
      ["Microsoft.MachineLearningServices/workspaces/computes", (id) => ({ properties: { subnet: { id } } })],
      [
        "Microsoft.HDInsight/clusters",
        (id) => ({ computeProfile: { roles: [{ virtualNetworkProfile: { subnet: id } }] } }),
      ],
      [
        "Microsoft.DevOpsInfrastructure/pools",
        (id) => ({ fabricProfile: { networkProfile: { subnetId: id } } }),
      ],
      [
        "Microsoft.ApiManagement/service",
        (id) => ({ virtualNetworkConfiguration: { subnetResourceId: id } }),
      ],
    ] as readonly [string, (used: string) => Record<string, unknown>][]
  ).map(
    ([user, uses]) =>
      [user, (id: string) => uses(`${id}/subnets/s`), "Microsoft.Network/virtualNetworks"] as [
        string,
        (used: string) => Record<string, unknown>,
        string,
      ],
  ),
];

/** Children that no list shows, and the back-references that Azure fills in on the used side. */
function allPairs(): EstateResource[] {
  return pairs.flatMap(([user, uses, used], index) => {
    const depth = user.split("/").length - 1;
    const names = Array.from({ length: depth }, (_, level) => `user${index}x${level}`);
    const owners = names.slice(0, -1).map((_, level) => {
      const type = user
        .split("/")
        .slice(0, level + 2)
        .join("/");
      return resource(`user${index}`, type, names.slice(0, level + 1).join("/"));
    });
    const back: Record<string, unknown> = used.endsWith("/hostPools")
      ? { applicationGroupReferences: [idOf(`user${index}`, user, `user${index}x0`)] }
      : {};
    const subnets = used.endsWith("/virtualNetworks")
      ? {
          subnets: [
            { id: `${idOf(`used${index}`, used, `used${index}`)}/subnets/s`, name: "s", properties: {} },
          ],
        }
      : {};
    const target = resource(`used${index}`, used, `used${index}`, { ...back, ...subnets });
    const parts = used.endsWith("/dnsResolvers")
      ? [resource(`used${index}`, `${used}/outboundEndpoints`, `used${index}/out`)]
      : [];
    return [...owners, resource(`user${index}`, user, names.join("/"), uses(target.id)), target, ...parts];
  });
}

test("G6: what is used from another group goes after it, hidden children included, without a delete of its own", async () => {
  const rule = resource("rules", "Microsoft.Insights/dataCollectionRules", "logs");
  const machine = resource("user1", "Microsoft.Compute/virtualMachines", "user1x0");
  const association: EstateResource = {
    id: `${machine.id}/providers/Microsoft.Insights/dataCollectionRuleAssociations/logs`,
    properties: { dataCollectionRuleId: rule.id },
  };
  const { plan, whole, without } = await familyScenario(estateOf([...allPairs(), rule, association]), {
    // Each user's group again, as if nobody had planned it: what it uses then waits in vain.
    without: ({ target }) => target.includes("/resourceGroups/user"),
  });
  const groups = 2 * pairs.length + 1;
  expect(
    plan.operations.filter(({ action, phase }) => phase === "teardown" && action === "deleteGroup"),
  ).toHaveLength(groups);
  expect(plan.operations.filter(({ phase }) => phase === "teardown")).toHaveLength(groups);
  expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test.each([
  ["Microsoft.Compute/capacityReservationGroups", "capacityReservations"],
  ["Microsoft.ElasticSan/elasticSans", "volumeGroups"],
  ["Microsoft.Compute/galleries", "images"],
])("I5: where its group has to stay, what is below a %s goes before it", async (type, below) => {
  const kept = resource("app", "Microsoft.Network/expressRouteCircuits", "line", {
    serviceProviderProvisioningState: "Provisioned",
  });
  const estate = estateOf([
    kept,
    resource("app", type, "whole"),
    resource("app", `${type}/${below}`, "whole/part"),
  ]);
  const { whole, without } = await familyScenario(estate, {
    without: ({ target }) => target.endsWith("/part"),
  });
  expect(without.refused).toContain("CannotDeleteResource");
  expect(whole).toMatchObject({ held: [], refused: [], left: ["app", "line"] });
});

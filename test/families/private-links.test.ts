import { expect, test } from "vitest";
import { estateOf, idOf, otherSubscription, resource } from "../support/estate.ts";
import { familyScenario, preSteps } from "./family-scenario.ts";

const serviceType = "Microsoft.Network/privateLinkServices";

test("Z12: a private link service goes after connections from elsewhere are taken away", async () => {
  const endpoint = idOf("guest", "Microsoft.Network/privateEndpoints", "guest", otherSubscription);
  const service = idOf("share", serviceType, "service");
  const connection = {
    id: `${service}/privateEndpointConnections/guest`,
    name: "guest",
    properties: { privateEndpoint: { id: endpoint } },
  };
  const estate = estateOf([
    resource("share", serviceType, "service", { privateEndpointConnections: [connection] }),
  ]);
  const { before, whole, without } = await familyScenario(estate, { without: preSteps });
  expect(before).toEqual(["delete:guest"]);
  expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
  expect(without.left).toEqual(["service", "share"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test("Z12: an endpoint of the subscription goes before the service it is connected to", async () => {
  const service = idOf("share", serviceType, "service");
  const endpoint = resource("guest", "Microsoft.Network/privateEndpoints", "guest", {
    privateLinkServiceConnections: [{ name: "c", properties: { privateLinkServiceId: service } }],
  });
  const connection = {
    id: `${service}/privateEndpointConnections/guest`,
    name: "guest",
    properties: { privateEndpoint: { id: endpoint.id } },
  };
  const estate = estateOf([
    endpoint,
    resource("share", serviceType, "service", { privateEndpointConnections: [connection] }),
  ]);
  const { before, whole, without } = await familyScenario(estate, {
    without: ({ target }) => target.endsWith("/guest"),
  });
  expect(before).toEqual([]);
  expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test("B5: a recovery vault goes after connections from elsewhere are taken away", async () => {
  const vault = idOf("backup", "Microsoft.RecoveryServices/vaults", "vault");
  const connection = {
    id: `${vault}/privateEndpointConnections/guest`,
    name: "guest",
    properties: {
      privateEndpoint: {
        id: idOf("guest", "Microsoft.Network/privateEndpoints", "guest", otherSubscription),
      },
    },
  };
  const estate = estateOf([
    resource("backup", "Microsoft.RecoveryServices/vaults", "vault", {
      privateEndpointConnections: [connection],
    }),
  ]);
  const { before, whole, without } = await familyScenario(estate, { without: preSteps });
  expect(before).toEqual(["delete:guest"]);
  expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test("I5: the links of a private DNS zone go before an explicit delete of the zone", async () => {
  const network = resource("net", "Microsoft.Network/virtualNetworks", "hub", {
    // The network needs something in the zone's group, so that the two groups wait for each other.
    ddosProtectionPlan: { id: idOf("dns", "Microsoft.Network/ddosProtectionPlans", "shield") },
  });
  const estate = estateOf([
    network,
    resource("dns", "Microsoft.Network/ddosProtectionPlans", "shield"),
    resource("dns", "Microsoft.Network/privateDnsZones", "corp.internal"),
    resource("dns", "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "corp.internal/hub", {
      virtualNetwork: { id: network.id },
    }),
  ]);
  const { whole, without } = await familyScenario(estate, {
    without: ({ action }) => action === "delete",
    instead: [
      { action: "delete", target: idOf("dns", "Microsoft.Network/privateDnsZones", "corp.internal") },
    ],
  });
  expect(without.refused).toContain("CannotDeleteResource");
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

import { expect, test } from "vitest";
import { estateOf, idOf, resource } from "../support/estate.ts";
import { familyScenario } from "./family-scenario.ts";

const networks = "Microsoft.Network/virtualNetworks";
const id = (group: string, type: string, name: string): string =>
  idOf(group, `Microsoft.Network/${type}`, name);

test("Z10: connections go before their gateways, those before their addresses and networks", async () => {
  const subnet = id("net", "virtualNetworks/subnets", "hub/GatewaySubnet");
  const address = resource("edge", "Microsoft.Network/publicIPAddresses", "gateway-ip");
  const gateway = resource("gateways", "Microsoft.Network/virtualNetworkGateways", "gateway", {
    ipConfigurations: [
      { name: "default", properties: { subnet: { id: subnet }, publicIPAddress: { id: address.id } } },
    ],
  });
  const site = resource("sites", "Microsoft.Network/localNetworkGateways", "office");
  const estate = estateOf([
    resource("net", networks, "hub", { subnets: [{ id: subnet, name: "GatewaySubnet", properties: {} }] }),
    address,
    gateway,
    site,
    resource("links", "Microsoft.Network/connections", "to-office", {
      virtualNetworkGateway1: { id: gateway.id },
      localNetworkGateway2: { id: site.id },
    }),
  ]);
  const { plan, whole, without } = await familyScenario(estate, {
    without: ({ target }) => /\/(?:links|gateways)$/.test(target),
  });
  expect(plan.operations).toHaveLength(5);
  expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
  expect(without.left).toContain("hub");
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test("Z10: networks that peer with each other across groups each go with their own side", async () => {
  const peered = (group: string, name: string, other: string) =>
    resource(group, networks, name, {
      virtualNetworkPeerings: [
        {
          id: id(group, "virtualNetworks/virtualNetworkPeerings", `${name}/out`),
          name: "out",
          properties: { remoteVirtualNetwork: { id: other } },
        },
      ],
    });
  const [hub, spoke] = [id("hub", "virtualNetworks", "hub"), id("spoke", "virtualNetworks", "spoke")];
  const estate = estateOf([peered("hub", "hub", spoke), peered("spoke", "spoke", hub)]);
  const { whole } = await familyScenario(estate, { without: () => false });
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test("Z11: security groups and addresses go after the interfaces that use them, wherever those lie", async () => {
  const rules = resource("shared", "Microsoft.Network/networkSecurityGroups", "rules");
  const address = resource("app", "Microsoft.Network/publicIPAddresses", "ip");
  const nic = (group: string, name: string, properties: Record<string, unknown>) =>
    resource(group, "Microsoft.Network/networkInterfaces", name, properties);
  const estate = estateOf([
    rules,
    address,
    nic("app", "app-nic", { networkSecurityGroup: { id: rules.id } }),
    nic("shared", "jump-nic", {
      ipConfigurations: [{ name: "default", properties: { publicIPAddress: { id: address.id } } }],
    }),
  ]);
  const { plan, whole, without } = await familyScenario(estate, {
    without: ({ action }) => action === "delete",
  });
  expect(plan.operations.filter(({ action }) => action === "delete")).toHaveLength(1);
  expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

import { describe, expect, test } from "vitest";
import { id, needsOf, planOf, resource } from "./world.ts";

describe("no resource of another group is meant by", () => {
  const hub = resource("rg-hub", "Microsoft.Network/virtualNetworks/virtualnetwork");
  const gatewaySubnet = resource(
    "rg-hub",
    "Microsoft.Network/virtualNetworks/virtualnetwork/subnets/GatewaySubnet",
  );
  const machine = resource("rg-hub", "Microsoft.Compute/virtualMachines/services");

  test.each<[string, string, Record<string, unknown>]>([
    [
      "what a network calls its own subnets",
      "Microsoft.Network/virtualNetworks/spoke",
      { subnets: [{ name: "GatewaySubnet" }] },
    ],
    [
      "a service tag of a rule",
      "Microsoft.Network/networkSecurityGroups/nsg",
      { securityRules: [{ properties: { sourceAddressPrefix: "VirtualNetwork" } }] },
    ],
    [
      "who may go around a firewall",
      "Microsoft.Storage/storageAccounts/stlogs7731",
      { networkAcls: { bypass: "AzureServices" } },
    ],
    [
      "the words of an id that leads nowhere",
      "Microsoft.Network/virtualNetworkGateways/gw",
      { subnet: { id: id("rg-gone", "Microsoft.Network/virtualNetworks/gone/subnets/GatewaySubnet") } },
    ],
    [
      "a word that ends with its name",
      "Microsoft.Compute/virtualMachines/vm/extensions/setup",
      { settings: { fileUris: ["https://contoso.example/startservices.sh"] } },
    ],
  ])("%s", (_name, path, properties) => {
    const user = resource("rg-app", path, properties);
    const plan = planOf({ resources: [hub, gatewaySubnet, machine, user] });
    expect(needsOf(plan, user.id)).toEqual([]);
  });
});

test("an id put together wrongly still means what it names whole", () => {
  const subnet = resource("rg-hub", "Microsoft.Network/virtualNetworks/vnet-hub/subnets/apps");
  const card = resource("rg-app", "Microsoft.Network/networkInterfaces/nic", {
    subnet: { id: id("rg-typo", "Microsoft.Network/virtualNetworks/vnet-hub/subnets/apps") },
  });
  expect(needsOf(planOf({ resources: [subnet, card] }), card.id)).toEqual([
    "apps: name in a text in properties.subnet.id",
  ]);
});

test("a command means what it names beside an id, and beside a path that is none of a resource", () => {
  const network = resource("rg-hub", "Microsoft.Network/virtualNetworks/vnet-hub");
  const account = resource("rg-hub", "Microsoft.Storage/storageAccounts/stlogs7731");
  const setup = resource("rg-app", "Microsoft.Compute/virtualMachines/vm/extensions/setup", {
    one: `join ${network.id} --account stlogs7731 --now`,
  });
  const other = resource("rg-app", "Microsoft.Compute/virtualMachines/vm/extensions/other", {
    two: "get https://contoso.example/providers/list --account stlogs7731",
  });
  const plan = planOf({ resources: [network, account, setup, other] });
  expect(needsOf(plan, setup.id)).toEqual([
    "vnet-hub: properties.one",
    "stlogs7731: name in a text in properties.one",
  ]);
  expect(needsOf(plan, other.id)).toEqual(["stlogs7731: name in a text in properties.two"]);
});

test("what is set up on a machine goes before the machines it calls by host name, and their own set-up", () => {
  const machine = (name: string, host: string): Record<string, unknown> =>
    resource("rg-farm", `Microsoft.Compute/virtualMachines/${name}`, { osProfile: { computerName: host } });
  const setup = (name: string, settings: Record<string, unknown>): Record<string, unknown> & { id: string } =>
    resource("rg-farm", `Microsoft.Compute/virtualMachines/${name}/extensions/setup`, { settings });
  const broker = setup("vm1", { access: "gateway.contoso.example", broker: "broker.contoso.example" });
  const plan = planOf({
    resources: [
      machine("vm1", "broker"),
      broker,
      machine("vm2", "gateway"),
      setup("vm2", { run: "gateway.ps1" }),
    ],
  });
  expect(needsOf(plan, broker.id)).toEqual([
    "vm1: lies under it",
    "vm2: host name of a machine in properties.settings.access",
    "setup: host name of a machine in properties.settings.access",
  ]);
});

test("an app goes before the telemetry it is set to send, whatever the portal's links say", () => {
  const app = resource("rg-app", "Microsoft.Web/sites/shop4711", {
    siteConfig: { appSettings: [{ name: "APPINSIGHTS_INSTRUMENTATIONKEY" }] },
  });
  const insights = resource(
    "rg-app",
    "Microsoft.Insights/components/shop4711",
    { ApplicationId: "shop4711" },
    { tags: { [`hidden-link:${app.id}`]: "Resource" } },
  );
  const plan = planOf({ resources: [app, insights] });
  expect(plan.cycles.map(({ cut }) => cut.from)).toEqual([insights.id]);
});

test("the telemetry an app is set to send goes to the one of its group, or to the one called as the setting begins", () => {
  const app = resource("rg-app", "Microsoft.Web/sites/shop4711", {
    siteConfig: { appSettings: [{ name: "APPINSIGHTS_INSTRUMENTATIONKEY" }] },
  });
  const called = resource("rg-ops", "Microsoft.Insights/components/AppInsights");
  const local = resource("rg-app", "Microsoft.Insights/components/seen");
  const reason = "the setting APPINSIGHTS_INSTRUMENTATIONKEY";
  expect(needsOf(planOf({ resources: [app, called] }), app.id)).toEqual([`AppInsights: ${reason}`]);
  expect(needsOf(planOf({ resources: [app, called, local] }), app.id)).toEqual([`seen: ${reason}`]);
});

test("a gateway goes before the site that its address is named after", () => {
  const address = resource("rg-net", "Microsoft.Network/publicIPAddresses/gq7mj5my4tj-pip");
  const app = resource("rg-app", "Microsoft.Web/sites/gq7mj5my4tj");
  const uses = { frontendIPConfigurations: [{ properties: { publicIPAddress: { id: address.id } } }] };
  const gateway = resource("rg-net", "Microsoft.Network/applicationGateways/agw", uses);
  const balancer = resource("rg-net", "Microsoft.Network/loadBalancers/lb", uses);
  const plan = planOf({ resources: [address, app, gateway, balancer] });
  expect(needsOf(plan, gateway.id).map((need) => need.split(":")[0])).toEqual([
    "gq7mj5my4tj",
    "gq7mj5my4tj-pip",
  ]);
  expect(needsOf(plan, balancer.id)).toHaveLength(1);
});

test("a topic goes before the queue that its subscription delivers to", () => {
  const queue = resource("rg-bus", "Microsoft.ServiceBus/namespaces/bus/queues/orders");
  const topic = resource("rg-app", "Microsoft.EventGrid/topics/t");
  const delivery = resource(
    "rg-app",
    "Microsoft.EventGrid/topics/t/providers/Microsoft.EventGrid/eventSubscriptions/s",
    { destination: { properties: { resourceId: queue.id } } },
  );
  expect(needsOf(planOf({ resources: [queue, topic, delivery] }), topic.id)).toEqual([
    "orders: Microsoft.EventGrid/eventSubscriptions in it needs it",
  ]);
});

describe("who uses a resource goes before", () => {
  const network = resource("rg-net", "Microsoft.Network/virtualNetworks/vnet-hub");
  const zone = resource("rg-net", "Microsoft.Network/privateDnsZones/db.contoso.example");

  test("the grants on it, which its own delete may need", () => {
    const grant = resource(
      "rg-net",
      "Microsoft.Network/virtualNetworks/vnet-hub/providers/Microsoft.Authorization/roleAssignments/g1",
    );
    const subnet = resource("rg-net", "Microsoft.Network/virtualNetworks/vnet-hub/subnets/main");
    const cluster = resource("rg-app", "Microsoft.RedHatOpenShift/openShiftClusters/c", {
      subnet: subnet.id,
    });
    expect(needsOf(planOf({ resources: [network, subnet, grant, cluster] }), cluster.id)).toEqual([
      "g1: may be what lets it use Microsoft.Network/virtualNetworks",
      "main: properties.subnet",
    ]);
  });

  test("the links through which its zone is found", () => {
    const link = resource(
      "rg-net",
      "Microsoft.Network/privateDnsZones/db.contoso.example/virtualNetworkLinks/l",
    );
    const server = resource("rg-app", "Microsoft.DBforPostgreSQL/flexibleServers/s", {
      network: { privateDnsZoneArmResourceId: zone.id },
    });
    expect(needsOf(planOf({ resources: [zone, link, server] }), server.id)).toContain(
      "l: part of Microsoft.Network/privateDnsZones that it uses",
    );
  });
});

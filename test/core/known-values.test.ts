import { expect, test } from "vitest";
import { id, needsOf, planOf, resource, SUBSCRIPTION } from "./world.ts";

const VALUE = "6f2d1c3e-9b1a-4c52-8a77-0d1e2f3a4b5c";
const machine = resource("rg-app", "Microsoft.Compute/virtualMachines/vm");
const setup = (settings: Record<string, unknown>): Record<string, unknown> & { id: string } =>
  resource("rg-app", "Microsoft.Compute/virtualMachines/vm/extensions/agent", { settings });

test("an agent goes before the workspace whose number it has, and an unknown number means nothing", () => {
  const workspace = resource("rg-logs", "Microsoft.OperationalInsights/workspaces/logs", {
    customerId: VALUE.toUpperCase(),
  });
  const needs = (workspaceId: string): string[] => {
    const agent = setup({ workspaceId });
    return needsOf(planOf({ resources: [machine, agent, workspace] }), agent.id);
  };
  expect(needs(VALUE)).toContain("logs: its customerId in properties.settings.workspaceId");
  expect(needs(VALUE.replace("6f", "7f"))).toEqual(["vm: lies under it"]);
});

test("what is granted to an identity goes before it, unless the identity's owner needs what grants", () => {
  const identity = resource("rg-ids", "Microsoft.ManagedIdentity/userAssignedIdentities/worker", {
    principalId: VALUE,
  });
  const vault = resource("rg-app", "Microsoft.KeyVault/vaults/kv4711", {
    accessPolicies: [{ objectId: VALUE }],
  });
  expect(needsOf(planOf({ resources: [identity, vault] }), vault.id)).toEqual([
    "worker: its principalId in properties.accessPolicies[].objectId",
  ]);
  const app = resource(
    "rg-app",
    "Microsoft.Web/sites/shop",
    { vault: vault.id },
    { identity: { principalId: VALUE } },
  );
  const plan = planOf({ resources: [app, vault] });
  expect([needsOf(plan, vault.id), needsOf(plan, app.id)]).toEqual([[], ["kv4711: properties.vault"]]);
});

test.each<[string, string, Record<string, unknown>, string]>([
  [
    "a cluster's node group",
    "Microsoft.ContainerService/managedClusters/aks",
    { nodeResourceGroup: "MC_rg-app_aks" },
    "MC_rg-app_aks",
  ],
  [
    "a workspace's managed group",
    "Microsoft.Databricks/workspaces/dbw",
    { managedResourceGroupId: `/subscriptions/${SUBSCRIPTION}/resourceGroups/databricks-1` },
    "databricks-1",
  ],
  [
    "a Service Fabric cluster's group",
    "Microsoft.ServiceFabric/managedClusters/sf",
    { clusterId: VALUE },
    `SFC_${VALUE}`,
  ],
])(
  "who uses what lies in %s goes before its manager, though nobody lists it",
  (_name, path, properties, group) => {
    const manager = resource("rg-app", path, properties);
    const gateway = resource("rg-net", "Microsoft.Network/applicationGateways/agw", {
      subnet: { id: id(group, "Microsoft.Network/virtualNetworks/vnet/subnets/gateway") },
    });
    const name = path.slice(path.lastIndexOf("/") + 1);
    expect(needsOf(planOf({ resources: [manager, gateway] }), gateway.id)).toEqual([
      `${name}: its managed group in properties.subnet.id`,
    ]);
  },
);

test("a managed Service Fabric cluster is known by the names it gives, before it has a number", () => {
  const cluster = resource("rg-app", "Microsoft.ServiceFabric/managedClusters/sf4711");
  const nodes = resource("rg-app", "Microsoft.ServiceFabric/managedClusters/sf4711/nodeTypes/nt", {
    pool: id("rg-net", "Microsoft.Network/applicationGateways/agw/backendAddressPools/p"),
  });
  const gateway = resource("rg-net", "Microsoft.Network/applicationGateways/agw", {
    subnet: { id: id("SFC_x", "Microsoft.Network/virtualNetworks/VNet-sf4711/subnets/gateway") },
  });
  const plan = planOf({ resources: [cluster, nodes, gateway] });
  expect(plan.cycles).toEqual([]);
  expect(needsOf(plan, gateway.id)).toEqual(["sf4711: its managed group in properties.subnet.id"]);
});

test("a node configuration means what it was compiled from, a free certificate the binding it is for", () => {
  const account = resource("rg-ops", "Microsoft.Automation/automationAccounts/ops");
  const configuration = resource("rg-ops", "Microsoft.Automation/automationAccounts/ops/configurations/Web");
  const agent = setup({ Properties: [{ Name: "NodeConfigurationName", Value: "Web.localhost" }] });
  const site = resource("rg-app", "Microsoft.Web/sites/shop");
  const binding = resource("rg-app", "Microsoft.Web/sites/shop/hostNameBindings/shop.contoso.example");
  const certificate = resource("rg-app", "Microsoft.Web/certificates/shop.contoso.example", {
    canonicalName: "shop.contoso.example",
  });
  const plan = planOf({ resources: [account, configuration, machine, agent, site, binding, certificate] });
  expect(needsOf(plan, agent.id)).toContain("Web: name in properties.settings.Properties[].Value");
  expect(needsOf(plan, certificate.id)).toEqual([
    expect.stringMatching(/^shop\.contoso\.example: name in properties\.canonicalName/),
  ]);
});

test("a machine with the host name of another goes before it", () => {
  const host = (name: string, computerName: string): Record<string, unknown> & { id: string } =>
    resource("rg-farm", `Microsoft.Compute/virtualMachines/${name}`, { osProfile: { computerName } });
  const [first, second] = [host("render", "render"), host("render0", "render")];
  const plan = planOf({ resources: [first, second] });
  expect(needsOf(plan, second.id)).toEqual(["render: host name that is the name of another machine"]);
  expect(needsOf(plan, first.id)).toEqual([]);
});

test("a name that is no word is found whole in a text", () => {
  const zone = resource("rg-dns", "Microsoft.Network/dnsZones/shop.contoso.example");
  const script = resource("rg-app", "Microsoft.Resources/deploymentScripts/s", {
    scriptContent: "Get-AzDnsZone -Name shop.contoso.example | Out-Null",
  });
  expect(needsOf(planOf({ resources: [zone, script] }), script.id)).toEqual([
    "shop.contoso.example: name in a text in properties.scriptContent",
  ]);
});

import { describe, expect, test } from "vitest";
import { id, needsOf, planOf, resource } from "./world.ts";

const vnet = resource("rg-net", "Microsoft.Network/virtualNetworks/vnet-hub");
const storage = resource("rg-data", "Microsoft.Storage/storageAccounts/stlogs7731");
const vault = resource("rg-data", "Microsoft.KeyVault/vaults/kv-app-4711");
const registry = resource("rg-data", "Microsoft.ContainerRegistry/registries/acrteam0815");
const farm = resource("rg-app", "Microsoft.Web/serverfarms/plan-shop");
const site = "Microsoft.Web/sites/shop";

describe("a dependency is read from", () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ["an id", { serverFarmId: farm.id }, ["plan-shop: properties.serverFarmId"]],
    ["an id in odd casing", { serverFarmId: farm.id.toUpperCase() }, ["plan-shop: properties.serverFarmId"]],
    ["an id of a part", { subnet: { id: `${vnet.id}/subnets/default` } }, ["vnet-hub: properties.subnet.id"]],
    [
      "an encoded id",
      { plan: farm.id.replaceAll("/", "%2F").replace(/^%2F/, "/") },
      ["plan-shop: properties.plan"],
    ],
    ["an id within a text", { note: `see ${farm.id}, please` }, ["plan-shop: properties.note"]],
    [
      "an id without its head",
      { plan: "Microsoft.Web/serverfarms/plan-shop" },
      ["plan-shop: properties.plan"],
    ],
    ["the name of an object", { identities: { [farm.id]: {} } }, ["plan-shop: properties.identities"]],
    [
      "a list, without its places",
      { uses: [{ id: storage.id }, { id: farm.id }] },
      ["plan-shop: properties.uses[].id", "stlogs7731: properties.uses[].id"],
    ],
    [
      "a service's host name",
      { uri: "https://stlogs7731.blob.core.windows.net/logs" },
      ["stlogs7731: host name in properties.uri"],
    ],
    [
      "a host name of another cloud",
      { uri: "https://stlogs7731.blob.core.chinacloudapi.cn/" },
      ["stlogs7731: host name in properties.uri"],
    ],
    [
      "a vault's host name",
      { secret: "https://kv-app-4711.vault.azure.net/secrets/x" },
      ["kv-app-4711: host name in properties.secret"],
    ],
    [
      "a property that speaks of the type",
      { serverFarmName: "plan-shop" },
      ["plan-shop: name in properties.serverFarmName"],
    ],
    [
      "a name within a command",
      { run: "push --registry acrteam0815 --force" },
      ["acrteam0815: name in a text in properties.run"],
    ],
  ])("%s", (_name, properties, needs) => {
    const plan = planOf({
      resources: [vnet, storage, vault, registry, farm, resource("rg-app", site, properties)],
    });
    expect(needsOf(plan, id("rg-app", site))).toEqual(needs);
  });

  test("its path, its tags, its identity and its scope", () => {
    const identity = resource("rg-app", "Microsoft.ManagedIdentity/userAssignedIdentities/id-shop");
    const shop = resource(
      "rg-app",
      site,
      {},
      {
        identity: { userAssignedIdentities: { [identity.id]: {} } },
        tags: { [`hidden-related:${farm.id}`]: "Resource" },
      },
    );
    const slot = resource("rg-app", `${site}/slots/staging`);
    const plan = planOf({ resources: [identity, farm, shop, slot] });
    expect(needsOf(plan, shop.id)).toEqual(["id-shop: identity.userAssignedIdentities", "plan-shop: tags"]);
    expect(needsOf(plan, slot.id)[0]).toBe("shop: lies under it");
  });

  test("managedBy: the manager goes first", () => {
    const machine = resource("rg-app", "Microsoft.Compute/virtualMachines/vm1");
    const disk = resource("rg-app", "Microsoft.Compute/disks/disk1", {}, { managedBy: machine.id });
    const plan = planOf({ resources: [machine, disk] });
    expect(needsOf(plan, machine.id)).toEqual(["disk1: managedBy"]);
    expect(needsOf(plan, disk.id)).toEqual([]);
  });

  test("the deployment history", () => {
    const plan = planOf({
      resources: [storage, vault],
      deployments: [
        {
          id: id("rg-data", "Microsoft.Resources/deployments/main"),
          dependencies: [{ id: vault.id, dependsOn: [{ id: storage.id }] }],
        },
      ],
    });
    expect(needsOf(plan, vault.id)).toEqual(["stlogs7731: deployment main"]);
  });

  test("a name that is that of a part of what it refers to anyway", () => {
    const namespace = resource("rg-data", "Microsoft.EventHub/namespaces/evh");
    const hub = resource("rg-data", "Microsoft.EventHub/namespaces/evh/eventhubs/clicks");
    const reader = resource("rg-app", "Microsoft.TimeSeriesInsights/environments/e/eventSources/s", {
      eventSourceResourceId: namespace.id,
      entity: "clicks",
    });
    const plan = planOf({ resources: [namespace, hub, reader] });
    expect(needsOf(plan, reader.id)).toContain(
      "clicks: name in properties.entity, of a part of what it refers to",
    );
  });
});

describe("no dependency is made of", () => {
  test.each<[string, string, Record<string, unknown>]>([
    ["an id to nowhere", site, { serverFarmId: id("rg-app", "Microsoft.Web/serverfarms/gone") }],
    ["an id of its own", site, { self: id("rg-app", site), part: `${id("rg-app", site)}/config/web` }],
    ["a word that is also a name", site, { mode: "default", type: "stlogs7731", publisher: "kv-app-4711" }],
    ["a name it gives itself", site, { displayName: "stlogs7731" }],
    [
      "who is connected to it",
      site,
      { privateEndpointConnections: [{ properties: { privateEndpoint: { id: vault.id } } }] },
    ],
    [
      "who uses a subnet",
      "Microsoft.Network/virtualNetworks/v2",
      { subnets: [{ properties: { ipConfigurations: [{ id: farm.id }] } }] },
    ],
  ])("%s", (_name, path, properties) => {
    const word = resource("rg-app", "Microsoft.Insights/components/default");
    const plan = planOf({ resources: [storage, vault, farm, word, resource("rg-app", path, properties)] });
    expect(needsOf(plan, id("rg-app", path))).toEqual([]);
  });
});

test("a list that repeats the other side's reference counts only where that is missing", () => {
  const set = resource("rg-app", "Microsoft.Compute/availabilitySets/set", {
    virtualMachines: [{ id: id("rg-app", "Microsoft.Compute/virtualMachines/vm1") }],
  });
  const machine = resource("rg-app", "Microsoft.Compute/virtualMachines/vm1");
  expect(needsOf(planOf({ resources: [set, machine] }), set.id)).toEqual([
    "vm1: properties.virtualMachines[].id",
  ]);
  const plan = planOf({ resources: [set, { ...machine, properties: { availabilitySet: { id: set.id } } }] });
  expect(needsOf(plan, set.id)).toEqual([]);
  expect(needsOf(plan, machine.id)).toEqual(["set: properties.availabilitySet.id"]);
  expect(plan.cycles).toEqual([]);
});

test("a setting that speaks of a service means the one of the app's own name, or the only one in its group", () => {
  const insights = (name: string): Record<string, unknown> =>
    resource("rg-app", `Microsoft.Insights/components/${name}`);
  const app = resource("rg-app", site, {
    siteConfig: { appSettings: [{ name: "APPINSIGHTS_INSTRUMENTATIONKEY" }] },
  });
  const reason = "the setting APPINSIGHTS_INSTRUMENTATIONKEY";
  expect(needsOf(planOf({ resources: [app, insights("other")] }), app.id)).toEqual([`other: ${reason}`]);
  expect(needsOf(planOf({ resources: [app, insights("other"), insights("shop")] }), app.id)).toEqual([
    `shop: ${reason}`,
  ]);
  expect(needsOf(planOf({ resources: [app, insights("one"), insights("two")] }), app.id)).toEqual([]);
});

describe("a circle", () => {
  const one = resource("rg-a", "Microsoft.Network/virtualHubs/hub1", {}, {});
  const two = resource("rg-a", "Microsoft.Cdn/profiles/p2", { uses: { id: one.id } });

  test("is opened where it is trusted least, and named", () => {
    const plan = planOf({
      resources: [{ ...one, properties: { profileName: "p2" } }, two],
    });
    expect(plan.cycles).toEqual([
      {
        members: [two.id, one.id],
        cut: { from: one.id, to: two.id, because: "name in properties.profileName" },
      },
    ]);
    expect(plan.resources.flatMap(({ dependsOn }) => dependsOn.filter(({ cut }) => cut))).toHaveLength(1);
    expect(plan.operations.map(({ id: name }) => name)).toEqual(["deleteGroup:rg-a"]);
  });

  test("never cuts what lies under another", () => {
    const parent = resource("rg-a", "Microsoft.Web/sites/s", {});
    const child = resource("rg-a", "Microsoft.Web/sites/s/slots/t");
    const third = resource("rg-a", "Microsoft.Cdn/profiles/p", { origin: child.id });
    const plan = planOf({ resources: [{ ...parent, properties: { profile: third.id } }, child, third] });
    expect(plan.cycles.map(({ cut }) => cut.because)).not.toContain("lies under it");
    expect(plan.cycles).toHaveLength(1);
  });
});

import { expect, test } from "vitest";
import { connect } from "../../azure/connect.ts";
import { readInventory } from "../../azure/read-inventory.ts";
import { unreadableNotices } from "../../azure/unreadable.ts";
import { idKey } from "../../core/arm-id.ts";
import { type Estate, parseEstate } from "../../simulator/estate.ts";
import { largeEstate } from "../bench/large-estate.ts";
import { groupId, OFFICE, resourceId } from "../engine/office-estate.ts";
import { startSimulator } from "../support/simulator.ts";

const number = (value: unknown): number => (typeof value === "number" ? value : Number.NaN);

function estateOf(resources: Estate["resources"]): Estate {
  return { subscription: { subscriptionId: OFFICE, displayName: "Office", state: "Enabled" }, resources };
}

const many = (
  count: number,
  make: (name: string, index: number) => Estate["resources"],
): Estate["resources"] =>
  Array.from({ length: count }, (_, index) => make(String(index).padStart(3, "0"), index)).flat();

test("a larger subscription takes pages, not calls for each resource; every call is counted by purpose", async () => {
  const read = async (size: number) => {
    const estate = parseEstate(largeEstate(size), "large");
    const simulator = await startSimulator({ estate });
    const connection = await connect(simulator.environment());
    const { subscriptionId = "" } = simulator.state().subscriptions[0] ?? {};
    simulator.clearLog();
    const { reading } = await readInventory(connection, subscriptionId);
    const seen = simulator.log().filter(({ path }) => !/oauth2|metadata|discovery|openid/i.test(path));
    expect(number(reading?.calls)).toBe(seen.length);
    const counts: unknown[] = Object.values(Object(reading?.callsFor));
    expect(counts.map(number).reduce((sum, count) => sum + count, 0)).toBe(seen.length);
    return { calls: seen.length, reading };
  };
  const small = await read(1500);
  const large = await read(4500);
  // Three pages more of the list and of the Graph, and as few again for good measure.
  expect(large.calls - small.calls).toBeLessThanOrEqual(12);
  expect(small.calls).toBeLessThan(150);
  const told = unreadableNotices({ reading: large.reading ?? {} });
  expect(told.map(({ code, place }) => [code, place])).toEqual(
    expect.arrayContaining([
      ["inventory_cut", "deployment histories of groups"],
      ["inventory_cut", "what hides in microsoft.storage/storageaccounts"],
    ]),
  );
});

test("where there are too many vaults to list, Resource Graph tells what they hold", async () => {
  const vault = (name: string): string =>
    resourceId("vaults", "Microsoft.RecoveryServices/vaults", `vault-${name}`);
  const item = (name: string): string =>
    `${vault(name)}/backupFabrics/Azure/protectionContainers/c/protectedItems/vm-${name}`;
  const thing = (id: string) => ({ id, location: "westeurope", properties: {} });
  const simulator = await startSimulator({
    estate: estateOf(many(16, (name) => [thing(vault(name)), thing(item(name))])),
  });
  const inventory = await readInventory(await connect(simulator.environment()), OFFICE);
  const ids = new Set(inventory.resources.map(({ id }) => idKey(id)));
  for (let index = 0; index < 16; index += 1) {
    expect(ids).toContain(idKey(item(String(index).padStart(3, "0"))));
  }
  expect(inventory.reading).toMatchObject({
    leftOut: [{ what: "what hides in microsoft.recoveryservices/vaults", read: 8, of: 16 }],
  });
});

test("what shows a sign of holding something is read, however many there are", async () => {
  const account = (name: string): string =>
    resourceId("data", "Microsoft.Storage/storageAccounts", `data${name}`);
  const server = resourceId("sql", "Microsoft.Sql/servers", "zz-last");
  const simulator = await startSimulator({
    estate: estateOf([
      ...many(80, (name, index) => [
        {
          id: account(name),
          location: "westeurope",
          kind: "StorageV2",
          properties: index === 79 ? { immutableStorageWithVersioning: { enabled: true } } : {},
        },
      ]),
      {
        id: `${account("079")}/blobServices/default/containers/kept`,
        properties: { hasLegalHold: true },
      },
      ...many(70, (name) => [
        {
          id: resourceId("sql", "Microsoft.Sql/servers", `s${name}`),
          location: "westeurope",
          properties: {},
        },
      ]),
      { id: server, location: "westeurope", properties: {} },
      {
        id: `${server}/databases/orders`,
        location: "westeurope",
        properties: { failoverGroupId: `${server}/failoverGroups/pair` },
      },
      { id: `${server}/failoverGroups/pair`, properties: { replicationRole: "Primary" } },
    ]),
  });
  const inventory = await readInventory(await connect(simulator.environment()), OFFICE);
  const ids = inventory.resources.map(({ id }) => idKey(id));
  expect(ids).toContain(idKey(`${account("079")}/blobServices/default/containers/kept`));
  expect(ids).toContain(idKey(`${server}/failoverGroups/pair`));
  expect(inventory.resourceGroups.map(({ id }) => id)).toContain(groupId("data"));
});

test("built-in policies are read one by one up to a bound, those with a harmless effect never", async () => {
  const at = (type: string, name: string): string => `/providers/Microsoft.Authorization/${type}/${name}`;
  const then = { effect: "[parameters('effect')]" };
  const definition = (name: string) => ({
    id: at("policyDefinitions", name),
    properties: {
      policyRule: { if: { field: "type", equals: "Microsoft.Web/sites" }, then },
      parameters: { effect: { defaultValue: "DenyAction" } },
    },
  });
  const scope = `/subscriptions/${OFFICE}`;
  const assign = (name: string, policyDefinitionId: string) => ({
    id: `${scope}${at("policyAssignments", name)}`,
    properties: { policyDefinitionId },
  });
  const set = {
    id: at("policySetDefinitions", "benchmark"),
    properties: {
      policyDefinitions: [
        { policyDefinitionId: at("policyDefinitions", "audit"), parameters: { effect: { value: "Audit" } } },
      ],
    },
  };
  const names = Array.from({ length: 65 }, (_, index) => `d${String(index).padStart(3, "0")}`);
  const simulator = await startSimulator({
    estate: {
      ...estateOf([...names.map(definition), definition("audit"), set]),
      policyAssignments: [
        assign("benchmark", set.id),
        ...names.map((name) => assign(name, at("policyDefinitions", name))),
      ],
    },
  });
  const inventory = await readInventory(await connect(simulator.environment()), OFFICE);
  const asked = simulator.log().filter(({ path }) => /^\/providers\/.*Definitions\//.test(path));
  expect(asked.map(({ path }) => path)).not.toContain(at("policyDefinitions", "audit"));
  expect(asked).toHaveLength(60);
  expect(inventory.reading?.leftOut).toEqual([{ what: "policy definitions", read: 60, of: 66 }]);
  const effects = inventory.policyAssignments?.flatMap(({ properties }) => properties?.effects);
  expect(effects).toHaveLength(59);
  expect(effects?.[0]).toEqual({ effect: "DenyAction", appliesToTypeNames: ["Microsoft.Web/sites"] });
});

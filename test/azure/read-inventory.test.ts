import { expect, test } from "vitest";
import { connect } from "../../azure/connect.ts";
import { readInventory } from "../../azure/read-inventory.ts";
import { unreadableNotices } from "../../azure/unreadable.ts";
import { idKey } from "../../core/arm-id.ts";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import { loadEstate } from "../../simulator/load-estate.ts";
import { groupId, OFFICE, officeEstate, resourceId } from "../engine/office-estate.ts";
import { startSimulator } from "../support/simulator.ts";

const at = { takenAt: new Date("2026-11-24T00:00:00Z") };

test("everything the estate has is read, and reading again gives the same plan", async () => {
  const estate = await loadEstate("demo");
  const simulator = await startSimulator({ estate, pageSize: 10 });
  const connection = await connect(simulator.environment());
  const { subscriptionId = "" } = estate.subscription ?? {};
  const inventory = await readInventory(connection, subscriptionId);

  const wanted = simulator
    .state()
    .resources.filter((id) => idKey(id).startsWith(`/subscriptions/${subscriptionId}/`))
    .map(idKey);
  const read = new Set(inventory.resources.map(({ id }) => idKey(id)));
  expect(wanted.filter((id) => !read.has(id))).toEqual([]);
  expect(inventory.locks?.map(({ id }) => idKey(id)).toSorted()).toEqual(
    simulator.state().locks.map(idKey).toSorted(),
  );
  expect(inventory.subscription).toMatchObject({ subscriptionId, state: "Enabled" });
  expect(inventory.reading).toMatchObject({ unreadable: [] });
  const again = await readInventory(connection, subscriptionId);
  expect(buildPlan(again, at).planDigest).toBe(buildPlan(inventory, at).planDigest);
});

test("a saved inventory gives the plan of the reading, and holds no secret", async () => {
  const estate = officeEstate(1);
  const vm = estate.resources.find(({ id }) => id.includes("virtualMachines"));
  Object.assign(vm?.properties ?? {}, {
    osProfile: { adminUsername: "root", adminPassword: "hunter2-hunter2", customData: "c2VjcmV0" },
    connectionString: "AccountKey=abc",
    link: "https://example.blob.core.windows.net/c/b?sig=topsecret",
  });
  const simulator = await startSimulator({ estate });
  const connection = await connect(simulator.environment());
  const inventory = await readInventory(connection, OFFICE);
  const text = JSON.stringify(inventory);

  for (const secret of ["hunter2", "c2VjcmV0", "AccountKey", "topsecret"]) expect(text).not.toContain(secret);
  expect(text).toContain("https://example.blob.core.windows.net/c/b");
  const saved = parseInventory(JSON.parse(text), "inventory.json").inventory;
  expect(buildPlan(saved, at).planDigest).toBe(buildPlan(inventory, at).planDigest);
});

test("where list and Graph disagree a GET decides, and is counted", async () => {
  const simulator = await startSimulator({
    estate: officeEstate(2),
    lags: { lists: 0, graph: 3600, roles: 0 },
  });
  const connection = await connect(simulator.environment());
  const late = resourceId("desk-1", "Microsoft.Network/publicIPAddresses", "late");
  const body = { location: "westeurope", properties: { dnsSettings: { domainNameLabel: "late" } } };
  await connection.request({ method: "PUT", path: late, apiVersion: "2024-05-01", body });
  const gone = resourceId("archive", "Microsoft.Network/publicIPAddresses", "old-address");
  await connection.request({
    method: "DELETE",
    path: `${groupId("archive")}/providers/Microsoft.Authorization/locks/keep`,
    apiVersion: "2020-05-01",
  });
  await connection.request({ method: "DELETE", path: gone, apiVersion: "2024-05-01" });
  simulator.advance(120);
  const inventory = await readInventory(connection, OFFICE);

  const ids = inventory.resources.map(({ id }) => id);
  expect(ids).toContain(late);
  expect(ids).not.toContain(gone);
  expect(inventory.resources.find(({ id }) => id === late)?.properties).toMatchObject(body.properties);
  expect(inventory.reading).toMatchObject({ gets: 2, goneFromGraph: 1 });
});

test("where deny assignments cannot be listed, each group is asked for its stacks, up to a bound", async () => {
  const stack = `${groupId("g00")}/providers/Microsoft.Resources/deploymentStacks/base`;
  const names = Array.from({ length: 32 }, (_, index) => `g${String(index).padStart(2, "0")}`);
  const simulator = await startSimulator({
    estate: {
      subscription: { subscriptionId: OFFICE },
      resourceGroups: names.map((name) => ({ id: groupId(name) })),
      resources: [{ id: stack, properties: { denySettings: { mode: "none" } } }],
    },
  });
  const connection = await connect(simulator.environment());
  const stacks = async () => {
    const { resources, reading } = await readInventory(connection, OFFICE);
    return { ids: resources.map(({ id }) => id), leftOut: reading?.leftOut };
  };
  // One that denies nothing goes with its group, and costs no call.
  const groupStacks = () =>
    simulator.log().filter(({ path }) => /resourceGroups\/.*deploymentStacks$/i.test(path)).length;
  expect(await stacks()).toMatchObject({ ids: [] });
  expect(groupStacks()).toBe(0);
  simulator.addFault({ path: "/denyAssignments", status: 403, code: "AuthorizationFailed" });
  const { ids, leftOut } = await stacks();
  expect(ids).toEqual([stack]);
  expect(groupStacks()).toBe(30);
  expect(leftOut).toContainEqual({ what: "deployment stacks of groups", read: 30, of: 32 });
});

test("what may not be read is written down; locks and lists must be readable", async () => {
  const simulator = await startSimulator({ estate: officeEstate(1) });
  const connection = await connect(simulator.environment());
  simulator.addFault({ path: "/roleAssignments", status: 403, code: "AuthorizationFailed" });
  simulator.addFault({ path: "/denyAssignments", status: 403, code: "AuthorizationFailed" });
  const { reading } = await readInventory(connection, OFFICE);
  expect(unreadableNotices({ reading }).map(({ code, place }) => [code, place])[0]).toEqual([
    "inventory_incomplete",
    "roleAssignments",
  ]);
  expect(reading).toMatchObject({
    unreadable: [
      { what: "roleAssignments", status: 403, code: "AuthorizationFailed" },
      { status: 403, code: "AuthorizationFailed" },
    ],
  });
  simulator.addFault({
    path: "/providers/Microsoft.Authorization/locks",
    status: 403,
    code: "AuthorizationFailed",
  });
  await expect(readInventory(connection, OFFICE)).rejects.toMatchObject({ code: "not_permitted" });
});

test.each(["/resources", "/providers/Microsoft.Authorization/policyAssignments"])(
  "a list at %s that names the same next page again is not followed for ever",
  async (path) => {
    const simulator = await startSimulator({ estate: officeEstate(1) });
    const connection = await connect(simulator.environment());
    const nextLink = `${simulator.origin}/subscriptions/${OFFICE}${path}?api-version=2024-11-01&page=2`;
    simulator.addFault({ method: "GET", path, times: 5, status: 200, body: { value: [], nextLink } });
    await expect(readInventory(connection, OFFICE)).rejects.toMatchObject({ code: "paging_repeated" });
  },
);

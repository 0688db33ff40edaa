import { ResourceManagementClient } from "@azure/arm-resources";
import { expect, test } from "vitest";
import { estateOf, idOf, resource, subscription, subscriptionId } from "../support/estate.ts";
import {
  clientOptionsFor,
  credentialFor,
  listAll,
  read,
  signIn,
  startSimulator,
} from "../support/simulator.ts";

const accounts = [1, 2, 3, 4, 5].map((number) =>
  resource("data", "Microsoft.Storage/storageAccounts", `account${number}`),
);
const plan = resource("web", "Microsoft.Web/serverFarms", "plan", {}, { tags: { env: "test" } });
const server = resource("data", "Microsoft.Sql/servers", "sql");
const database = resource("data", "Microsoft.Sql/servers/databases", "sql/orders");
const network = resource("net", "Microsoft.Network/virtualNetworks", "hub", {
  subnets: [{ name: "one", properties: { addressPrefix: "10.0.0.0/24" } }],
});

test("R1: lists come in pages, and what goes between two pages does not make others be skipped", async () => {
  const simulator = await startSimulator({
    estate: estateOf([...accounts, plan]),
    pageSize: 2,
    lags: { lists: 0 },
  });
  const arm = await signIn(simulator);
  const { ids, pages } = await listAll(arm, `${subscription}/resources`);
  expect(pages).toEqual([2, 2, 2]);
  expect(new Set(ids).size).toBe(6);
  const first = await arm("GET", `${subscription}/resources`);
  await arm("DELETE", accounts[0]?.id ?? "");
  const rest = await listAll(arm, read<string>(first.body.nextLink));
  expect(rest.ids).toEqual([accounts[2]?.id, accounts[3]?.id, accounts[4]?.id, plan.id]);
  expect((await arm("GET", `${subscription}/resources?$top=1`)).body.value).toHaveLength(1);
});

test("R1: the SDK reads all pages of a subscription and of a group", async () => {
  const simulator = await startSimulator({ estate: estateOf([...accounts, plan]), pageSize: 2 });
  const client = new ResourceManagementClient(
    credentialFor(simulator),
    subscriptionId,
    clientOptionsFor(simulator),
  );
  expect(await Array.fromAsync(client.resources.list())).toHaveLength(6);
  expect((await Array.fromAsync(client.resources.listByResourceGroup("web"))).map(({ id }) => id)).toEqual([
    plan.id,
  ]);
});

test("R2: the filters that clients use are understood; others are refused", async () => {
  const arm = await signIn(
    await startSimulator({ estate: estateOf([...accounts, plan]), emptyPages: false }),
  );
  const ids = async (filter: string) =>
    (await listAll(arm, `${subscription}/resources?$filter=${encodeURIComponent(filter)}`)).ids;
  expect(await ids("resourceGroup eq 'WEB'")).toEqual([plan.id]);
  expect(await ids("resourceType eq 'microsoft.web/serverfarms' and name eq 'plan'")).toEqual([plan.id]);
  expect(
    await ids("name eq 'plan' or (substringof('account1', name) and location eq 'westeurope')"),
  ).toHaveLength(2);
  expect(await ids("tagName eq 'env' and tagValue eq 'test'")).toEqual([plan.id]);
  const unknown = await arm("GET", `${subscription}/resources?$filter=${encodeURIComponent("name gt 'a'")}`);
  expect([unknown.status, unknown.body.error?.code]).toEqual([400, "InvalidFilterInQueryString"]);
});

test("R3: a filtered list may begin with an empty page that has a next one", async () => {
  const arm = await signIn(await startSimulator({ estate: estateOf([plan]) }));
  const { ids, pages } = await listAll(
    arm,
    `${subscription}/resources?$filter=${encodeURIComponent("name eq 'plan'")}`,
  );
  expect(pages).toEqual([0, 1]);
  expect(ids).toEqual([plan.id]);
});

test("R4: lists of one type work in subscription and group; a type nobody knows is an empty list", async () => {
  const arm = await signIn(
    await startSimulator({ estate: estateOf([...accounts, server, database, network]) }),
  );
  const group = `${subscription}/resourceGroups/data/providers`;
  expect((await listAll(arm, `${subscription}/providers/Microsoft.Sql/servers`)).ids).toEqual([server.id]);
  expect((await listAll(arm, `${group}/microsoft.storage/storageaccounts`)).ids).toHaveLength(5);
  expect((await listAll(arm, `${server.id}/databases`)).ids).toEqual([database.id]);
  expect((await listAll(arm, `${network.id}/subnets`)).ids).toEqual([`${network.id}/subnets/one`]);
  expect((await arm("GET", `${group}/Contoso.Unknown/things`)).body).toEqual({ value: [] });
  expect(
    (await arm("GET", `${subscription}/resourceGroups/none/providers/Contoso.Unknown/things`)).status,
  ).toBe(404);
});

test("R5: lists show what went, and hide what came, for a moment", async () => {
  const simulator = await startSimulator({ estate: estateOf([plan]) });
  const arm = await signIn(simulator);
  const listed = async () => (await listAll(arm, `${subscription}/resources`)).ids;
  await arm("DELETE", plan.id);
  await arm("PUT", server.id.replace("/data/", "/web/"), { location: "westeurope" });
  expect((await arm("GET", plan.id)).status).toBe(404);
  expect(await listed()).toEqual([plan.id]);
  simulator.advance(6);
  expect(await listed()).toEqual([server.id.replace("/data/", "/web/")]);
});

test("R6: a resource is read by its id; the 404 tells whether the group or the resource is missing", async () => {
  const arm = await signIn(await startSimulator({ estate: estateOf([plan]) }));
  const found = await arm("GET", plan.id);
  expect(found.body).toMatchObject({
    id: plan.id,
    name: "plan",
    type: "Microsoft.Web/serverFarms",
    properties: { provisioningState: "Succeeded" },
  });
  const missing = await arm("GET", idOf("web", "Microsoft.Web/serverFarms", "none"));
  expect([missing.status, missing.body.error?.code, missing.headers.get("x-ms-failure-cause")]).toEqual([
    404,
    "ResourceNotFound",
    "gateway",
  ]);
  expect(missing.body.error?.message).toContain(
    "The Resource 'Microsoft.Web/serverFarms/none' under resource group 'web' was not found",
  );
  expect((await arm("GET", idOf("none", "Microsoft.Web/sites", "x"))).body.error?.code).toBe(
    "ResourceGroupNotFound",
  );
});

test("R7: PUT makes (201) and replaces (200), PATCH merges; a child needs its parent", async () => {
  const arm = await signIn(await startSimulator({ estate: estateOf([plan]) }));
  const site = idOf("web", "Microsoft.Web/sites", "shop");
  expect(
    (await arm("PUT", site, { location: "westeurope", properties: { serverFarmId: plan.id } })).status,
  ).toBe(201);
  expect((await arm("PUT", site, { properties: { serverFarmId: plan.id, httpsOnly: true } })).status).toBe(
    200,
  );
  const patched = await arm("PATCH", site, { tags: { a: "b" }, properties: { state: "Stopped" } });
  expect(patched.body).toMatchObject({
    location: "westeurope",
    tags: { a: "b" },
    properties: { httpsOnly: true, state: "Stopped" },
  });
  const orphan = await arm("PUT", idOf("web", "Microsoft.Sql/servers/databases", "none/db"), {});
  expect([orphan.status, orphan.body.error?.code]).toEqual([404, "ParentResourceNotFound"]);
});

test("R8: a delete is 200, or 202 with both headers, or with Location only, by type", async () => {
  const bus = resource("data", "Microsoft.ServiceBus/namespaces", "bus");
  const simulator = await startSimulator({ estate: estateOf([plan, server, bus]) });
  const arm = await signIn(simulator);
  expect((await arm("DELETE", plan.id)).status).toBe(200);
  const async = await arm("DELETE", server.id);
  expect([async.status, async.headers.has("azure-asyncoperation"), async.headers.has("location")]).toEqual([
    202,
    true,
    true,
  ]);
  const located = await arm("DELETE", bus.id);
  expect([located.status, located.headers.has("azure-asyncoperation")]).toEqual([202, false]);
  expect((await arm("GET", bus.id)).body.properties?.provisioningState).toBe("Deleting");
  expect((await arm("GET", async.headers.get("location") ?? "")).status).toBe(202);
  simulator.advance(60);
  expect((await arm("GET", async.headers.get("azure-asyncoperation") ?? "")).body.status).toBe("Succeeded");
  expect((await arm("GET", located.headers.get("location") ?? "")).status).toBe(200);
  expect(simulator.state().resources).toEqual([]);
});

test("R9: deleting what is gone is 204, in a group that is gone 404", async () => {
  const arm = await signIn(await startSimulator({ estate: estateOf([plan]) }));
  expect((await arm("DELETE", idOf("web", "Microsoft.Web/sites", "gone"))).status).toBe(204);
  const group = await arm("DELETE", idOf("gone", "Microsoft.Web/sites", "gone"));
  expect([group.status, group.body.error?.code]).toEqual([404, "ResourceGroupNotFound"]);
});

test("R10: a parent takes its children and what extends it along", async () => {
  const setting = { id: `${server.id}/providers/Microsoft.Insights/diagnosticSettings/all`, properties: {} };
  const simulator = await startSimulator({ estate: estateOf([server, database, setting]) });
  const arm = await signIn(simulator);
  await arm("DELETE", server.id);
  simulator.advance(60);
  expect(simulator.state().resources).toEqual([]);
});

test("R11: a child that stands only in its parent's properties has an address and goes from there", async () => {
  const simulator = await startSimulator({ estate: estateOf([network]) });
  const arm = await signIn(simulator);
  const subnet = `${network.id}/subnets/one`;
  expect((await arm("GET", subnet)).body).toMatchObject({
    id: subnet,
    properties: { addressPrefix: "10.0.0.0/24" },
  });
  expect((await listAll(arm, `${subscription}/resources`)).ids).toEqual([network.id]);
  await arm("DELETE", subnet);
  simulator.advance(20);
  expect((await arm("GET", subnet)).status).toBe(404);
  expect((await arm("GET", network.id)).body.properties?.subnets).toEqual([]);
});

test("R12: providers name every type of the estate once, with its versions", async () => {
  const estate = estateOf([{ ...plan, apiVersion: "2022-03-01" }, server]);
  const arm = await signIn(await startSimulator({ estate }));
  const web = await arm("GET", `${subscription}/providers/Microsoft.Web`);
  const types = read<{ resourceType: string; apiVersions: string[] }[]>(web.body.resourceTypes);
  const farms = types.filter(({ resourceType }) => resourceType.toLowerCase() === "serverfarms");
  expect(farms).toHaveLength(1);
  expect(farms[0]?.apiVersions).toContain("2022-03-01");
  const all = await arm("GET", `${subscription}/providers`);
  expect(JSON.stringify(all.body)).toContain("Microsoft.Sql");
});

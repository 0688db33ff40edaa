import { ResourceGraphClient } from "@azure/arm-resourcegraph";
import { expect, test } from "vitest";
import { estateOf, idOf, otherSubscriptionId, resource, subscriptionId } from "../support/estate.ts";
import { clientOptionsFor, credentialFor, read, signIn, startSimulator } from "../support/simulator.ts";

const graph = "/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01";
const machine = resource(
  "App",
  "Microsoft.Compute/virtualMachines",
  "Web1",
  { hardwareProfile: { vmSize: "B1s" } },
  { tags: { env: "Test" } },
);
const plan = resource("App", "Microsoft.Web/serverFarms", "plan");
const remote = {
  id: idOf("x", "Microsoft.Web/sites", "far", `/subscriptions/${otherSubscriptionId}`),
  properties: { serverFarmId: plan.id },
};
const item = resource(
  "b",
  "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems",
  "vault/Azure/container/item",
);
const estate = estateOf([machine, plan, remote, item]);

async function rows(query: string) {
  const arm = await signIn(await startSimulator({ estate }));
  const { body } = await arm("POST", graph, { query });
  return { names: read<{ name: string }[]>(body.data).map(({ name }) => name), body };
}

test.each([
  ["Resources | where type =~ 'Microsoft.Compute/virtualMachines'", ["Web1"]],
  ["resources | where type == 'Microsoft.Compute/virtualMachines'", []],
  [
    "resources | where type in~ ('microsoft.web/sites', 'MICROSOFT.WEB/serverfarms') | order by name asc",
    ["far", "plan"],
  ],
  ["resources | where type !in~ ('microsoft.web/sites') and not(name startswith 'w')", ["plan"]],
  [`resources | where subscriptionId == '${otherSubscriptionId}'`, ["far"]],
  ["resources | where properties.hardwareProfile.vmSize =~ 'b1S' or tags['env'] == 'nothing'", ["Web1"]],
  ["resources | where tostring(properties) contains '/serverfarms/plan' | project name", ["far"]],
  ["resources | order by name | take 2", ["plan", "far"]],
  [
    "resources // all of them\n| where resourceGroup == 'app'\n| extend upper = toupper(name)\n| project name = upper",
    ["WEB1", "PLAN"],
  ],
  ["resources | where isnotempty(tags.env) | project-away properties", ["Web1"]],
  [
    "resourcecontainers | where type == 'microsoft.resources/subscriptions/resourcegroups' | sort by name asc",
    ["App", "b", "x"],
  ],
  ["recoveryservicesresources | where type endswith 'protecteditems'", ["item"]],
  ["authorizationresources | where properties.roleName == 'Owner'", ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635"]],
])("Q1: %s", async (query, names) => {
  expect((await rows(query)).names).toEqual(names);
});

test("Q1: counts and groups", async () => {
  expect(
    (await rows("resources | summarize total = count() by subscriptionId | order by total desc")).body.data,
  ).toEqual([
    { subscriptionId, total: 2 },
    { subscriptionId: otherSubscriptionId, total: 1 },
  ]);
  expect((await rows("resources | count")).body.data).toEqual([{ Count: 3 }]);
});

test.each([
  "resources | join kind=inner (x) on id",
  "nowhere | take 1",
  "resources | where name matches regex 'a'",
  "resources | where f(name)",
  "resources | where name == 'open",
])("Q2: what the simulator does not speak is a loud 400: %s", async (query) => {
  const arm = await signIn(await startSimulator({ estate }));
  const refused = await arm("POST", graph, { query });
  expect([refused.status, refused.body.error?.code]).toEqual([400, "BadRequest"]);
  expect(JSON.stringify(refused.body.error?.details)).toContain("ParserFailure");
});

test("Q3: at most 1,000 rows a page; resultTruncated is a text; the SDK follows the token", async () => {
  const many = Array.from({ length: 1500 }, (_, index) =>
    resource("many", "Contoso.Things/things", `thing${index}`),
  );
  const simulator = await startSimulator({ estate: estateOf(many) });
  const client = new ResourceGraphClient(credentialFor(simulator), clientOptionsFor(simulator));
  const first = await client.resources({ query: "resources | project id", subscriptions: [subscriptionId] });
  expect([first.count, first.totalRecords, first.resultTruncated]).toEqual([1000, 1500, "false"]);
  const second = await client.resources({
    query: "resources | project id",
    options: { skipToken: first.skipToken ?? "" },
  });
  expect([second.count, second.skipToken]).toEqual([500, undefined]);
  const three = await client.resources({ query: "project id", options: { top: 3, skip: 2 } });
  expect([three.count, three.totalRecords]).toEqual([3, 1500]);
});

test("Q3: the caller's quota stands in the headers, and is enforced when limits are", async () => {
  const arm = await signIn(await startSimulator({ estate, throttle: true }));
  const first = await arm("POST", graph, { query: "resources" });
  expect([
    first.headers.get("x-ms-user-quota-remaining"),
    first.headers.get("x-ms-user-quota-resets-after"),
  ]).toEqual(["14", "00:00:05"]);
  const statuses: number[] = [];
  for (let count = 0; count < 20; count++)
    statuses.push((await arm("POST", graph, { query: "resources" })).status);
  expect(statuses).toContain(429);
});

test("Q4: type and group come in lower case, old api-versions answer columns and rows", async () => {
  const arm = await signIn(await startSimulator({ estate }));
  const query = "resources | where name == 'Web1' | project type, id, resourceGroup, sku";
  const { body } = await arm("POST", graph, { query });
  expect(body.data).toEqual([
    {
      type: "microsoft.compute/virtualmachines",
      id: machine.id.replace("/App/", "/app/"),
      resourceGroup: "app",
      sku: null,
    },
  ]);
  const old = await arm("POST", graph.replace("2024-04-01", "2019-04-01"), { query });
  expect(old.body.data?.columns?.[0]).toEqual({ name: "type", type: "string" });
  expect(old.body.data?.rows?.[0]?.[0]).toBe("microsoft.compute/virtualmachines");
});

test("Q5: the graph lags behind; named subscriptions and management groups limit it", async () => {
  const simulator = await startSimulator({ estate });
  const arm = await signIn(simulator);
  await arm("DELETE", remote.id);
  const ask = async (body: object) =>
    read<object[]>((await arm("POST", graph, { query: "resources", ...body })).body.data).length;
  expect(await ask({})).toBe(3);
  expect(await ask({ subscriptions: [subscriptionId] })).toBe(2);
  expect(await ask({ managementGroups: ["corp"] })).toBe(3);
  expect(await ask({ managementGroups: ["nobody"] })).toBe(0);
  simulator.advance(21);
  expect(await ask({})).toBe(2);
});

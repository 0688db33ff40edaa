import { ResourceManagementClient } from "@azure/arm-resources";
import { expect, test } from "vitest";
import { estateOf, resource, subscription, subscriptionId } from "../support/estate.ts";
import { clientOptionsFor, credentialFor, signIn, startSimulator } from "../support/simulator.ts";

const things = (count: number) =>
  Array.from({ length: count }, (_, index) => resource("big", "Contoso.Things/things", `t${index}`));
const group = `${subscription}/resourceGroups/big`;

test("E1: a group's template is exported; above 200 resources it is 409", async () => {
  const simulator = await startSimulator({ estate: estateOf(things(3)), speed: 100 });
  const client = new ResourceManagementClient(
    credentialFor(simulator),
    subscriptionId,
    clientOptionsFor(simulator),
  );
  const exported = await client.resourceGroups.exportTemplate("big", { resources: ["*"] });
  expect(exported.template).toMatchObject({ resources: [{ name: "t0" }, { name: "t1" }, { name: "t2" }] });
  const arm = await signIn(await startSimulator({ estate: estateOf(things(201)) }));
  expect((await arm("POST", `${group}/exportTemplate`, { resources: ["*"] })).status).toBe(409);
});

test("E6: chosen resources are exported, and what cannot be is named", async () => {
  const [odd] = things(1);
  const simulator = await startSimulator({
    estate: estateOf([
      ...things(202).slice(1),
      { ...odd, id: odd?.id ?? "", properties: { simulatorNotExportable: true } },
    ]),
    speed: 100,
  });
  const client = new ResourceManagementClient(
    credentialFor(simulator),
    subscriptionId,
    clientOptionsFor(simulator),
  );
  const chosen = things(2).map(({ id }) => id);
  const { template, error } = await client.resourceGroups.exportTemplate("big", { resources: chosen });
  expect(template).toMatchObject({ resources: [{ name: "t1" }] });
  expect(error).toMatchObject({
    code: "ExportTemplateCompletedWithErrors",
    details: [{ target: odd?.id }],
  });
});

test("E2: the deployments of the estate are listed at their scope with their dependencies", async () => {
  const dependencies = [{ id: `${group}/a`, dependsOn: [{ id: `${group}/b` }] }];
  const deployments = [
    {
      id: `${group}/providers/Microsoft.Resources/deployments/main`,
      timestamp: "2025-05-05T00:00:00Z",
      dependencies,
    },
  ];
  const arm = await signIn(await startSimulator({ estate: estateOf(things(1), { deployments }) }));
  const listed = await arm("GET", `${group}/providers/Microsoft.Resources/deployments`);
  expect(listed.body.value).toMatchObject([{ name: "main", properties: { dependencies } }]);
  expect((await arm("GET", `${subscription}/providers/Microsoft.Resources/deployments`)).body.value).toEqual(
    [],
  );
  expect((await arm("GET", deployments[0]?.id ?? "")).body.name).toBe("main");
});

test("E3: costs are columns and rows", async () => {
  const costs = [{ service: "Storage", amount: 12.5, currency: "EUR" }];
  const arm = await signIn(await startSimulator({ estate: estateOf([], { costs }) }));
  const dataset = { granularity: "None", grouping: [{ type: "Dimension", name: "ServiceName" }] };
  const answer = await arm("POST", `${subscription}/providers/Microsoft.CostManagement/query`, {
    type: "ActualCost",
    timeframe: "TheLastMonth",
    dataset,
  });
  expect(answer.body.properties).toMatchObject({
    columns: [{ name: "PreTaxCost" }, { name: "ServiceName" }, { name: "Currency" }],
    rows: [[12.5, "Storage", "EUR"]],
  });
});

test("E4: the directory knows the simulator's own applications and nobody else", async () => {
  const simulator = await startSimulator({ estate: estateOf([]) });
  const arm = await signIn(simulator);
  const known = await arm("POST", "/v1.0/directoryObjects/getByIds", {
    ids: [simulator.objectId, "other"],
    types: [],
  });
  expect(known.body.value).toMatchObject([{ id: simulator.objectId, appId: simulator.clientId }]);
  expect((await arm("GET", "/beta/users/somebody")).body.error?.code).toBe("Request_ResourceNotFound");
});

test("E5: a reader of the subscription sees its costs; what belongs to the tenant is shown to whoever may read it there", async () => {
  const me = "11111111-2222-4333-8444-555555555555";
  const reader = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7";
  const list = "/providers/Microsoft.Capacity/reservations";
  const query = `${subscription}/providers/Microsoft.CostManagement/query`;
  const reservations = [{ id: `${list}/r`, properties: { displayName: "r" } }];
  const answers = async (scope: string) => {
    const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/1`;
    const roleAssignments = [{ id, properties: { principalId: me, roleDefinitionId: reader } }];
    const estate = estateOf([], { reservations, roleAssignments });
    const arm = await signIn(await startSimulator({ estate, objectId: me }));
    const listed = await arm("GET", list);
    const plans = await arm("GET", "/providers/Microsoft.BillingBenefits/savingsPlans");
    return [(await arm("POST", query, {})).status, listed.status, plans.status, listed.body.value];
  };
  expect(await answers(subscription)).toEqual([200, 403, 403, undefined]);
  expect(await answers("")).toEqual([200, 200, 200, reservations]);
});

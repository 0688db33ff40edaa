import { expect, test } from "vitest";
import { estateOf, resource, subscription } from "../support/estate.ts";
import { signIn, startSimulator } from "../support/simulator.ts";

const cluster = resource("aks", "Microsoft.ContainerService/managedClusters", "shop");
const nodes = resource("MC_aks_shop", "Microsoft.Compute/virtualMachineScaleSets", "nodes");
const managed = `${subscription}/resourceGroups/MC_aks_shop`;
const estate = estateOf([cluster, nodes], {
  resourceGroups: [{ id: `${subscription}/resourceGroups/aks` }, { id: managed, managedBy: cluster.id }],
});

test("M1: a managed group and what is in it are refused with the deny assignment", async () => {
  const arm = await signIn(await startSimulator({ estate }));
  for (const target of [managed, nodes.id]) {
    const refused = await arm("DELETE", target);
    expect([refused.status, refused.body.error?.code]).toEqual([403, "DenyAssignmentAuthorizationFailed"]);
  }
});

test("M2: a managed group goes with its manager, deleted by itself or with its group", async () => {
  for (const target of [cluster.id, `${subscription}/resourceGroups/aks`]) {
    const simulator = await startSimulator({ estate });
    await (await signIn(simulator))("DELETE", target);
    simulator.advance(600);
    expect(simulator.state().resources).toEqual([]);
    expect(simulator.state().resourceGroups.map(({ id }) => id)).not.toContain(managed);
  }
});

test("M2: what is used from outside in the managed group holds the manager", async () => {
  const outside = resource("other", "Contoso.Things/things", "user", { uses: nodes.id });
  const arm = await signIn(
    await startSimulator({ estate: { ...estate, resources: [...estate.resources, outside] } }),
  );
  expect((await arm("DELETE", cluster.id)).status).toBe(400);
});

test("M3: a deny assignment of the estate refuses what it names, for all but its excluded principals", async () => {
  const plan = resource("web", "Microsoft.Web/serverFarms", "plan");
  const scope = `${subscription}/resourceGroups/web`;
  const properties = {
    denyAssignmentName: "left over",
    scope,
    permissions: [{ actions: ["*/delete"], notActions: [] }],
    excludePrincipals: [{ id: "11111111-2222-4333-8444-555555555555" }],
  };
  const denyAssignments = [
    { id: `${scope}/providers/Microsoft.Authorization/denyAssignments/1`, properties },
  ];
  const denied = estateOf([plan], { denyAssignments });
  const arm = await signIn(await startSimulator({ estate: denied }));
  expect((await arm("DELETE", plan.id)).body.error?.code).toBe("DenyAssignmentAuthorizationFailed");
  expect((await arm("PATCH", plan.id, { tags: {} })).status).toBe(200);
  const excluded = await signIn(
    await startSimulator({ estate: denied, objectId: "11111111-2222-4333-8444-555555555555" }),
  );
  expect((await excluded("DELETE", plan.id)).status).toBe(200);
  const list = await arm("GET", `${subscription}/providers/Microsoft.Authorization/denyAssignments`);
  expect(list.body.value).toHaveLength(1);
});

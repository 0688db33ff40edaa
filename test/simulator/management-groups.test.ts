import { expect, test } from "vitest";
import { estateOf, subscription, subscriptionId } from "../support/estate.ts";
import { signIn, startSimulator } from "../support/simulator.ts";

const groups = "/providers/Microsoft.Management/managementGroups";

test("N1: groups are read, and a subscription is moved into one and out again", async () => {
  const estate = estateOf([], {
    managementGroups: [
      { name: "corp", subscriptions: [subscriptionId] },
      { name: "Decommissioned", parent: "corp" },
    ],
  });
  const simulator = await startSimulator({ estate });
  const arm = await signIn(simulator);
  expect((await arm("GET", `${groups}/decommissioned`)).body.properties?.details?.parent?.name).toBe("corp");
  const moved = await arm("PUT", `${groups}/Decommissioned/subscriptions/${subscriptionId}`);
  expect([moved.status, moved.body.properties?.parent?.id]).toEqual([200, `${groups}/Decommissioned`]);
  expect(simulator.state().subscriptions[0]?.managementGroup).toBe("Decommissioned");
  const children = (await arm("GET", `${groups}/Decommissioned?$expand=children`)).body.properties?.children;
  expect(children).toMatchObject([{ id: subscription }]);
  expect((await arm("DELETE", `${groups}/Decommissioned/subscriptions/${subscriptionId}`)).status).toBe(200);
  expect(simulator.state().subscriptions[0]?.managementGroup).toBe(simulator.tenantId);
});

test("N1: moving takes rights on both groups", async () => {
  const principal = "11111111-2222-4333-8444-555555555555";
  const definition =
    "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
  const roleAssignments = [
    {
      id: `${subscription}/providers/Microsoft.Authorization/roleAssignments/1`,
      properties: { principalId: principal, roleDefinitionId: definition },
    },
  ];
  const arm = await signIn(
    await startSimulator({ estate: estateOf([], { roleAssignments }), objectId: principal }),
  );
  const refused = await arm("PUT", `${groups}/corp/subscriptions/${subscriptionId}`);
  expect([refused.status, refused.body.error?.code]).toEqual([403, "AuthorizationFailed"]);
});

test("N2: a group is made and deleted by an operation; one that holds something is refused", async () => {
  const simulator = await startSimulator({ estate: estateOf([]) });
  const arm = await signIn(simulator);
  const accepted = await arm("PUT", `${groups}/fresh`, { properties: { displayName: "Fresh" } });
  expect([accepted.status, accepted.body.status]).toEqual([202, "NotStarted"]);
  const poll = accepted.headers.get("azure-asyncoperation") ?? "";
  expect((await arm("GET", poll)).body.status).toBe("Running");
  simulator.advance(20);
  expect((await arm("GET", poll)).body.status).toBe("Succeeded");
  expect((await arm("GET", accepted.headers.get("location") ?? "")).body.properties?.displayName).toBe(
    "Fresh",
  );
  expect((await arm("DELETE", `${groups}/corp`)).status).toBe(400);
  expect((await arm("DELETE", `${groups}/fresh`)).status).toBe(202);
  expect((await arm("GET", `${groups}/fresh`)).status).toBe(404);
});

test("N3: a group tells what is above it, and whether a subscription lies directly in it", async () => {
  const managementGroups = [
    { name: "corp" },
    { name: "shops", parent: "corp", subscriptions: [subscriptionId] },
  ];
  const simulator = await startSimulator({ estate: estateOf([], { managementGroups }) });
  const arm = await signIn(simulator);
  const { body } = await arm("GET", `${groups}/shops?$expand=ancestors`);
  expect(body.properties?.details?.managementGroupAncestorsChain).toMatchObject([
    { name: "corp" },
    { name: simulator.tenantId },
  ]);
  expect((await arm("GET", `${groups}/shops/subscriptions/${subscriptionId}`)).status).toBe(200);
  expect((await arm("GET", `${groups}/corp/subscriptions/${subscriptionId}`)).status).toBe(404);
});

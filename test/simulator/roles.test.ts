import { AuthorizationManagementClient } from "@azure/arm-authorization";
import { expect, test } from "vitest";
import { estateOf, otherSubscription, resource, subscription, subscriptionId } from "../support/estate.ts";
import { credentialFor, type Json, read, signIn, startSimulator } from "../support/simulator.ts";

const guid = "33333333-3333-4333-8333-333333333333";
const authorization = "providers/Microsoft.Authorization";
const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const principal = "11111111-2222-4333-8444-555555555555";
const roleId = `${subscription}/${authorization}/roleDefinitions/${guid}`;

function role(assignableScopes: string[], rest: Record<string, unknown> = {}) {
  const permissions = [
    { actions: ["Microsoft.Compute/*"], notActions: [], dataActions: [], notDataActions: [] },
  ];
  return {
    id: roleId,
    properties: {
      roleName: "Operator",
      type: "CustomRole",
      description: "Runs it",
      permissions,
      assignableScopes,
      ...rest,
    },
  };
}

function assigned(scope: string, definition: string, to = principal, name = "1") {
  const roleDefinitionId = `${scope}/${authorization}/roleDefinitions/${definition}`;
  return {
    id: `${scope}/${authorization}/roleAssignments/${name}`,
    properties: { roleDefinitionId, principalId: to },
  };
}

const shared = role([subscription, otherSubscription]);
const filter = `$filter=${encodeURIComponent("type eq 'CustomRole'")}`;

test("A1: the tenant-wide list holds every custom role, lists at a scope only what can be assigned there", async () => {
  const elsewhere = {
    ...role([otherSubscription], { roleName: "Elsewhere" }),
    id: roleId.replace(guid, guid.replaceAll("3", "4")),
  };
  const simulator = await startSimulator({ estate: estateOf([], { roleDefinitions: [shared, elsewhere] }) });
  const client = new AuthorizationManagementClient(credentialFor(simulator), subscriptionId, {
    endpoint: simulator.origin,
    credentialScopes: `${simulator.origin}/.default`,
  });
  const names = async (scope: string) =>
    (await Array.fromAsync(client.roleDefinitions.list(scope, { filter: "type eq 'CustomRole'" }))).map(
      ({ roleName }) => roleName,
    );
  expect(await names("/")).toEqual(["Operator", "Elsewhere"]);
  expect(await names(subscription)).toEqual(["Operator"]);
  expect(await names("/providers/Microsoft.Management/managementGroups/corp")).toEqual([]);
  const arm = await signIn(simulator);
  const all = await arm("GET", `${subscription}/${authorization}/roleDefinitions`);
  expect(JSON.stringify(all.body)).toContain('"roleName":"Owner"');
});

test("A2: an update is 201 and read by id at once; the list keeps the old one, then flickers as recorded", async () => {
  const simulator = await startSimulator({ estate: estateOf([], { roleDefinitions: [shared] }) });
  const arm = await signIn(simulator);
  const trimmed = { properties: role([otherSubscription]).properties };
  const put = await arm("PUT", `${otherSubscription}/${authorization}/roleDefinitions/${guid}`, trimmed);
  expect(put.status).toBe(201);
  expect((await arm("GET", roleId)).body.properties?.assignableScopes).toEqual([otherSubscription]);
  const seen: number[] = [];
  for (const step of [64, 21, 1, 1, 10, 3]) {
    simulator.advance(step);
    const { body } = await arm("GET", `/${authorization}/roleDefinitions?${filter}`);
    seen.push(read<string[]>(body.value?.[0]?.properties?.assignableScopes).length);
  }
  expect(seen).toEqual([2, 1, 2, 1, 2, 1]);
});

test("A2: a deleted role answers 200 with its body and leaves the list late", async () => {
  const simulator = await startSimulator({ estate: estateOf([], { roleDefinitions: [shared] }) });
  const arm = await signIn(simulator);
  const gone = await arm("DELETE", roleId);
  expect([gone.status, gone.body.properties?.roleName]).toEqual([200, "Operator"]);
  expect((await arm("DELETE", roleId)).status).toBe(204);
  const listed = async () => (await arm("GET", `/${authorization}/roleDefinitions?${filter}`)).body.value;
  expect(await listed()).toHaveLength(1);
  simulator.advance(120);
  expect(await listed()).toEqual([]);
});

test("A3: a scope below which the role is assigned cannot be taken out", async () => {
  const assignment = assigned(`${subscription}/resourceGroups/app`, guid);
  const simulator = await startSimulator({
    estate: estateOf([resource("app", "Microsoft.Web/sites", "x")], {
      roleDefinitions: [shared],
      roleAssignments: [assignment],
    }),
  });
  const arm = await signIn(simulator);
  const trim = () => arm("PUT", roleId, { properties: role([otherSubscription]).properties });
  const refused = await trim();
  expect([refused.status, refused.body.error?.code]).toEqual([
    400,
    "RoleScopeBeingRemovedContainsAssignments",
  ]);
  expect((await arm("DELETE", assignment.id)).status).toBe(200);
  expect((await trim()).status).toBe(201);
});

test("A4: an assigned role cannot be deleted", async () => {
  const estate = estateOf([], {
    roleDefinitions: [shared],
    roleAssignments: [assigned(otherSubscription, guid)],
  });
  const refused = await (await signIn(await startSimulator({ estate })))("DELETE", roleId);
  expect([refused.status, refused.body.error?.code]).toEqual([400, "RoleDefinitionHasAssignments"]);
});

test("A5: a writer without rights on one of the scopes is 403 naming the linked scope", async () => {
  const estate = estateOf([], {
    roleDefinitions: [shared],
    roleAssignments: [assigned(subscription, owner)],
  });
  const arm = await signIn(await startSimulator({ estate, objectId: principal }));
  const refused = await arm("PUT", roleId, { properties: role([subscription]).properties });
  expect([refused.status, refused.body.error?.code]).toEqual([403, "LinkedAuthorizationFailed"]);
  expect(refused.body.error?.message).toContain(`linked scope(s) '${otherSubscription}'`);
});

test("A6: a role with a disabled subscription among its scopes can be neither changed nor deleted", async () => {
  const simulator = await startSimulator({ estate: estateOf([], { roleDefinitions: [shared] }) });
  const arm = await signIn(simulator);
  await arm("POST", `${subscription}/providers/Microsoft.Subscription/cancel`);
  const update = await arm("PUT", `${otherSubscription}/${authorization}/roleDefinitions/${guid}`, {
    properties: role([otherSubscription]).properties,
  });
  expect([update.status, update.body.error?.code]).toEqual([409, "ReadOnlyDisabledSubscription"]);
  expect(
    (await arm("DELETE", `${otherSubscription}/${authorization}/roleDefinitions/${guid}`)).body.error?.code,
  ).toBe("ReadOnlyDisabledSubscription");
});

test("A7: scopes must be at least one, hold at most one management group, and no data actions with it", async () => {
  const arm = await signIn(await startSimulator({ estate: estateOf([], { roleDefinitions: [shared] }) }));
  const corp = "/providers/Microsoft.Management/managementGroups/corp";
  const data = [{ actions: [], dataActions: ["Microsoft.Storage/*"] }];
  for (const bad of [role([]), role(["/"]), role([corp, `${corp}2`]), role([corp], { permissions: data })]) {
    const refused = await arm("PUT", roleId, { properties: bad.properties });
    expect([refused.status, refused.body.error?.code]).toEqual([400, "InvalidAssignableScopes"]);
  }
  expect((await arm("PUT", roleId, { properties: role([corp, subscription]).properties })).status).toBe(201);
  const taken = await arm("PUT", roleId.replace(guid, guid.replaceAll("3", "5")), {
    properties: role([subscription]).properties,
  });
  expect([taken.status, taken.body.error?.code]).toEqual([409, "RoleDefinitionWithSameNameExists"]);
});

test("A8: assignments are made once, listed from above and below, filtered, and deleted", async () => {
  const simulator = await startSimulator({ estate: estateOf([resource("app", "Microsoft.Web/sites", "x")]) });
  const arm = await signIn(simulator);
  const group = `${subscription}/resourceGroups/app`;
  const corp = "/providers/Microsoft.Management/managementGroups/corp";
  for (const [scope, name] of [
    [corp, "a"],
    [subscription, "b"],
    [group, "c"],
  ] as const) {
    const { id, properties } = assigned(scope, reader, principal, name);
    expect((await arm("PUT", id, { properties })).status).toBe(201);
  }
  const twin = assigned(group, reader, principal, "d");
  expect((await arm("PUT", twin.id, { properties: twin.properties })).body.error?.code).toBe(
    "RoleAssignmentExists",
  );
  const names = async (query: string) => {
    const { body } = await arm("GET", `${subscription}/${authorization}/roleAssignments${query}`);
    return read<{ name: string }[]>(body.value).map(({ name }) => name);
  };
  expect(await names("")).toEqual(["a", "b", "c"]);
  expect(await names("?$filter=atScope()")).toEqual(["a", "b"]);
  expect(await names(`?$filter=${encodeURIComponent(`principalId eq '${owner}'`)}`)).toEqual([]);
  const gone = assigned(group, reader, principal, "c");
  expect((await arm("DELETE", gone.id)).status).toBe(200);
  expect((await arm("DELETE", gone.id)).status).toBe(204);
  expect((await arm("GET", gone.id)).body.error?.code).toBe("RoleAssignmentNotFound");
});

test("A9: the last Owner of a subscription stays", async () => {
  const first = assigned(subscription, owner, "99999999-9999-4999-8999-999999999999", "1");
  const second = assigned(subscription, owner, "99999999-9999-4999-8999-999999999998", "2");
  const arm = await signIn(
    await startSimulator({ estate: estateOf([], { roleAssignments: [first, second] }) }),
  );
  expect((await arm("DELETE", first.id)).status).toBe(200);
  const last = await arm("DELETE", second.id);
  expect(last.status).toBe(400);
  expect(last.body.error?.message).toBe("Cannot delete the last RBAC admin assignment.");
});

test("A10: a principal that the estate gives assignments has those rights, one without any is Owner", async () => {
  const plan = resource("web", "Microsoft.Web/serverFarms", "plan");
  const outcome = async (
    assignments: ReturnType<typeof assigned>[],
  ): Promise<[number, number, number, Json | undefined]> => {
    const arm = await signIn(
      await startSimulator({
        estate: estateOf([plan], { roleAssignments: assignments }),
        objectId: principal,
      }),
    );
    const listed = read<Json[]>((await arm("GET", "/subscriptions")).body.value).length;
    const removed = await arm("DELETE", plan.id);
    return [listed, (await arm("GET", subscription)).status, removed.status, removed.body.error?.code];
  };
  expect(await outcome([])).toEqual([2, 200, 200, undefined]);
  expect(await outcome([assigned(subscription, reader)])).toEqual([1, 200, 403, "AuthorizationFailed"]);
  expect(await outcome([assigned("/providers/Microsoft.Management/managementGroups/corp", owner)])).toEqual([
    2,
    200,
    200,
    undefined,
  ]);
  expect(await outcome([assigned(otherSubscription, owner)])).toEqual([1, 403, 403, "AuthorizationFailed"]);
});

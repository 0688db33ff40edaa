import { SubscriptionClient as StateClient } from "@azure/arm-resources-subscriptions";
import { SubscriptionClient } from "@azure/arm-subscriptions";
import { expect, test } from "vitest";
import type { Estate } from "../../simulator/estate.ts";
import {
  estateOf,
  idOf,
  otherSubscriptionId,
  resource,
  subscription,
  subscriptionId,
} from "../support/estate.ts";
import { clientOptionsFor, credentialFor, signIn, startSimulator } from "../support/simulator.ts";

const cancel = `${subscription}/providers/Microsoft.Subscription/cancel?api-version=2021-10-01`;
const enable = `${subscription}/providers/Microsoft.Subscription/enable?api-version=2021-10-01`;
const vault = resource("app", "Microsoft.KeyVault/vaults", "secrets");
const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";

function assignment(principalId: string, role: string, condition?: string) {
  return {
    id: `${subscription}/providers/Microsoft.Authorization/roleAssignments/${role}`,
    properties: {
      principalId,
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      ...(condition ? { condition } : {}),
    },
  };
}

test("U1: subscriptions and the tenant are read by the SDK", async () => {
  const simulator = await startSimulator({ estate: estateOf([vault]) });
  const client = new StateClient(credentialFor(simulator), clientOptionsFor(simulator));
  const listed = await Array.fromAsync(client.subscriptions.list());
  expect(listed.map((one) => [one.subscriptionId, one.displayName, one.state])).toEqual([
    [subscriptionId, "Doomed", "Enabled"],
    [otherSubscriptionId, "Shared", "Enabled"],
  ]);
  const one = await client.subscriptions.get(subscriptionId);
  expect(one.subscriptionPolicies?.quotaId).toBe("PayAsYouGo_2014-09-01");
  expect((await Array.fromAsync(client.tenants.list())).map(({ tenantId }) => tenantId)).toEqual([
    simulator.tenantId,
  ]);
});

test("U1: an unknown subscription is 404 SubscriptionNotFound", async () => {
  const arm = await signIn(await startSimulator({ estate: estateOf([]) }));
  const answer = await arm("GET", "/subscriptions/cccccccc-0000-4000-8000-000000000003");
  expect([answer.status, answer.body.error?.code]).toEqual([404, "SubscriptionNotFound"]);
});

test("U2: a cancel with resources left is 400 ResourcesExistingOnSubscription and changes nothing", async () => {
  const simulator = await startSimulator({ estate: estateOf([vault]) });
  const arm = await signIn(simulator);
  const refused = await arm("POST", cancel);
  expect([refused.status, refused.body.error?.code]).toEqual([400, "ResourcesExistingOnSubscription"]);
  simulator.advance(3600);
  expect(simulator.state().subscriptions[0]?.state).toBe("Enabled");
});

test("U3: an empty subscription shows Enabled for minutes after its cancel, then Disabled", async () => {
  const simulator = await startSimulator({ estate: estateOf([]) });
  const client = new SubscriptionClient(credentialFor(simulator), {
    endpoint: simulator.origin,
    credentialScopes: `${simulator.origin}/.default`,
  });
  expect((await client.subscription.cancel(subscriptionId)).subscriptionId).toBe(subscriptionId);
  const arm = await signIn(simulator);
  const shown = async () => (await arm("GET", subscription)).body.state;
  expect(await shown()).toBe("Enabled");
  simulator.advance(482);
  expect(await shown()).toBe("Enabled");
  simulator.advance(180);
  expect(await shown()).toBe("Disabled");
});

test("U9: PastDue takes writes and a cancel like Enabled", async () => {
  const simulator = await startSimulator({
    estate: estateOf([], { subscription: { subscriptionId, state: "PastDue" } }),
  });
  const arm = await signIn(simulator);
  const made = await arm("PUT", `${subscription}/resourceGroups/new?api-version=2022-09-01`, {
    location: "westeurope",
  });
  expect(made.status).toBe(201);
  expect((await arm("POST", cancel)).status).toBe(200);
  simulator.advance(662);
  expect((await arm("GET", subscription)).body.state).toBe("Disabled");
});

test("U3: with IgnoreResourceCheck what remains makes it Warned", async () => {
  const simulator = await startSimulator({ estate: estateOf([vault]) });
  const arm = await signIn(simulator);
  expect((await arm("POST", `${cancel}&IgnoreResourceCheck=true`)).status).toBe(200);
  simulator.advance(662);
  expect((await arm("GET", subscription)).body.state).toBe("Warned");
});

test("U3: an empty subscription of an Enterprise Agreement ends as Warned", async () => {
  const policies = { subscriptionPolicies: { quotaId: "EnterpriseAgreement_2014-09-01" } };
  const simulator = await startSimulator({
    estate: estateOf([], { subscription: { subscriptionId, ...policies } }),
  });
  const arm = await signIn(simulator);
  await arm("POST", cancel);
  simulator.advance(662);
  expect((await arm("GET", subscription)).body.state).toBe("Warned");
});

test("U4: an enable shows late and flips back once", async () => {
  const simulator = await startSimulator({ estate: estateOf([]) });
  const arm = await signIn(simulator);
  await arm("POST", cancel);
  simulator.advance(700);
  expect((await arm("POST", enable)).body.subscriptionId).toBe(subscriptionId);
  const seen: unknown[] = [];
  for (const step of [481, 180, 3, 180]) {
    simulator.advance(step);
    seen.push((await arm("GET", subscription)).body.state);
  }
  expect(seen).toEqual(["Disabled", "Enabled", "Disabled", "Enabled"]);
});

test("U5: after a cancel only reads, deletes and the enable are served", async () => {
  const simulator = await startSimulator({ estate: estateOf([vault]) });
  const arm = await signIn(simulator);
  await arm("POST", `${cancel}&IgnoreResourceCheck=true`);
  const write = await arm("PUT", `${subscription}/resourceGroups/new`, { location: "westeurope" });
  expect([write.status, write.body.error?.code]).toEqual([409, "ReadOnlyDisabledSubscription"]);
  expect((await arm("GET", vault.id)).status).toBe(200);
  expect((await arm("DELETE", vault.id)).status).toBe(200);
  expect((await arm("POST", enable)).status).toBe(200);
  expect((await arm("PUT", `${subscription}/resourceGroups/new`, { location: "westeurope" })).status).toBe(
    201,
  );
});

test("U6: only an Owner without condition may cancel", async () => {
  const principal = "11111111-2222-4333-8444-555555555555";
  for (const [assigned, status] of [
    [assignment(principal, contributor), 403],
    [assignment(principal, owner, "@Resource[x] exists"), 403],
    [assignment(principal, owner), 200],
  ] as const) {
    const simulator = await startSimulator({
      estate: estateOf([], { roleAssignments: [assigned] }),
      objectId: principal,
    });
    const answer = await (await signIn(simulator))("POST", cancel);
    expect([answer.status, answer.body.error?.code]).toEqual([
      status,
      status === 403 ? "AuthorizationFailed" : undefined,
    ]);
  }
});

test("U7: a rename changes the display name", async () => {
  const arm = await signIn(await startSimulator({ estate: estateOf([]) }));
  await arm("POST", `${subscription}/providers/Microsoft.Subscription/rename`, {
    subscriptionName: "Old one",
  });
  expect((await arm("GET", subscription)).body.displayName).toBe("Old one");
});

test("U8: a ghost refuses the cancel for a while though nothing is listed", async () => {
  const ghosts = [{ id: idOf("app", "Microsoft.Network/networkIntentPolicies", "hidden"), seconds: 300 }];
  const simulator = await startSimulator({ estate: estateOf([vault], { ghosts }), lags: { lists: 0 } });
  const arm = await signIn(simulator);
  await arm("DELETE", vault.id);
  expect((await arm("GET", `${subscription}/resources`)).body.value).toEqual([]);
  expect((await arm("POST", cancel)).body.error?.code).toBe("ResourcesExistingOnSubscription");
  simulator.advance(300);
  expect((await arm("POST", cancel)).status).toBe(200);
});

const account = "/providers/Microsoft.Billing/billingAccounts/1:2_2019-05-31";
const section = `${account}/billingProfiles/p/invoiceSections/s`;
const reader = { id: `${section}/billingRoleDefinitions/r`, roleName: "Invoice section reader" };
const creator = { id: `${section}/billingRoleDefinitions/c`, roleName: "Azure subscription creator" };

async function paidFor(billing: Estate["billing"]) {
  const estate = estateOf([], billing === undefined ? {} : { billing });
  return signIn(await startSimulator({ estate, objectId: "me" }));
}

test("U10: who pays for the estate's subscription is told, where the estate says it", async () => {
  const property = `${subscription}/providers/Microsoft.Billing/billingProperty/default`;
  const arm = await paidFor({ property: { billingAccountId: account } });
  expect((await arm("GET", property)).body).toMatchObject({
    name: "default",
    properties: { billingAccountId: account },
  });
  const other = property.replace(subscriptionId, otherSubscriptionId);
  expect((await arm("GET", other)).status).toBe(404);
  expect((await (await paidFor(undefined))("GET", property)).status).toBe(404);
});

test("U11: billing roles are told to who has one there that may list them", async () => {
  const holding = ({ id }: typeof reader) =>
    paidFor({
      property: { billingAccountId: account },
      roleAssignments: [{ scope: section, principalId: "me", roleDefinitionId: id }],
      roleDefinitions: [reader, creator],
    });
  const arm = await holding(reader);
  expect((await arm("GET", `${section}/billingRoleAssignments`)).body.value).toMatchObject([
    { properties: { principalId: "me", roleDefinitionId: reader.id } },
  ]);
  expect((await arm("GET", reader.id)).body.properties).toEqual({ roleName: "Invoice section reader" });
  expect((await arm("GET", `${account}/billingRoleAssignments`)).status).toBe(403);
  expect((await (await holding(creator))("GET", `${section}/billingRoleAssignments`)).status).toBe(403);
});

import { ManagementLockClient } from "@azure/arm-locks";
import { expect, test } from "vitest";
import { estateOf, resource, subscription, subscriptionId } from "../support/estate.ts";
import { credentialFor, signIn, startSimulator } from "../support/simulator.ts";

const server = resource("data", "Microsoft.Sql/servers", "sql");
const database = resource("data", "Microsoft.Sql/servers/databases", "sql/orders");
const plan = resource("data", "Microsoft.Web/serverFarms", "plan");
const group = `${subscription}/resourceGroups/data`;
const locks = "providers/Microsoft.Authorization/locks";

test("L1: locks are made (201), changed (200), listed from above and deleted (200) at every scope", async () => {
  const simulator = await startSimulator({ estate: estateOf([server]) });
  const arm = await signIn(simulator);
  for (const scope of [subscription, group, server.id]) {
    const body = { properties: { level: "CanNotDelete", notes: "why" } };
    const made = await arm("PUT", `${scope}/${locks}/keep`, body);
    expect([made.status, made.body.properties]).toEqual([201, body.properties]);
  }
  expect((await arm("PUT", `${group}/${locks}/keep`, { properties: { level: "ReadOnly" } })).status).toBe(
    200,
  );
  const client = new ManagementLockClient(credentialFor(simulator), subscriptionId, {
    endpoint: simulator.origin,
    credentialScopes: `${simulator.origin}/.default`,
  });
  const listed = await Array.fromAsync(client.managementLocks.listAtSubscriptionLevel());
  expect(listed.map(({ id, level }) => [id, level])).toEqual([
    [`${subscription}/${locks}/keep`, "CanNotDelete"],
    [`${group}/${locks}/keep`, "ReadOnly"],
    [`${server.id}/${locks}/keep`, "CanNotDelete"],
  ]);
  expect(await Array.fromAsync(client.managementLocks.listAtResourceGroupLevel("data"))).toHaveLength(2);
  expect((await arm("DELETE", `${group}/${locks}/keep`)).status).toBe(200);
  expect((await arm("DELETE", `${group}/${locks}/keep`)).status).toBe(204);
  expect((await arm("GET", `${group}/${locks}/keep`)).status).toBe(404);
});

test("L2: a lock on it, above or below refuses a delete at once, from the gateway, naming the locked scope", async () => {
  for (const [locked, target] of [
    [server.id, server.id],
    [group, server.id],
    [subscription, server.id],
    [database.id, server.id],
    [database.id, group],
    [group, group],
  ] as const) {
    const estate = estateOf([server, database], {
      locks: [{ id: `${locked}/${locks}/keep`, level: "CanNotDelete" }],
    });
    const refused = await (await signIn(await startSimulator({ estate })))("DELETE", target);
    expect([refused.status, refused.headers.get("x-ms-failure-cause"), refused.body.error?.code]).toEqual([
      409,
      "gateway",
      "ScopeLocked",
    ]);
    expect(refused.body.error?.message).toBe(
      `The scope '${target}' cannot perform delete operation because following scope(s) are locked: '${locked}'. Please remove the lock and try again.`,
    );
  }
});

test("L2: a lock elsewhere refuses nothing", async () => {
  const estate = estateOf([server, plan], {
    locks: [{ id: `${server.id}/${locks}/keep`, level: "CanNotDelete" }],
  });
  const arm = await signIn(await startSimulator({ estate }));
  expect((await arm("DELETE", plan.id)).status).toBe(200);
});

test("L3: a read-only lock refuses writes, one against deletes does not", async () => {
  const write = async (level: string) => {
    const estate = estateOf([plan], { locks: [{ id: `${group}/${locks}/keep`, level }] });
    return (await signIn(await startSimulator({ estate })))("PATCH", plan.id, { tags: { a: "b" } });
  };
  expect((await write("ReadOnly")).body.error?.code).toBe("ScopeLocked");
  expect((await write("CanNotDelete")).status).toBe(200);
});

test("L4: a lock goes with its group", async () => {
  const simulator = await startSimulator({ estate: estateOf([plan]) });
  const arm = await signIn(simulator);
  await arm("DELETE", group);
  await arm("PUT", `${group}/${locks}/late`, { properties: { level: "CanNotDelete" } });
  expect(simulator.state().locks).toHaveLength(1);
  simulator.advance(60);
  expect(simulator.state()).toMatchObject({ locks: [], resourceGroups: [] });
});

import { expect, test } from "vitest";
import { estateOf, resource, subscription } from "../support/estate.ts";
import { listAll, signIn, startSimulator } from "../support/simulator.ts";

test("Y1: a provider that is not registered refuses writes until its registration is done", async () => {
  const simulator = await startSimulator({
    estate: estateOf([resource("app", "Microsoft.Storage/storageAccounts", "logs")], {
      unregisteredProviders: ["Microsoft.ApiCenter"],
    }),
  });
  const arm = await signIn(simulator);
  const service = resource("app", "Microsoft.ApiCenter/services", "apis").id;
  const refused = await arm("PUT", service, { location: "westeurope" });
  expect([refused.status, refused.body.error?.code]).toEqual([409, "MissingSubscriptionRegistration"]);
  expect(refused.headers.get("x-ms-failure-cause")).toBe("gateway");
  const provider = `${subscription}/providers/Microsoft.ApiCenter`;
  const stateOf = async (): Promise<unknown> => (await arm("GET", provider)).body.registrationState;
  expect(await stateOf()).toBe("NotRegistered");
  expect((await arm("POST", `${provider}/register`)).status).toBe(200);
  expect(await stateOf()).toBe("Registering");
  simulator.advance(71);
  expect(await stateOf()).toBe("Registered");
  expect((await arm("PUT", service, { location: "westeurope" })).status).toBe(201);
});

test("Y2: a subscription alias is an unknown route", async () => {
  const arm = await signIn(await startSimulator({ estate: estateOf([]) }));
  const refused = await arm("PUT", "/providers/Microsoft.Subscription/aliases/new", { properties: {} });
  expect([refused.status, refused.body.error?.code]).toEqual([404, "SimulatorUnknownRoute"]);
});

test("R13: children that only a list of their own has are in no list of resources", async () => {
  const account = resource("app", "Microsoft.Storage/storageAccounts", "logs");
  const container = resource(
    "app",
    "Microsoft.Storage/storageAccounts/blobServices/containers",
    "logs/default/c",
  );
  const share = resource("app", "Microsoft.Storage/storageAccounts/fileServices/shares", "logs/default/s");
  const server = resource("app", "Microsoft.Sql/servers", "sql");
  const rule = resource("app", "Microsoft.Sql/servers/firewallRules", "sql/office");
  const estate = estateOf([account, container, share, server, rule]);
  const arm = await signIn(await startSimulator({ estate }));
  expect((await listAll(arm, `${subscription}/resources`)).ids.toSorted()).toEqual([server.id, account.id]);
  expect((await listAll(arm, `${account.id}/blobServices/default/containers`)).ids).toEqual([container.id]);
  expect((await listAll(arm, `${account.id}/fileServices/default/shares`)).ids).toEqual([share.id]);
  expect((await listAll(arm, `${server.id}/firewallRules`)).ids).toEqual([rule.id]);
});

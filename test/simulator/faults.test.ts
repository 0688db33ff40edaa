import { expect, test } from "vitest";
import { estateOf, otherSubscription, resource, subscription } from "../support/estate.ts";
import { listAll, read, signIn, startSimulator } from "../support/simulator.ts";

const plan = resource("web", "Microsoft.Web/serverFarms", "plan");
const site = resource("web", "Microsoft.Web/sites", "site");
const network = resource("web", "Microsoft.Network/virtualNetworks", "net");
const web = `${subscription}/resourceGroups/web`;

async function box(options: Partial<Parameters<typeof startSimulator>[0]> = {}) {
  const simulator = await startSimulator({
    estate: estateOf([plan, site, network]),
    lags: { lists: 0, graph: 0, roles: 0 },
    ...options,
  });
  return { simulator, arm: await signIn(simulator) };
}

test("F5: busy is 409 and names an operation that can be asked about; reads do not meet it", async () => {
  const { simulator, arm } = await box();
  simulator.addFault({ kind: "busy", seconds: 20 });
  expect((await arm("GET", network.id)).status).toBe(200);
  const busy = await arm("DELETE", network.id);
  expect([busy.status, busy.body.error?.code, busy.headers.get("retry-after")]).toEqual([
    409,
    "AnotherOperationInProgress",
    null,
  ]);
  const uri = /use uri: (\S+)\.$/.exec(read<string>(busy.body.error?.message))?.[1] ?? "";
  expect((await arm("GET", uri)).body.status).toBe("InProgress");
  simulator.advance(21);
  expect((await arm("GET", uri)).body.status).toBe("Succeeded");
  expect((await arm("DELETE", network.id)).status).toBe(202);
});

test("F6: four kinds of 429; how long to wait stands in the header, only in the text, or nowhere", async () => {
  const { simulator, arm } = await box();
  const seen: unknown[] = [];
  for (const kind of [
    "throttledBySubscription",
    "throttledByGateway",
    "throttledByProvider",
    "throttledRetryable",
  ] as const) {
    simulator.addFault({ kind, seconds: 12 });
    const { status, headers, body } = await arm("DELETE", plan.id);
    const told = /(?:after|in) '?(\d+)'? seconds/.exec(JSON.stringify(body))?.[1];
    seen.push([status, body.error?.code, headers.get("retry-after"), told]);
  }
  simulator.addFault({ kind: "throttledRetryable", seconds: 0 });
  seen.push((await arm("DELETE", plan.id)).headers.get("retry-after"));
  expect(seen).toEqual([
    [429, "SubscriptionRequestsThrottled", "12", "12"],
    [429, "ResourceRequestsThrottled", null, "12"],
    [429, "TooManyRequests", null, undefined],
    [429, "RetryableError", "12", "12"],
    null,
  ]);
  expect(simulator.state().resources).toContain(plan.id);
});

test("F6: buckets of another size are enforced, too", async () => {
  const { simulator, arm } = await box({ throttle: { deletes: { size: 2, perSecond: 1 } } });
  const statuses = [];
  for (let count = 0; count < 3; count++) statuses.push((await arm("DELETE", `${plan.id}x`)).status);
  expect(statuses).toEqual([204, 204, 429]);
  simulator.advance(2);
  expect((await arm("DELETE", `${plan.id}x`)).status).toBe(204);
});

test("F7: a gateway that gives up does not stop what it passed on", async () => {
  const { simulator, arm } = await box();
  simulator.addFault({ kind: "gatewayTimeout", method: "DELETE" });
  const given = await arm("DELETE", web);
  expect([given.status, given.body.error?.code, given.headers.get("x-ms-failure-cause")]).toEqual([
    504,
    "GatewayTimeout",
    "service",
  ]);
  expect(given.headers.get("location")).toBeNull();
  expect((await arm("GET", web)).body.properties?.provisioningState).toBe("Deleting");
  simulator.advance(120);
  expect((await arm("GET", web)).status).toBe(404);
});

test("F7: a 5xx leaves all as it was, or the request took effect behind it", async () => {
  const { simulator, arm } = await box();
  simulator.addFault({ kind: "serverError" });
  expect((await arm("DELETE", plan.id)).status).toBe(500);
  expect((await arm("GET", plan.id)).status).toBe(200);
  simulator.addFault({ kind: "serverError", status: 503, goesOn: true });
  expect((await arm("DELETE", plan.id)).status).toBe(503);
  expect((await arm("GET", plan.id)).status).toBe(404);
});

test("F8: a stale list shows the state of some time ago, of groups and of resources", async () => {
  const { simulator, arm } = await box();
  simulator.addFault({ kind: "stale", path: `${subscription}/resources`, seconds: 600 });
  simulator.addFault({ kind: "stale", path: "/resourceGroups", seconds: 600 });
  await arm("DELETE", web);
  simulator.advance(120);
  expect((await arm("GET", network.id)).status).toBe(404);
  const lists = async () => [
    (await listAll(arm, `${subscription}/resources`)).ids.length,
    (await listAll(arm, `${subscription}/resourceGroups`)).ids.length,
  ];
  expect(await lists()).toEqual([3, 1]);
  expect(await lists()).toEqual([0, 0]);
});

test("F9: any list may begin with an empty page; pages may be slow", async () => {
  const { simulator, arm } = await box();
  simulator.addFault({ kind: "emptyPage", path: `${subscription}/resources` });
  simulator.addFault({ kind: "emptyPage", path: "/resourceGroups" });
  simulator.addFault({ kind: "slow", path: "/resourceGroups", delayMs: 60 });
  expect((await listAll(arm, `${subscription}/resources`)).pages).toEqual([0, 3]);
  const before = performance.now();
  expect((await listAll(arm, `${subscription}/resourceGroups`)).pages).toEqual([0, 1]);
  expect(performance.now() - before).toBeGreaterThanOrEqual(55);
});

test("F10: an accepted delete may fail minutes later; then all is there, and it can be tried again", async () => {
  const { simulator, arm } = await box();
  simulator.addFault({ kind: "failsLate", seconds: 200 });
  expect((await arm("DELETE", plan.id)).status).toBe(200);
  const poll = (await arm("DELETE", network.id)).headers.get("azure-asyncoperation") ?? "";
  simulator.advance(199);
  expect((await arm("GET", poll)).body.status).toBe("InProgress");
  simulator.advance(2);
  expect((await arm("GET", poll)).body).toMatchObject({
    status: "Failed",
    error: { code: "InternalServerError" },
  });
  expect((await arm("GET", network.id)).body.properties?.provisioningState).toBe("Succeeded");
  expect((await arm("DELETE", network.id)).status).toBe(202);
});

test("F10: so may that of a group, also of an empty one", async () => {
  const { simulator, arm } = await box();
  await arm("PUT", `${subscription}/resourceGroups/bare`, { location: "westeurope" });
  for (const [group, left] of [
    [web, 3],
    [`${subscription}/resourceGroups/bare`, 0],
  ] as const) {
    simulator.addFault({ kind: "failsLate", seconds: 60 });
    const poll = (await arm("DELETE", group)).headers.get("location") ?? "";
    simulator.advance(62);
    expect((await arm("GET", poll)).status).toBe(409);
    expect((await arm("GET", group)).body.properties?.provisioningState).toBe("Succeeded");
    expect((await listAll(arm, `${group}/resources`)).ids).toHaveLength(left);
  }
});

test("F11: the delete of a group may stop half way: part is gone, the poll names the rest, the next try ends it", async () => {
  const { simulator, arm } = await box();
  simulator.addFault({ kind: "halfGone", seconds: 60 });
  const poll = (await arm("DELETE", web)).headers.get("location") ?? "";
  simulator.advance(62);
  const failed = await arm("GET", poll);
  expect([failed.status, failed.body.Error?.Code]).toEqual([409, "ResourceGroupDeletionBlocked"]);
  expect(JSON.stringify(failed.body.Error?.Details)).toContain("InternalServerError");
  const left = simulator.state().resources.length;
  expect([1, 2]).toContain(left);
  await arm("DELETE", web);
  simulator.advance(120);
  expect(simulator.state().resourceGroups).toEqual([]);
});

test("F12: what is gone may still count for a cancel, or still stand in lists", async () => {
  const { simulator, arm } = await box();
  simulator.addFault({ kind: "ghost", path: plan.id, seconds: 100 });
  simulator.addFault({ kind: "lingers", path: site.id, seconds: 50 });
  for (const { id } of [plan, site]) expect((await arm("DELETE", id)).status).toBe(200);
  await arm("DELETE", network.id);
  simulator.advance(40);
  expect((await arm("GET", site.id)).status).toBe(404);
  expect((await listAll(arm, `${subscription}/resources`)).ids).toEqual([site.id]);
  simulator.advance(11);
  expect((await listAll(arm, `${subscription}/resources`)).ids).toEqual([]);
  const cancel = `${subscription}/providers/Microsoft.Subscription/cancel`;
  expect((await arm("POST", cancel)).body.error?.code).toBe("ResourcesExistingOnSubscription");
  simulator.advance(50);
  expect((await arm("POST", cancel)).status).toBe(200);
});

test("F12: of a group that goes, one resource does so", async () => {
  const { simulator, arm } = await box();
  simulator.addFault({ kind: "ghost", path: web, seconds: 100 });
  await arm("DELETE", web);
  simulator.advance(60);
  expect(simulator.state().resources).toEqual([]);
  const cancel = `${subscription}/providers/Microsoft.Subscription/cancel`;
  expect((await arm("POST", cancel)).status).toBe(400);
  expect((await arm("POST", `${otherSubscription}/providers/Microsoft.Subscription/cancel`)).status).toBe(
    200,
  );
  simulator.advance(100);
  expect((await arm("POST", cancel)).status).toBe(200);
});

test("F13: the Date header may be off, of one answer or of all", async () => {
  const { simulator, arm } = await box({ dateSkewSeconds: -3600 });
  const offBy = async () =>
    Math.round((Date.parse((await arm("GET", plan.id)).headers.get("date") ?? "") - Date.now()) / 60_000);
  expect(await offBy()).toBe(-60);
  const exact = await box();
  exact.simulator.addFault({ kind: "clockSkew", seconds: 600 });
  const date = (await exact.arm("GET", plan.id)).headers.get("date") ?? "";
  expect(Math.round((Date.parse(date) - Date.now()) / 60_000)).toBe(10);
  expect(simulator.log().at(-1)?.fault).toBeUndefined();
  expect(exact.simulator.log().at(-1)?.fault).toBe("clockSkew");
});

/** What a stubborn client sees that asks for the same things again and again. */
async function drawn(seed: number, rate: number): Promise<string[]> {
  const { simulator, arm } = await box();
  simulator.addRandomFaults({ seed, rate });
  for (let round = 0; round < 12; round++) {
    for (const [method, path] of [
      ["GET", `${subscription}/resources`],
      ["DELETE", `${plan.id}x`],
      ["GET", network.id],
    ] as const) {
      await arm(method, path).catch(() => undefined);
    }
  }
  return simulator.log().map(({ method, path, fault }) => `${method} ${path} ${fault ?? ""}`);
}

test("F14: the same seed draws the same faults, another one others, and none of them for ever", async () => {
  const first = await drawn(7, 0.6);
  expect(await drawn(7, 0.6)).toEqual(first);
  expect(await drawn(8, 0.6)).not.toEqual(first);
  const always = await drawn(1, 1);
  const reads = always.filter((line) => line.startsWith(`GET ${network.id} `));
  const hit = reads.filter((line) => !line.endsWith(" "));
  expect(hit).toHaveLength(4);
  for (let index = 2; index < reads.length; index++) {
    expect(reads.slice(index - 2, index + 1).some((line) => line.endsWith(" "))).toBe(true);
  }
});

test("F14: only the kinds asked for, at most so many, until they are cleared; never at the sign-in", async () => {
  const { simulator, arm } = await box({ faults: { seed: 3, rate: 1, kinds: ["serverError"], most: 3 } });
  const ask = async () => (await arm("GET", `${plan.id}${Math.random()}`)).status;
  const statuses = [await ask(), await ask(), await ask(), await ask()];
  expect(statuses.map((status) => (status >= 500 ? "5xx" : status))).toEqual(["5xx", "5xx", "5xx", 404]);
  expect(
    (await arm("POST", "/_sim/faults", { random: { seed: 4, rate: 1, kinds: ["emptyPage"] } })).status,
  ).toBe(200);
  expect((await listAll(arm, `${subscription}/resources`)).pages).toEqual([0, 3]);
  await arm("DELETE", "/_sim/faults");
  expect((await listAll(arm, `${subscription}/resources`)).pages).toEqual([3]);
  expect(simulator.log().filter(({ path, fault }) => fault && path.includes("oauth2"))).toEqual([]);
});

test("F14: it falls on operations and not on their ids, which differ from run to run", async () => {
  const outcomes = [];
  for (let run = 0; run < 2; run++) {
    const { simulator, arm } = await box();
    const poll = (await arm("DELETE", network.id)).headers.get("azure-asyncoperation") ?? "";
    simulator.addRandomFaults({ seed: 11, rate: 0.5, kinds: ["serverError", "throttledByProvider"] });
    const seen = [];
    for (let count = 0; count < 12; count++) seen.push((await arm("GET", poll)).status);
    outcomes.push(seen);
  }
  expect(outcomes[1]).toEqual(outcomes[0]);
  expect(new Set(outcomes[0]).size).toBeGreaterThan(1);
});

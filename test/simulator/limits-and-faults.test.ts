import { expect, test } from "vitest";
import { estateOf, resource, subscription } from "../support/estate.ts";
import { signIn, startSimulator } from "../support/simulator.ts";

const plan = resource("web", "Microsoft.Web/serverFarms", "plan");

test("F1: every answer says what is left of the caller's requests", async () => {
  const arm = await signIn(await startSimulator({ estate: estateOf([plan]) }));
  const read = await arm("GET", plan.id);
  expect(read.headers.get("x-ms-ratelimit-remaining-subscription-reads")).toBe("249");
  expect(read.headers.get("x-ms-ratelimit-remaining-subscription-global-reads")).toBe("3749");
  expect((await arm("DELETE", plan.id)).headers.get("x-ms-ratelimit-remaining-subscription-deletes")).toBe(
    "199",
  );
  expect(read.headers.get("x-ms-request-id")).toMatch(/^[\da-f-]{36}$/);
});

test("F2: with limits on, an empty bucket is 429 with Retry-After, and it fills with time", async () => {
  const simulator = await startSimulator({ estate: estateOf([plan]), throttle: true });
  const arm = await signIn(simulator);
  const gone = `${plan.id}x`;
  let throttled = await arm("DELETE", gone);
  for (let count = 0; count < 260 && throttled.status !== 429; count++) throttled = await arm("DELETE", gone);
  expect([throttled.status, throttled.body.error?.code, throttled.headers.get("retry-after")]).toEqual([
    429,
    "SubscriptionRequestsThrottled",
    "1",
  ]);
  expect((await arm("GET", plan.id)).status).toBe(200);
  simulator.advance(1);
  expect((await arm("DELETE", gone)).status).toBe(204);
});

test("F3: a fault hits the next matching requests and is gone", async () => {
  const simulator = await startSimulator({ estate: estateOf([plan]) });
  const arm = await signIn(simulator);
  const fault = {
    method: "GET",
    path: "/serverfarms/",
    status: 503,
    code: "Busy",
    headers: { "retry-after": "7" },
    skip: 1,
  };
  expect((await arm("POST", "/_sim/faults", fault)).status).toBe(200);
  expect((await arm("GET", plan.id)).status).toBe(200);
  expect((await arm("GET", subscription)).status).toBe(200);
  const hit = await arm("GET", plan.id);
  expect([hit.status, hit.body.error?.code, hit.headers.get("retry-after")]).toEqual([503, "Busy", "7"]);
  expect((await arm("GET", plan.id)).status).toBe(200);
  expect((await arm("GET", "/_sim/faults")).body.faults).toEqual([]);
  expect((await arm("POST", "/_sim/faults", { oops: 1 })).status).toBe(400);
});

test("F3: a connection is dropped before anything happens, or after it has", async () => {
  const simulator = await startSimulator({ estate: estateOf([plan]) });
  const arm = await signIn(simulator);
  simulator.addFault({ method: "DELETE", drop: "before" });
  await expect(arm("DELETE", plan.id)).rejects.toThrow();
  expect(simulator.state().resources).toEqual([plan.id]);
  simulator.addFault({ method: "DELETE", drop: "after" });
  await expect(arm("DELETE", plan.id)).rejects.toThrow();
  expect(simulator.state().resources).toEqual([]);
});

test("F4: log, state and clock are served without a token", async () => {
  const simulator = await startSimulator({ estate: estateOf([plan]) });
  await (await signIn(simulator))("DELETE", plan.id);
  const read = async (path: string, init?: RequestInit) =>
    JSON.parse(await (await fetch(simulator.origin + path, init)).text());
  const { requests } = await read("/_sim/log");
  expect(requests.at(-1)).toMatchObject({
    method: "DELETE",
    path: plan.id,
    status: 200,
    principal: simulator.clientId,
  });
  expect(await read("/_sim/state")).toMatchObject({
    resources: [],
    subscriptions: [{ state: "Enabled" }, { state: "Enabled" }],
  });
  const before = await read("/_sim/clock");
  const after = await read("/_sim/clock", {
    method: "POST",
    body: JSON.stringify({ advance: 60, speed: 10 }),
  });
  expect(after.speed).toBe(10);
  expect(Date.parse(after.now) - Date.parse(before.now)).toBeGreaterThanOrEqual(60_000);
  expect((await read("/_sim/log")).requests).toHaveLength(requests.length);
});

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readCosts } from "../../azure/subscription/read-costs.ts";
import { planSchema } from "../../core/plan/plan.ts";
import type { Estate } from "../../simulator/estate.ts";
import { plan } from "../../steps/plan/plan.ts";
import { assignmentOf, DOOMED, doomed, lifecycleWorld, other } from "./world.ts";

const READER = {
  id: "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
};
const ME = "5ca1ab1e-0000-4000-8000-00000000abcd";
const { signal } = new AbortController();
const costs = [
  { service: "Storage", amount: 12.5, currency: "EUR" },
  { service: "Virtual Machines", amount: 480.254, currency: "EUR" },
];
const query = "/Microsoft.CostManagement/query";

async function planned(estate: Partial<Estate>, objectId?: string) {
  const world = await lifecycleWorld(estate, objectId === undefined ? {} : { objectId });
  const made = await plan({ subscription: DOOMED, out: "seen" }, world.context);
  const read = async (name: string) => readFile(join(made.folder, name), "utf8");
  const { observed, planDigest } = planSchema.parse(JSON.parse(await read("plan.json")));
  return { world, made, observed, planDigest, markdown: await read("plan.md") };
}

describe("what a plan says about money", () => {
  test("E3: last month's cost by service, the dearest first, on paper and outside the digest", async () => {
    const { observed, markdown, planDigest } = await planned({ costs });
    expect(observed.costs.map(({ service }) => service)).toEqual(["Virtual Machines", "Storage"]);
    expect(observed).toMatchObject({ whoCanCancel: { able: true }, commitments: [] });
    expect(observed.notRead).toBeUndefined();
    expect(markdown).toContain("**Cost last month** Virtual Machines: 480.25 EUR");
    expect((await planned({})).planDigest).toBe(planDigest);
  });

  test("E5: reservations and savings plans it pays for or that hold for it alone, and no others", async () => {
    const reservation = (name: string, properties: Record<string, unknown>) => ({
      id: `/providers/Microsoft.Capacity/reservationOrders/o/reservations/${name}`,
      properties: { displayName: name, ...properties },
    });
    const { observed, markdown } = await planned({
      reservations: [
        reservation("paid", { billingScopeId: doomed.toUpperCase(), expiryDate: "2028-01-01", renew: true }),
        reservation("single", { billingScopeId: other, appliedScopes: [doomed] }),
        reservation("shared", { billingScopeId: other, appliedScopeType: "Shared", appliedScopes: null }),
      ],
      savingsPlans: [
        {
          id: "/providers/Microsoft.BillingBenefits/savingsPlanOrders/o/savingsPlans/s",
          properties: { billingScopeId: other, appliedScopeProperties: { subscriptionId: doomed } },
        },
      ],
    });
    expect(observed.commitments?.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "reservation paid",
      "reservation single",
      "savings-plan s",
    ]);
    expect(markdown).toContain("**Goes on billing:** reservation paid, until 2028-01-01, renews by itself");
  });

  test("a reader of the subscription sees its cost, and is told what it cannot see", async () => {
    const { observed, markdown, world } = await planned(
      { costs, roleAssignments: [assignmentOf(READER, doomed, ME)] },
      ME,
    );
    expect(observed).toMatchObject({ costs: [{}, {}], whoCanCancel: { able: false } });
    expect(observed.notRead).toEqual([
      "Reservations: Azure answered 403 AuthorizationFailed.",
      "Savings plans: Azure answered 403 AuthorizationFailed.",
    ]);
    expect(markdown).toContain("**Not read:** Savings plans");
    expect(world.notices.filter(({ code }) => code === "billing_not_read")).toHaveLength(2);
  });
});

describe("the cost query", () => {
  test("a refusal is a sentence, and the plan is made", async () => {
    const world = await lifecycleWorld({ costs });
    world.simulator.addFault({ path: query, status: 401, code: "IndirectCostDisabled", message: "off" });
    expect(await readCosts(world.azure, DOOMED, signal)).toEqual({
      notRead: "Last month's cost: Azure answered 401 IndirectCostDisabled.",
    });
  });

  test("throttled, it waits as long as Cost Management's own headers say", async () => {
    const world = await lifecycleWorld({ costs });
    const pause = { "x-ms-ratelimit-microsoft.costmanagement-entity-retry-after": "1" };
    world.simulator.addFault({
      path: query,
      status: 429,
      code: "429",
      message: "Too many requests.",
      headers: pause,
    });
    const before = performance.now();
    expect(await readCosts(world.azure, DOOMED, signal)).toMatchObject({ costs: [{}, {}] });
    expect(performance.now() - before).toBeGreaterThan(900);
  });

  test("throttled for longer than a plan waits, it gives up with a sentence", async () => {
    const world = await lifecycleWorld({ costs });
    const pause = { "x-ms-ratelimit-microsoft.costmanagement-tenant-retry-after": "60" };
    world.simulator.addFault({ path: query, times: 9, status: 429, code: "429", headers: pause });
    expect(await readCosts(world.azure, DOOMED, signal, 300)).toEqual({
      notRead: "Last month's cost: no answer within 0.3 seconds.",
    });
  });

  test("pages are followed, and columns found by name in whatever order", async () => {
    const world = await lifecycleWorld({ costs });
    const nextLink = `${world.simulator.origin}${doomed}/providers${query}?api-version=2023-11-01&$skiptoken=A`;
    world.simulator.addFault({
      path: query,
      status: 200,
      body: {
        properties: {
          nextLink,
          columns: [
            { name: "ServiceName", type: "String" },
            { name: "Currency", type: "String" },
            { name: "Cost", type: "Number" },
          ],
          rows: [["Bandwidth", "EUR", 20]],
        },
      },
    });
    expect(await readCosts(world.azure, DOOMED, signal)).toMatchObject({
      costs: [{ amount: 480.254 }, { service: "Bandwidth", amount: 20, currency: "EUR" }, { amount: 12.5 }],
    });
  });
});

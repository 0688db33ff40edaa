import * as fc from "fast-check";
import { expect, test } from "vitest";
import { idKey } from "../../core/arm-id.ts";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import { parsePlan } from "../../core/plan/parse-plan.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { id, SUBSCRIPTION } from "./world.ts";

/** What JSON can hold and Azure never sends, now and then among what it does send. */
const odd = fc.constantFrom<unknown>(
  ...[
    "",
    "/",
    "//",
    " ",
    "\u0000",
    "\u202e",
    "%",
    "%zz",
    "%2F",
    "/a/../b",
    "\ud800",
    "__proto__",
    "/subscriptions/",
  ],
  ...[null, 7, true, [], {}, [["x"]], Number.POSITIVE_INFINITY],
);
const names = fc.constantFrom(
  ...[
    "a",
    "A",
    "b",
    "__proto__",
    "constructor",
    "toString",
    "ünï",
    "x y",
    "a#b",
    "a%20b",
    "a.b",
    "(x)",
    "&",
    "<b>",
  ],
  ...["'q'", "$\u007bx}", "*", "|", "😀", "n".repeat(300)],
);
const types = fc.constantFrom(
  ...[
    "Network/virtualNetworks",
    "Compute/virtualMachines",
    "Web/sites",
    "KeyVault/vaults",
    "Sql/managedInstances",
  ],
  ...[
    "RecoveryServices/vaults",
    "ContainerService/managedClusters",
    "Network/privateEndpoints",
    "Insights/components",
  ],
  ...["Authorization/roleAssignments", "Authorization/locks", "Resources/deploymentStacks", "Cache/redis"],
);
const scopes = fc.constantFrom(
  ...[id("rg"), id("RG"), id("rg2"), id("__proto__"), `/subscriptions/${SUBSCRIPTION}`, ""],
  ...[
    "/providers/Microsoft.Management/managementGroups/mg",
    `/SUBSCRIPTIONS/${SUBSCRIPTION}/RESOURCEGROUPS/rg`,
  ],
);
const bend: readonly ((good: string) => string)[] = [
  (good) => `${good}/`,
  (good) => ` ${good} `,
  (good) => good.replace("/providers", "//providers"),
  (good) => good.toUpperCase(),
  (good) => encodeURI(good),
  (good) => `${good}/child`,
  (good) => `${good}/children/c`,
  (good) => `${good}/providers/Microsoft.Authorization/locks/l`,
];
const ids = fc
  .tuple(scopes, types, names, fc.option(fc.nat(bend.length * 2), { freq: 3 }))
  .map(([scope, type, name, how]) => {
    const good = `${scope}/providers/Microsoft.${type}/${name}`;
    return bend[how ?? -1]?.(good) ?? good;
  });
const keys = fc.constantFrom(
  ...[
    "id",
    "name",
    "subnet",
    "properties",
    "virtualNetworkPeerings",
    "privateEndpointConnections",
    "locks",
    "mode",
  ],
  ...[
    "principalId",
    "customerId",
    "nodeResourceGroup",
    "osProfile",
    "computerName",
    "subnetId",
    "__proto__",
    "scope",
  ],
);
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    { arbitrary: ids, weight: 50 },
    { arbitrary: names, weight: 20 },
    { arbitrary: fc.dictionary(keys, tie("value"), { maxKeys: 3, noNullPrototype: true }), weight: 30 },
    { arbitrary: fc.array(tie("value"), { maxLength: 3 }), weight: 20 },
    { arbitrary: odd, weight: 1 },
  ),
})).value;
const mostly = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary, weight: 60 }, { arbitrary: odd, weight: 1 });
const resources = fc.record(
  {
    id: mostly(ids),
    name: mostly(names),
    type: mostly(types),
    managedBy: mostly(ids),
    scope: mostly(ids),
    identity: values,
    tags: mostly(fc.dictionary(names, values, { maxKeys: 2 })),
    properties: mostly(fc.dictionary(keys, values, { maxKeys: 4, noNullPrototype: true })),
  },
  { requiredKeys: ["id"] },
);
const inventories = fc.record(
  {
    resources: fc.array(resources, { minLength: 1, maxLength: 8 }),
    subscription: fc.constant({ subscriptionId: SUBSCRIPTION }),
    resourceGroups: fc.array(fc.record({ id: mostly(scopes), managedBy: ids }, { requiredKeys: ["id"] })),
    locks: fc.array(fc.record({ id: ids, level: names }), { maxLength: 2 }),
    dependents: fc.array(fc.record({ id: ids, on: mostly(ids), kind: fc.constant("reference") }), {
      maxLength: 2,
    }),
    deployments: fc.array(fc.record({ id: ids, dependencies: fc.array(fc.record({ id: ids })) }), {
      maxLength: 1,
    }),
  },
  { requiredKeys: ["resources", "subscription"] },
);

/** The plan, or the code of the error that says what is wrong; anything else is a crash. */
function planOrCode(input: unknown): Plan | string {
  try {
    return buildPlan(parseInventory(input, "odd").inventory, { takenAt: new Date(0) });
  } catch (error) {
    if (isSundownError(error)) return error.code;
    throw error;
  }
}

function decoded(key: string): string {
  return key.replaceAll(/%[0-9a-f]{2}(?:%[0-9a-f]{2})*/gi, (part) => decodeURIComponent(part));
}

test("whatever an inventory holds, it gives a plan with everything in it, or a coded error", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(inventories, (inventory) => {
      const plan = planOrCode(inventory);
      seen.add(typeof plan === "string" ? plan : "plan");
      if (typeof plan === "string") return;
      const named = new Set([...plan.resources, ...plan.resourceGroups].map((each) => idKey(each.id)));
      const listed = inventory.resources.map((each) => decoded(idKey(String(each.id).trim())).toLowerCase());
      expect(listed.filter((key) => !named.has(key))).toEqual([]);
      expect(parsePlan(JSON.stringify(plan), "plan.json").planDigest).toBe(plan.planDigest);
      const reversed = { ...inventory, resources: inventory.resources.toReversed() };
      expect(planOrCode(reversed)).toEqual(plan);
    }),
    { numRuns: process.env.SUNDOWN_FULL === undefined ? 400 : 10_000, seed: 3 },
  );
  expect([...seen].toSorted()).toEqual([
    "id_malformed",
    "inventory_invalid",
    "plan",
    "resource_contradicted",
  ]);
});

test.each<[string, string]>([
  ["one long word with a dot", `${"a".repeat(200_000)}.`],
  ["a path without end", `a.b/${"c/d/".repeat(50_000)}`],
  ["slashes", "/".repeat(200_000)],
  ["the start of an id again and again", "/subscriptions/".repeat(13_000)],
  ["an id without end", `${id("rg")}/${"p/".repeat(90_000)}`],
  ["labels without end", `${"a.".repeat(99_000)}/x/`],
])("%s is read in no more time than its length asks for", (_name, text) => {
  const began = performance.now();
  const plan = planOrCode({
    resources: [
      { id: id("rg", "Microsoft.Web/sites/shop-4711"), properties: { text } },
      { id: id("rg", "Microsoft.Storage/storageAccounts/st4711") },
    ],
  });
  expect(plan).toMatchObject({ resources: [{}, {}] });
  expect(performance.now() - began).toBeLessThan(5000);
});

import { expect, test } from "vitest";
import { driftFacts } from "../../core/gate/drift-facts.ts";

const role = (id: string) => ({
  role: id,
  name: "Operator",
  change: "trim" as const,
  remove: [],
  remaining: [],
  assignments: [],
  because: "",
});
const lock = (id: string) => ({ id, scope: "/s", level: "CanNotDelete" });
const approved = { planDigest: "a".repeat(64), locks: [lock("/L1")], roles: [role("/R1")], dependents: [] };
const quiet = { unplanned: [], changed: [], gone: [] };

test.each([
  ["the very plan", quiet, approved],
  ["a lock removed, as planned", quiet, { ...approved, planDigest: "b".repeat(64), locks: [] }],
  ["a role trimmed, as planned", quiet, { ...approved, planDigest: "b".repeat(64), roles: [] }],
  ["resources gone", { ...quiet, gone: ["/x"] }, { ...approved, planDigest: "b".repeat(64) }],
  ["ids in another case", quiet, { ...approved, locks: [lock("/l1")] }],
])("%s is no drift", (_name, drift, fresh) => {
  expect(driftFacts(drift, approved, fresh).differences).toEqual([]);
});

test.each([
  ["another plan", quiet, { ...approved, planDigest: "b".repeat(64) }, "digest"],
  ["something new", { ...quiet, unplanned: ["/new"] }, approved, "/new"],
  ["something changed", { ...quiet, changed: [{ id: "/x", what: "its sku" }] }, approved, "its sku"],
  ["a new lock in the middle", { ...quiet, gone: ["/x"] }, { ...approved, locks: [lock("/L2")] }, "/L2"],
  ["a new role in the middle", { ...quiet, gone: ["/x"] }, { ...approved, roles: [role("/R2")] }, "/R2"],
])("%s is drift", (_name, drift, fresh, said) => {
  const { differences } = driftFacts(drift, approved, fresh);
  expect(differences).toHaveLength(1);
  expect(differences[0]).toContain(said);
});

test("another digest says which dependents are new, which are out of sight, and which other parts differ", () => {
  const needs = (id: string) => ({ id, on: "/vnet", kind: "peering", because: "peering" });
  const fresh = { ...approved, planDigest: "b".repeat(64), dependents: [needs("/new"), needs("/SAME")] };
  const before = {
    ...approved,
    dependents: [needs("/same"), needs("/hidden")],
    operations: [{ id: "delete:a" }],
  };
  const after = { ...fresh, operations: [] };
  expect(driftFacts(quiet, before, after).differences).toEqual([
    expect.stringContaining("digest"),
    "In another subscription /new needs /vnet; the plan does not name it.",
    "The plan names /hidden in another subscription, which needs /vnet: it is gone, or this identity may not read there.",
    "The plans differ in: operations.",
  ]);
});

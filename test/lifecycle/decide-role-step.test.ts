import { expect, test } from "vitest";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { decideRoleStep } from "../../core/roles/decide-role-step.ts";
import { planRoleChanges } from "../../core/roles/plan-role-changes.ts";
import { assignmentOf, customRole, DOOMED, doomed, other, third } from "./world.ts";

const OWNER_GUID = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const shared = customRole(1, [doomed, other]);
const only = customRole(2, [doomed]);
const planned = (role: typeof shared, assignments: ReturnType<typeof assignmentOf>[] = []) => {
  const input = {
    subscription: { subscriptionId: DOOMED },
    resources: [],
    roleDefinitions: [role],
    roleAssignments: assignments,
  };
  const [change] = planRoleChanges(parseInventory(input, "x").inventory, DOOMED);
  if (change === undefined) throw new Error("the role does not name the subscription");
  return change;
};
const withScopes = (role: typeof shared, assignableScopes: string[]) => ({
  ...role,
  properties: { ...role.properties, assignableScopes },
});
const facts = { assignments: [], subscription: doomed, own: new Set<string>() };
const inside = assignmentOf(shared, `${doomed}/resourceGroups/a`);

test("what was trimmed or deleted before is done", () => {
  expect(decideRoleStep(planned(shared), { ...facts, role: withScopes(shared, [other]) })).toEqual({
    kind: "done",
  });
  expect(decideRoleStep(planned(only), { ...facts, role: undefined })).toEqual({ kind: "done" });
});

test("what is as planned is changed, with exactly the named assignments", () => {
  const step = decideRoleStep(planned(shared, [inside]), {
    ...facts,
    role: shared,
    assignments: [inside, assignmentOf(shared, other)],
  });
  expect(step).toEqual({ kind: "change", assignments: [inside], remaining: [other] });
});

test.each([
  ["to be deleted, and it stands for others only", planned(only), withScopes(only, [other])],
  ["planned with another subscription's scopes, and gone", { ...planned(only), remove: [other] }, undefined],
  ["planned with another subscription's scopes", { ...planned(shared), remove: [third] }, shared],
])("what never named the subscription is held, not told as done: %s", (_name, change, role) => {
  expect(decideRoleStep(change, { ...facts, role })).toMatchObject({
    kind: "held",
    code: "roles_changed_since_plan",
    message: expect.stringContaining("does not name this subscription"),
  });
});

test.each([
  ["a trimmed role that is gone", planned(shared), { role: undefined }, "roles_changed_since_plan"],
  [
    "other scopes than planned",
    planned(shared),
    { role: withScopes(shared, [doomed, third]) },
    "roles_changed_since_plan",
  ],
  [
    "nothing would remain any more",
    planned(shared),
    { role: withScopes(shared, [doomed]) },
    "roles_changed_since_plan",
  ],
  [
    "an assignment nobody approved",
    planned(shared),
    { role: shared, assignments: [inside] },
    "role_assignment_unplanned",
  ],
  [
    "an assignment that may be one's own",
    planned(shared, [inside]),
    { role: shared, assignments: [inside], own: undefined },
    "role_assignment_own",
  ],
  [
    "a role to delete that is assigned outside by now",
    planned(only),
    { role: only, assignments: [assignmentOf(only, other)] },
    "role_held",
  ],
] as const)("%s is held", (_, change, found, code) => {
  expect(decideRoleStep(change, { ...facts, ...found })).toMatchObject({ kind: "held", code });
});

test("an assignment of Owner stays, even were a plan to name it", () => {
  const owner = {
    ...customRole(3, [doomed, other]),
    id: `/providers/Microsoft.Authorization/roleDefinitions/${OWNER_GUID}`,
  };
  const assignment = assignmentOf(owner, doomed);
  const step = decideRoleStep(planned(owner, [assignment]), {
    ...facts,
    role: owner,
    assignments: [assignment],
  });
  expect(step).toMatchObject({ kind: "held", code: "role_assignment_owner" });
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { planRoleChanges } from "../../core/roles/plan-role-changes.ts";
import { trimScopes } from "../../core/roles/trim-scopes.ts";
import { trimmedDefinition } from "../../core/roles/trimmed-definition.ts";
import { assignmentOf, customRole, DOOMED, doomed, other, third } from "./world.ts";

const plan = (roleDefinitions: unknown[], roleAssignments: unknown[] = []) =>
  planRoleChanges(
    parseInventory(
      { subscription: { subscriptionId: DOOMED }, resources: [], roleDefinitions, roleAssignments },
      "x",
    ).inventory,
    DOOMED,
  );

describe("planned role changes", () => {
  test("trim keeps the other scopes in their order and case, whatever the case of what goes", () => {
    const scopes = [
      "/subscriptions/BBBBBBBB-0000-4000-8000-000000000000",
      doomed.toUpperCase(),
      `${doomed}/resourceGroups/a/`,
      `${doomed}/resourceGroups/a/providers/Microsoft.Web/sites/s`,
      "/providers/Microsoft.Management/managementGroups/mg",
      `${doomed.slice(0, -1)}2`,
    ];
    expect(plan([customRole(1, scopes)])).toMatchObject([
      {
        change: "trim",
        remaining: [scopes[0], scopes[4], scopes[5]],
        remove: [scopes[1], scopes[2], scopes[3]],
      },
    ]);
  });

  test("delete when nothing remains, with the assignments inside named; held when one is outside", () => {
    const role = customRole(2, [`${doomed}/resourceGroups/a`]);
    const inside = assignmentOf(role, `${doomed}/resourceGroups/a`);
    expect(plan([role])).toMatchObject([{ change: "delete", remaining: [], assignments: [] }]);
    expect(plan([role], [inside])).toMatchObject([{ change: "delete", assignments: [inside.id] }]);
    expect(plan([role], [inside, assignmentOf(role, other)])).toMatchObject([
      { change: "held", assignments: [] },
    ]);
  });

  test("an assignment is matched by the role's guid, in whatever scope its id is written", () => {
    const role = customRole(3, [doomed, other]);
    const written = { id: `/providers/Microsoft.Authorization/roleDefinitions/${role.name.toUpperCase()}` };
    const assignment = assignmentOf(written, `${doomed}/resourceGroups/a`);
    expect(plan([role], [assignment, assignmentOf(role, other)])).toMatchObject([
      { assignments: [assignment.id] },
    ]);
  });

  test("roles that do not name it, and built-in ones, are left alone", () => {
    const builtIn = customRole(4, [doomed]);
    builtIn.properties.type = "BuiltInRole";
    expect(plan([customRole(5, [other, third]), customRole(6, [`${doomed}0`]), builtIn])).toEqual([]);
  });

  test("of 2,000 roles in the tenant exactly those that name it, in the same order from any order", () => {
    const all = Array.from({ length: 2000 }, (_, index) =>
      customRole(index, index % 100 === 0 ? [other, doomed] : [other]),
    );
    const changes = plan(all);
    expect(changes).toHaveLength(20);
    expect(plan(all.toReversed())).toEqual(changes);
  });
});

describe("nothing of a role is lost", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 12 });
  const scope = fc.oneof(
    fc.constantFrom(
      doomed,
      doomed.toUpperCase(),
      other,
      third,
      "/providers/Microsoft.Management/managementGroups/mg",
    ),
    text.map((name) => `${doomed}/resourceGroups/${name}`),
  );
  const definition = fc.record({
    id: fc.uuid().map((guid) => `${doomed}/providers/Microsoft.Authorization/roleDefinitions/${guid}`),
    properties: fc
      .record({
        roleName: text,
        type: fc.constant("CustomRole"),
        description: fc.option(text),
        permissions: fc.array(fc.dictionary(text, fc.jsonValue({ maxDepth: 2 })), { maxLength: 3 }),
        assignableScopes: fc.array(scope, { minLength: 1, maxLength: 6 }),
        createdOn: fc.constant("2020-01-01T00:00:00Z"),
      })
      .chain((known) =>
        fc
          .dictionary(
            fc.string({ minLength: 1 }).map((key) => `x${key}`),
            fc.jsonValue(),
          )
          .map((rest) => ({ ...rest, ...known })),
      ),
  });

  test("before and after differ in AssignableScopes alone, on 1,000 random definitions", () => {
    fc.assert(
      fc.property(definition, (role) => {
        const frozen = structuredClone(role);
        const { remaining } = trimScopes(role.properties.assignableScopes, doomed);
        const { properties } = trimmedDefinition(role, remaining);
        const { assignableScopes: _before, createdOn: _stamped, ...before } = role.properties;
        const { assignableScopes, ...after } = properties;
        expect(after).toEqual(before);
        expect(assignableScopes).toEqual(
          role.properties.assignableScopes.filter((entry) => !entry.toLowerCase().startsWith(doomed)),
        );
        expect(role).toEqual(frozen);
      }),
      { numRuns: 1000 },
    );
  });
});

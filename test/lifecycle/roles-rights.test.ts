import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { getRole, putRole } from "../../azure/roles/write-role.ts";
import { trimmedDefinition } from "../../core/roles/trimmed-definition.ts";
import { roles } from "../../steps/roles/roles.ts";
import { assignmentOf, changes, customRole, doomed, lifecycleWorld, other, third, wait } from "./world.ts";

const ME = "5ca1ab1e-0000-4000-8000-00000000abcd";
const TEAM = "5ca1ab1e-0000-4000-8000-00000000aaaa";
const OWNER = {
  id: "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
};
const corp = "/providers/Microsoft.Management/managementGroups/corp";
const full = process.env.SUNDOWN_FULL === "1";

describe("the rights that a role change takes", () => {
  test("A12: a scope that cannot be written is named before anything is called", async () => {
    const world = await lifecycleWorld(
      {
        roleDefinitions: [customRole(1, [doomed, other, third])],
        roleAssignments: [assignmentOf(OWNER, doomed, ME), assignmentOf(OWNER, third, ME)],
      },
      { objectId: ME },
    );

    const result = await roles({ folder: world.folder, wait }, world.context);

    expect(result.held).toMatchObject([{ code: "role_write_not_permitted" }]);
    expect(result.held[0]?.message).toMatch(new RegExp(`lacks it at ${other}\\.$`));
    expect(changes(world.simulator)).toEqual([]);
  });

  test("A11: an assignment of the executing identity's group stays, and its role is held", async () => {
    const role = customRole(2, [doomed, other]);
    const own = assignmentOf(role, `${doomed}/resourceGroups/rg`, TEAM);
    const world = await lifecycleWorld(
      {
        roleDefinitions: [role],
        directoryGroups: [{ id: TEAM, members: [ME] }],
        roleAssignments: [own, assignmentOf(OWNER, doomed, ME), assignmentOf(OWNER, other, ME)],
      },
      { objectId: ME },
    );

    const result = await roles({ folder: world.folder, wait }, world.context);

    expect(result.held).toMatchObject([{ code: "role_assignment_own" }]);
    expect(changes(world.simulator)).toEqual([]);
  });

  test.each([
    ["role_last_administrator", "DELETE", "CannotDeleteLastRbacAdminAssignment"],
    ["role_still_assigned", "PUT", "RoleScopeBeingRemovedContainsAssignments"],
    ["role_scope_disabled", "PUT", "ReadOnlyDisabledSubscription"],
  ])("%s: held with its own code when a %s answers %s", async (code, method, azureCode) => {
    const role = customRole(3, [doomed, other]);
    const world = await lifecycleWorld({
      roleDefinitions: [role],
      roleAssignments: [assignmentOf(role, `${doomed}/resourceGroups/rg`)],
    });
    world.simulator.addFault({ method, path: "Authorization", times: 99, status: 400, code: azureCode });

    const result = await roles({ folder: world.folder, wait: { ...wait, patienceMs: 60 } }, world.context);

    expect(result.held).toMatchObject([{ code, message: expect.stringContaining(azureCode) }]);
  });
});

describe("in a large and tangled tenant", () => {
  test("A3: a role of a management group keeps it, and goes free of what is assigned below the rest", async () => {
    const role = customRole(4, [corp, doomed]);
    const assignment = assignmentOf(role, `${doomed}/resourceGroups/rg`);
    const world = await lifecycleWorld({
      managementGroups: [{ name: "corp", subscriptions: [doomed.slice(15)] }],
      roleDefinitions: [role],
      roleAssignments: [assignment],
    });

    const result = await roles({ folder: world.folder, wait }, world.context);

    expect(result.held).toEqual([]);
    expect(world.simulator.state().roleDefinitions).toEqual([{ id: role.id, assignableScopes: [corp] }]);
    expect(changes(world.simulator).map((line) => line.split(" ").at(0))).toEqual(["PUT", "DELETE", "PUT"]);
    expect(world.simulator.state().roleAssignments).toEqual([]);
  });

  test("of 2,000 roles the three that name it are changed, and no other is read or written by itself", async () => {
    const tenant = Array.from({ length: 2000 }, (_, index) =>
      customRole(1000 + index, index % 700 === 0 ? [other, doomed, third] : [other, third]),
    );
    const world = await lifecycleWorld({ roleDefinitions: tenant });

    const result = await roles({ folder: world.folder, wait }, world.context);

    expect(result.held).toEqual([]);
    expect(result.roles.map(({ name }) => name)).toEqual(["Role 1000", "Role 1700", "Role 2400"]);
    expect(changes(world.simulator)).toHaveLength(3);
    expect(JSON.stringify(world.simulator.state().roleDefinitions)).not.toContain(doomed);
    const single = world.simulator.log().filter(({ path }) => /roleDefinitions\/./i.test(path));
    expect(new Set(single.map(({ path }) => path.split("/").at(-1))).size).toBe(3);
  });

  test(`A2: ${full ? "1,000" : "40"} random definitions come back from Azure with nothing changed but AssignableScopes`, async () => {
    const world = await lifecycleWorld({});
    const actions = fc.array(
      fc.stringMatching(/^Microsoft\.[A-Z][a-z]{2,8}\/[a-zA-Z*]{1,12}\/(read|write|\*)$/),
      { maxLength: 4 },
    );
    const permission = fc.record({
      actions,
      notActions: actions,
      dataActions: actions,
      notDataActions: actions,
      condition: fc.option(fc.string({ unit: "grapheme", maxLength: 40 })),
      conditionVersion: fc.option(fc.constant("2.0")),
    });
    const definition = fc.record({
      guid: fc.uuid(),
      roleName: fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
      description: fc.option(fc.string({ unit: "grapheme", maxLength: 60 })),
      permissions: fc.array(permission, { minLength: 1, maxLength: 3 }),
      unknown: fc.jsonValue({ maxDepth: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(definition, async ({ guid, roleName, ...rest }) => {
        const properties = {
          ...rest,
          roleName: `${roleName} ${guid}`,
          type: "CustomRole",
          assignableScopes: [doomed, other],
        };
        await putRole(world.azure, other, guid, { name: guid, properties });
        const before = await getRole(world.azure, other, guid);
        if (before === undefined) throw new Error("the role is not there");
        await putRole(world.azure, other, guid, trimmedDefinition(before, [other]));
        const after = await getRole(world.azure, other, guid);
        expect(after).toEqual({ ...before, properties: { ...before.properties, assignableScopes: [other] } });
        expect(after?.properties).toMatchObject(
          JSON.parse(JSON.stringify({ ...rest, assignableScopes: [other] })),
        );
      }),
      { numRuns: full ? 1000 : 40 },
    );
  });
});

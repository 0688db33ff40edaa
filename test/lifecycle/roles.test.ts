import { describe, expect, test, vi } from "vitest";
import { readCustomRoles } from "../../azure/roles/read-custom-roles.ts";
import { roles } from "../../steps/roles/roles.ts";
import { readJournal } from "../../steps/status/read-journal.ts";
import {
  assignmentOf,
  changes,
  customRole,
  DOOMED,
  doomed,
  lifecycleWorld,
  NAME,
  other,
  third,
  wait,
} from "./world.ts";

describe("sundown roles", () => {
  test("trims a role shared by three subscriptions, and nothing of it changes but AssignableScopes", async () => {
    const condition = { condition: "@Resource[x] StringEquals 'y'", conditionVersion: "2.0" };
    const shared = customRole(
      1,
      [other, doomed.toUpperCase(), third, `${doomed}/resourceGroups/RG-a`],
      condition,
    );
    const world = await lifecycleWorld({ roleDefinitions: [shared, customRole(2, [other])] });

    const result = await roles({ folder: world.folder, wait }, world.context);

    expect(result.held).toEqual([]);
    expect(result.roles.map(({ outcome }) => outcome)).toEqual(["changed"]);
    const after = (await readCustomRoles(world.azure)).find(({ name }) => name === shared.name);
    expect(after?.properties).toEqual({ ...shared.properties, assignableScopes: [other, third] });
    expect(changes(world.simulator)).toHaveLength(1);
    const message = expect.stringContaining(`${shared.properties.roleName}: trim`);
    expect(world.questions).toMatchObject([{ code: "roles_confirm", typed: NAME, message }]);
  });

  test("deletes a role with only this scope after the assignments the plan names, and only those", async () => {
    const only = customRole(3, [doomed]);
    const elsewhere = customRole(4, [other, doomed]);
    const inTheWay = assignmentOf(only, `${doomed}/resourceGroups/rg`);
    const kept = assignmentOf(elsewhere, other);
    const world = await lifecycleWorld({
      roleDefinitions: [only, elsewhere],
      roleAssignments: [inTheWay, kept],
    });

    const result = await roles({ folder: world.folder, wait }, world.context);

    expect(result.held).toEqual([]);
    const state = world.simulator.state();
    expect(state.roleDefinitions).toEqual([{ id: elsewhere.id, assignableScopes: [other] }]);
    expect(state.roleAssignments).toEqual([kept.id]);
  });

  test("an assignment at a group makes the trim wait for its delete", async () => {
    const role = customRole(5, [doomed, other]);
    const assignment = assignmentOf(role, `${doomed}/resourceGroups/rg`);
    const world = await lifecycleWorld({ roleDefinitions: [role], roleAssignments: [assignment] });

    await roles({ folder: world.folder, wait }, world.context);

    expect(changes(world.simulator).map((line) => line.split(" ").at(0))).toEqual(["PUT", "DELETE", "PUT"]);
    expect(world.simulator.state().roleAssignments).toEqual([]);
  });

  test("a role that is assigned nowhere else and has no other scope, but outside, is held and not touched", async () => {
    const role = customRole(6, [doomed]);
    const world = await lifecycleWorld({
      roleDefinitions: [role],
      roleAssignments: [assignmentOf(role, "/providers/Microsoft.Management/managementGroups/root")],
    });

    const result = await roles({ folder: world.folder, wait }, world.context);

    expect(result.held).toMatchObject([{ target: role.id, code: "role_held" }]);
    expect(changes(world.simulator)).toEqual([]);
  });

  test("the executing identity's own assignment stays, and the role is held", async () => {
    const me = "5ca1ab1e-0000-4000-8000-00000000abcd";
    const role = customRole(7, [doomed, other]);
    const owner = {
      id: `${doomed}/providers/Microsoft.Authorization/roleAssignments/a551f000-0000-4000-8000-00000000ffff`,
      properties: {
        roleDefinitionId:
          "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        principalId: me,
        scope: doomed,
      },
    };
    const ownerElsewhere = {
      ...owner,
      id: owner.id.replace(doomed, other),
      properties: { ...owner.properties, scope: other },
    };
    const own = assignmentOf(role, doomed, me);
    const world = await lifecycleWorld(
      { roleDefinitions: [role], roleAssignments: [owner, ownerElsewhere, own] },
      { objectId: me },
    );

    const result = await roles({ folder: world.folder, wait }, world.context);

    expect(result.held).toMatchObject([{ code: "role_assignment_own" }]);
    expect(world.simulator.state().roleAssignments).toContain(own.id);
  });

  test("a scope the identity may not write is named, and its assignments are still there", async () => {
    const me = "5ca1ab1e-0000-4000-8000-00000000abcd";
    const role = customRole(8, [doomed, other]);
    const assignment = assignmentOf(role, `${doomed}/resourceGroups/rg`);
    const owner = assignmentOf(
      { id: "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635" },
      doomed,
      me,
    );
    const world = await lifecycleWorld(
      { roleDefinitions: [role], roleAssignments: [assignment, owner] },
      { objectId: me },
    );

    const result = await roles({ folder: world.folder, wait }, world.context);

    expect(result.held).toMatchObject([{ code: "role_write_not_permitted" }]);
    expect(world.simulator.state().roleAssignments).toContain(assignment.id);
  });

  test("a role that appeared after the plan is reported, never touched", async () => {
    const world = await lifecycleWorld({ roleDefinitions: [] });
    const late = customRole(9, [doomed]);
    await world.azure.request({ method: "PUT", path: late.id, apiVersion: "2022-04-01", body: late });
    world.simulator.advance(3600);

    const result = await roles({ folder: world.folder, wait }, world.context);

    expect(result.held).toMatchObject([{ target: late.id, code: "roles_changed_since_plan" }]);
    expect(world.simulator.state().roleDefinitions).toHaveLength(1);
  });

  test("a role whose scopes changed since the plan is held", async () => {
    const role = customRole(10, [doomed, other]);
    const world = await lifecycleWorld({ roleDefinitions: [role] });
    const changed = { ...role, properties: { ...role.properties, assignableScopes: [doomed, third] } };
    await world.azure.request({ method: "PUT", path: role.id, apiVersion: "2022-04-01", body: changed });
    world.simulator.advance(3600);

    const result = await roles({ folder: world.folder, wait }, world.context);

    expect(result.held).toMatchObject([{ code: "roles_changed_since_plan" }]);
  });

  test("waits while the list lags and flickers; a repeat finds it done and changes nothing", async () => {
    const role = customRole(11, [doomed, other]);
    const world = await lifecycleWorld({ roleDefinitions: [role] }, { speed: 200 });

    await roles({ folder: world.folder, wait }, world.context);
    const lists = world.simulator
      .log()
      .filter(({ path }) => /^\/providers\/microsoft.authorization\/roledefinitions$/i.test(path));
    expect(lists.length).toBeGreaterThan(6);

    const again = await roles({ folder: world.folder, wait }, world.context);
    expect(again.roles).toMatchObject([{ outcome: "already" }]);
    expect(world.progress).toContainEqual(
      expect.objectContaining({ title: "role Role 11 is already as planned", state: "skipped" }),
    );
    expect(changes(world.simulator)).toHaveLength(1);
  });

  test("when the list never shows it within the patience, that is held, and a repeat ends well", async () => {
    const role = customRole(12, [doomed, other]);
    const world = await lifecycleWorld({ roleDefinitions: [role] }, { speed: 1 });

    const result = await roles(
      { folder: world.folder, wait: { intervalMs: 10, patienceMs: 50 } },
      world.context,
    );
    expect(result.held).toMatchObject([{ code: "role_change_unconfirmed" }]);

    world.simulator.advance(600);
    const again = await roles({ folder: world.folder, wait }, world.context);
    expect(again.held).toEqual([]);
  });

  test("the journal holds the whole definition before and after, and each call's correlation id", async () => {
    const role = customRole(13, [doomed, other]);
    const world = await lifecycleWorld({ roleDefinitions: [role] });

    await roles({ folder: world.folder, wait }, world.context);

    const entries = await readJournal(`${world.folder}/run/journal.jsonl`);
    const intent = entries.find(({ kind }) => kind === "intent");
    expect(intent).toMatchObject({
      step: "roles",
      about: role.id,
      data: {
        act: "trimRole",
        before: { properties: role.properties },
        after: { properties: { assignableScopes: [other] } },
      },
    });
    expect(entries.find(({ kind }) => kind === "answer")?.data).toMatchObject({
      status: 201,
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(entries.at(-1)).toMatchObject({ kind: "note", data: { verified: [role.name] } });
  });

  test("a no changes nothing", async () => {
    const world = await lifecycleWorld({ roleDefinitions: [customRole(14, [doomed])] });
    world.answers.yes = false;

    await expect(roles({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "declined",
    });
    expect(changes(world.simulator)).toEqual([]);
  });

  test("without a pull request it takes a policy that allows it", async () => {
    const world = await lifecycleWorld(
      { roleDefinitions: [customRole(15, [doomed])] },
      { policy: "approvals: 1\n" },
    );

    await expect(roles({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "approval_needed",
    });
    expect(changes(world.simulator)).toEqual([]);
    expect(DOOMED).toBe(world.plan.subscription.id);
  });

  test("a refusal by Azure of another kind is held with its message, and stands in the journal", async () => {
    const world = await lifecycleWorld({ roleDefinitions: [customRole(16, [doomed, other])] });
    world.simulator.addFault({
      method: "PUT",
      path: "roleDefinitions",
      status: 400,
      code: "InvalidRole",
      message: "no",
    });

    const result = await roles({ folder: world.folder, wait }, world.context);

    expect(result.held).toMatchObject([
      { code: "role_change_refused", message: expect.stringContaining("400 InvalidRole no") },
    ]);
    const entries = await readJournal(`${world.folder}/run/journal.jsonl`);
    expect(entries.at(-1)).toMatchObject({
      kind: "answer",
      data: { error: "role_change_refused", azureCode: "InvalidRole" },
    });
  });

  test("a second run on the same subscription is kept out while the first one is at it", async () => {
    const world = await lifecycleWorld(
      { roleDefinitions: [customRole(17, [doomed, other])] },
      { speed: 200 },
    );
    const first = roles({ folder: world.folder, wait }, world.context);
    await vi.waitFor(() => expect(world.progress.length).toBeGreaterThan(0));

    await expect(roles({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "run_locked",
    });
    expect((await first).held).toEqual([]);
  });
});

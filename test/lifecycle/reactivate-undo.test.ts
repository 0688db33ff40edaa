import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { getRole, putRole } from "../../azure/roles/write-role.ts";
import { undoPlan } from "../../core/evidence/undo-plan.ts";
import { roleGuid } from "../../core/roles/role-ids.ts";
import { trimmedDefinition } from "../../core/roles/trimmed-definition.ts";
import { cancel } from "../../steps/cancel/cancel.ts";
import { reactivate } from "../../steps/reactivate/reactivate.ts";
import { roles } from "../../steps/roles/roles.ts";
import { stop } from "../../steps/stop/stop.ts";
import {
  assignmentOf,
  changes,
  customRole,
  DOOMED,
  doomed,
  type LifecycleWorld,
  lifecycleWorld,
  other,
  setManifest,
  wait,
} from "./world.ts";

const shared = customRole(1, [doomed, other], { condition: "@Resource[x]", conditionVersion: "2.0" });
const own = customRole(2, [doomed]);
const estate = {
  roleDefinitions: [shared, own],
  roleAssignments: [assignmentOf(shared, doomed), assignmentOf(own, doomed)],
};

async function cancelled(more: Parameters<typeof lifecycleWorld>[0] = {}): Promise<LifecycleWorld> {
  const world = await lifecycleWorld({ ...estate, ...more });
  await roles({ folder: world.folder, wait }, world.context);
  await cancel({ folder: world.folder, wait }, world.context);
  return world;
}

const scopesOf = (world: LifecycleWorld, role: { readonly id: string }) =>
  world.simulator.state().roleDefinitions.find(({ id }) => roleGuid(id) === roleGuid(role.id))
    ?.assignableScopes;

describe("sundown reactivate brings back", () => {
  test("trimmed and deleted roles as they were, with their assignments; a second run finds nothing to do", async () => {
    const world = await cancelled();
    const before = (await lifecycleWorld(estate)).simulator.state();
    expect(scopesOf(world, shared)).toEqual([other]);
    expect(scopesOf(world, own)).toBeUndefined();

    const unwanted = await reactivate({ folder: world.folder, wait, undo: [] }, world.context);
    expect(unwanted).toMatchObject({ outcome: "enabled", undone: [], canUndo: ["roles"] });
    expect(scopesOf(world, shared)).toEqual([other]);
    const result = await reactivate({ folder: world.folder, wait }, world.context);

    expect(result).toMatchObject({ outcome: "already", held: [], canUndo: [], cannotUndo: [] });
    expect(result.undone.map(({ outcome }) => outcome)).toEqual([
      "restored",
      "restored",
      "restored",
      "restored",
    ]);
    expect(world.questions.map(({ code }) => code)).toContain("reactivate_undo_roles");
    const whole = await getRole(world.azure, doomed, roleGuid(shared.id));
    expect(whole).toMatchObject({ properties: shared.properties });
    expect(scopesOf(world, own)).toEqual([doomed]);
    const assignments = (state: typeof before) =>
      state.roleAssignments.map((id) => id.toLowerCase()).toSorted();
    expect(assignments(world.simulator.state())).toEqual(assignments(before));

    const calls = changes(world.simulator).length;
    const again = await reactivate({ folder: world.folder, wait, undo: ["roles"] }, world.context);
    expect(again).toMatchObject({ outcome: "already", undone: [] });
    expect(changes(world.simulator)).toHaveLength(calls);
  });

  test("no role that was changed since: it is held, and the others go on", async () => {
    const world = await cancelled();
    const now = await getRole(world.azure, other, roleGuid(shared.id));
    if (now === undefined) throw new Error("gone");
    const body = trimmedDefinition({ ...now, properties: { ...now.properties, description: "changed" } }, [
      other,
    ]);
    await putRole(world.azure, other, roleGuid(shared.id), body);

    const result = await reactivate({ folder: world.folder, wait, undo: ["roles"] }, world.context);

    expect(result.held).toMatchObject([{ target: shared.id, code: "role_changed_since" }]);
    expect(result.undone.filter(({ outcome }) => outcome === "restored")).toHaveLength(3);
    expect(scopesOf(world, shared)).toEqual([other]);
    expect(result.canUndo).toEqual(["roles"]);
  });

  test("with the runner's evidence what an Action's run changed", async () => {
    const world = await cancelled();
    const evidence = join(world.folder, "from-the-runner.json");
    await writeFile(evidence, await readFile(join(world.folder, "run", "evidence.json")));
    await rename(join(world.folder, "run"), join(world.folder, "elsewhere"));

    const without = await reactivate({ folder: world.folder, wait }, world.context);
    expect(without).toMatchObject({ outcome: "enabled", canUndo: [], undone: [] });
    const result = await reactivate({ folder: world.folder, wait, evidence, undo: ["roles"] }, world.context);
    expect(result.undone).toHaveLength(4);
    expect(scopesOf(world, shared)).toEqual([doomed, other]);
  });

  test("what was deleted is named as what nothing brings back", () => {
    const data = {
      outcome: "done",
      action: "deleteGroup",
      target: `${doomed}/resourceGroups/rg`,
      acted: true,
    };
    const done = { ...data, startedAt: "", polls: 0, correlationIds: [], provenAt: "" };
    const entry = { at: "", step: "destroy", kind: "note", about: "x", before: "", data: done } as const;
    expect(undoPlan([entry]).cannot).toEqual([expect.stringMatching(/^1 resource or group .*backups/)]);
    expect(undoPlan([{ ...entry, data: { ...done, acted: false } }]).cannot).toEqual([]);
  });

  test("the management group it was in", async () => {
    const name = (group: string) => `/providers/Microsoft.Management/managementGroups/${group}`;
    const world = await lifecycleWorld({
      managementGroups: [{ name: "shops", subscriptions: [DOOMED] }, { name: "decommissioned" }],
    });
    await setManifest(world, { managementGroup: "decommissioned" });
    await cancel({ folder: world.folder, wait }, world.context);
    const holder = () => world.simulator.state().subscriptions[0]?.managementGroup;
    expect(holder()).toBe("decommissioned");

    const result = await reactivate({ folder: world.folder, wait }, world.context);

    expect(result.undone).toEqual([{ target: name("shops"), outcome: "restored" }]);
    expect(holder()).toBe("shops");
    expect((await reactivate({ folder: world.folder, wait }, world.context)).undone).toEqual([]);
  });

  test("services that were stopped, also where it was never cancelled", async () => {
    const group = `${doomed}/resourceGroups/rg`;
    const machine = `${group}/providers/Microsoft.Compute/virtualMachines/vm`;
    const world = await lifecycleWorld({
      resourceGroups: [{ id: group, name: "rg", location: "westeurope" }],
      resources: [{ id: machine, location: "westeurope", properties: {} }],
    });
    await stop({ folder: world.folder }, world.context);
    world.answers.yes = false;
    const asked = await reactivate({ folder: world.folder, wait }, world.context);
    expect(asked).toMatchObject({ outcome: "already", undone: [], canUndo: ["services"] });

    const result = await reactivate({ folder: world.folder, wait, undo: ["services"] }, world.context);
    expect(result).toMatchObject({ undone: [{ target: machine, outcome: "restored" }], canUndo: [] });
  });
});

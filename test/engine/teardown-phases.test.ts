import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Estate } from "../../simulator/estate.ts";
import { destroy } from "../../steps/destroy/destroy.ts";
import { groupId, officeEstate, resourceId } from "./office-estate.ts";
import { callsAsOperations, changingCalls, teardownScene } from "./teardown-scene.ts";

const vault = resourceId("archive", "Microsoft.KeyVault/vaults", "office-keys");

/** An office with a key vault, which stays soft-deleted until it is purged or expires. */
function officeWithKeys(): Estate {
  const office = officeEstate(1);
  const keyVault = {
    id: vault,
    name: "office-keys",
    type: "Microsoft.KeyVault/vaults",
    location: "westeurope",
    properties: { enableSoftDelete: true },
  };
  return { ...office, resources: [...office.resources, keyVault] };
}

test("what is left to expire is not purged, and nothing waits for it", async () => {
  const scene = await teardownScene(officeWithKeys());
  const path = join(scene.folder, "decommission.yaml");
  const manifest = await readFile(path, "utf8");
  const expiring = manifest
    .replace(`purges:\n  - ${vault}\n`, "purges: []\n")
    .replace("acknowledge:\n", `acknowledge:\n  - expires:${vault}\n`);
  expect(expiring).not.toBe(manifest);
  await writeFile(path, expiring);
  const result = await destroy({ folder: scene.folder }, scene.context);
  expect(result).toMatchObject({ held: [], pending: [] });
  expect(result.done.map(({ action }) => action)).not.toContain("purge");
  expect(changingCalls(scene.simulator).filter(({ path: called }) => called.endsWith("/purge"))).toEqual([]);
  expect(scene.simulator.state().deletedResources).toHaveLength(1);
});

test("the outer phases do their part around a teardown by somebody else, and wait for it", async () => {
  const scene = await teardownScene(officeWithKeys());
  const { simulator, plan, folder, context } = scene;

  const early = await destroy({ folder, phase: "after" }, context);
  expect(early.held.map(({ id, code }) => [id, code])).toEqual([
    ["purge:archive/vaults/office-keys", "operation_waiting"],
  ]);
  expect(changingCalls(simulator)).toEqual([]);

  const before = await destroy({ folder, phase: "before" }, context);
  expect(before).toMatchObject({ phase: "before", held: [] });
  expect(callsAsOperations(plan, changingCalls(simulator))).toEqual(["unlock:archive/locks/keep"]);

  const connection = await context.azure();
  for (const group of ["archive", "desk-1", "office-net"]) {
    await connection.request({ method: "DELETE", path: groupId(group), apiVersion: "2025-04-01" });
    simulator.advance(3600);
  }
  simulator.clearLog();
  const after = await destroy({ folder, phase: "after" }, context);
  expect(after).toMatchObject({ phase: "after", held: [] });
  expect(changingCalls(simulator).map(({ method, path }) => [method, path.endsWith("/purge")])).toEqual([
    ["POST", true],
  ]);
  expect(simulator.state().deletedResources).toEqual([]);
});

test("a declined confirmation changes nothing", async () => {
  const scene = await teardownScene(officeEstate(1));
  const { host } = scene.context;
  const context = {
    ...scene.context,
    // Everything but the last group is confirmed.
    host: { ...host, ask: async ({ typed }: { typed?: string }) => typed !== "office-net" },
  };
  await expect(destroy({ folder: scene.folder }, context)).rejects.toMatchObject({
    code: "declined",
    exitCode: 3,
  });
  expect(changingCalls(scene.simulator)).toEqual([]);
});

test("without a pull request and without a policy that allows it nothing begins", async () => {
  const scene = await teardownScene(officeEstate(1));
  await rm(join(scene.directory, ".github"), { recursive: true });
  await expect(destroy({ folder: scene.folder }, scene.context)).rejects.toMatchObject({
    code: "approval_needed",
  });
  expect(scene.simulator.log()).toEqual([]);
});

test("a plan with an action nobody knows is not begun", async () => {
  const scene = await teardownScene(officeEstate(1), {
    changePlan(plan) {
      const operations = plan.operations.map((operation) =>
        operation.action === "unlock" ? { ...operation, action: "teleport" } : operation,
      );
      return { ...plan, operations };
    },
  });
  await expect(destroy({ folder: scene.folder }, scene.context)).rejects.toMatchObject({
    code: "operation_unknown_action",
    exitCode: 2,
  });
  expect(changingCalls(scene.simulator)).toEqual([]);
});

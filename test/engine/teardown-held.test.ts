import { expect, test } from "vitest";
import { connect } from "../../azure/connect.ts";
import { destroy } from "../../steps/destroy/destroy.ts";
import { groupId, officeEstate, resourceId } from "./office-estate.ts";
import { callsAsOperations, changingCalls, teardownScene } from "./teardown-scene.ts";

test("a lock that came after the plan holds its group and what waits for it; the rest goes", async () => {
  const scene = await teardownScene(officeEstate());
  const connection = await connect(scene.simulator.environment());
  await connection.request({
    method: "PUT",
    path: `${groupId("desk-2")}/providers/Microsoft.Authorization/locks/new`,
    apiVersion: "2020-05-01",
    body: { properties: { level: "CanNotDelete" } },
  });
  scene.simulator.clearLog();
  const result = await destroy({ folder: scene.folder }, scene.context);

  expect(result.held.map(({ id, code, waitsFor }) => ({ id, code, waitsFor }))).toEqual([
    { id: "deleteGroup:desk-2", code: "operation_locked", waitsFor: undefined },
    { id: "deleteGroup:office-net", code: "operation_waiting", waitsFor: ["deleteGroup:desk-2"] },
  ]);
  expect(result.held.every(({ remedy }) => remedy.length > 0)).toBe(true);
  const state = scene.simulator.state();
  expect(state.resourceGroups.map(({ id }) => id).toSorted()).toEqual([
    groupId("desk-2"),
    groupId("office-net"),
  ]);
  expect(state.locks).toEqual([`${groupId("desk-2")}/providers/Microsoft.Authorization/locks/new`]);
});

test("a resource that came after the plan holds its group, and no call touches it", async () => {
  const scene = await teardownScene(officeEstate());
  const connection = await connect(scene.simulator.environment());
  const newcomer = resourceId("desk-1", "Microsoft.Network/publicIPAddresses", "somebody-elses");
  await connection.request({
    method: "PUT",
    path: newcomer,
    apiVersion: "2024-05-01",
    body: { location: "westeurope", properties: {} },
  });
  scene.simulator.advance(60);
  scene.simulator.clearLog();
  const result = await destroy({ folder: scene.folder }, scene.context);

  expect(result.unplanned).toEqual([newcomer]);
  expect(result.held.map(({ id, code }) => [id, code])).toEqual([
    ["deleteGroup:desk-1", "operation_unplanned"],
    ["deleteGroup:office-net", "operation_waiting"],
  ]);
  expect(scene.simulator.state().resources).toContain(newcomer);
  expect(callsAsOperations(scene.plan, changingCalls(scene.simulator))).not.toContain("deleteGroup:desk-1");
});

test("a resource that appears during the teardown is seen before its group would go", async () => {
  const scene = await teardownScene(officeEstate());
  const connection = await connect(scene.simulator.environment());
  const newcomer = resourceId("office-net", "Microsoft.Network/publicIPAddresses", "late");
  const { host } = scene.context;
  const context = {
    ...scene.context,
    host: {
      ...host,
      progress(progress: Parameters<typeof host.progress>[0]) {
        // The network's group waits for all desks, so this is before its turn.
        if (progress.task !== "deleteGroup:archive" || progress.state !== "running") return;
        void connection.request({
          method: "PUT",
          path: newcomer,
          apiVersion: "2024-05-01",
          body: { location: "westeurope", properties: {} },
        });
      },
    },
  };
  const result = await destroy({ folder: scene.folder }, context);

  expect(result.unplanned).toEqual([]);
  expect(result.held.map(({ id, code, named }) => [id, code, named])).toEqual([
    ["deleteGroup:office-net", "operation_unplanned", [newcomer]],
  ]);
  expect(scene.simulator.state().resources).toContain(newcomer);
});

import { expect, test, vi } from "vitest";
import type { ArmRequest } from "../../azure/connection.ts";
import { changeOfHands, ownershipMark } from "../../core/plan/ownership-mark.ts";
import { destroy } from "../../steps/destroy/destroy.ts";
import type { StepContext } from "../../steps/step-context.ts";
import { inVirtualTime } from "../support/virtual-time.ts";
import { groupId, officeEstate, resourceId } from "./office-estate.ts";
import { callsAsOperations, changingCalls, type Scene, teardownScene } from "./teardown-scene.ts";

vi.mock("node:timers/promises", async (original) => {
  const { sleepOnTimers } = await import("../support/virtual-time.ts");
  return { ...(await original<object>()), setTimeout: sleepOnTimers };
});

const virtually = (name: string, work: () => Promise<void>): void =>
  test(name, async () => inVirtualTime(work));

const network = resourceId("office-net", "Microsoft.Network/virtualNetworks", "office");
const nic = resourceId("desk-1", "Microsoft.Network/networkInterfaces", "nic-1");
const apiVersion = "2024-05-01";

/** What somebody else does once the locked group's turn has come, which is before the network's. */
function whileRunning(scene: Scene, acts: readonly ArmRequest[]): StepContext {
  const { host } = scene.context;
  return {
    ...scene.context,
    host: {
      ...host,
      progress(progress: Parameters<typeof host.progress>[0]) {
        host.progress(progress);
        if (progress.task !== "unlock:archive/locks/keep" || progress.state !== "running") return;
        void (async () => {
          const connection = await scene.context.azure();
          for (const act of acts) await connection.request(act);
        })();
      },
    },
  };
}

const tagged: ArmRequest = { method: "PATCH", path: network, apiVersion, body: { tags: { owner: "sales" } } };

virtually(
  "what changes hands during the teardown is held for a new approval, in every later run too",
  async () => {
    const scene = await teardownScene(officeEstate(2));
    const first = await destroy({ folder: scene.folder }, whileRunning(scene, [tagged]));
    const wanted = [["deleteGroup:office-net", "operation_changed_hands", [network]]];
    expect(first.held.map(({ id, code, named }) => [id, code, named])).toEqual(wanted);
    const second = await destroy({ folder: scene.folder }, scene.context);
    expect(second.held.map(({ id, code, named }) => [id, code, named])).toEqual(wanted);
    expect(scene.simulator.state().resources).toEqual([network]);
    const calls = callsAsOperations(
      scene.plan,
      changingCalls(scene.simulator).filter(({ method }) => method === "DELETE"),
    );
    expect(calls).not.toContain("deleteGroup:office-net");
  },
);

virtually(
  "what is deleted and made again by somebody during the teardown is held for a new approval",
  async () => {
    const scene = await teardownScene(officeEstate(1));
    const first = await destroy({ folder: scene.folder }, whileRunning(scene, [tagged]));
    expect(first.held.map(({ code }) => code)).toEqual(["operation_changed_hands"]);
    const connection = await scene.context.azure();
    await connection.request({ method: "DELETE", path: network, apiVersion });
    scene.simulator.advance(600);
    const again = { location: "westeurope", properties: {} };
    await connection.request({ method: "PUT", path: network, apiVersion, body: again });
    scene.simulator.advance(60);
    const second = await destroy({ folder: scene.folder }, scene.context);
    expect(second.held.map(({ id, code }) => [id, code])).toEqual([
      ["deleteGroup:office-net", "operation_recreated"],
    ]);
    expect(scene.simulator.state().resources).toEqual([network]);
  },
);

virtually("a group that was deleted and is there again stays", async () => {
  const scene = await teardownScene(officeEstate(1));
  await destroy({ folder: scene.folder }, scene.context);
  const connection = await scene.context.azure();
  const path = nic.slice(0, nic.indexOf("/providers/"));
  await connection.request({ method: "PUT", path, apiVersion, body: { location: "westeurope" } });
  scene.simulator.advance(60);
  scene.simulator.clearLog();
  const second = await destroy({ folder: scene.folder }, scene.context);
  expect(second.held.map(({ id, code }) => [id, code])).toEqual([
    ["deleteGroup:desk-1", "operation_recreated"],
  ]);
  expect(changingCalls(scene.simulator)).toEqual([]);
});

virtually("what was changed between the plan and the first call is held; the rest goes", async () => {
  const scene = await teardownScene(officeEstate(2));
  const connection = await scene.context.azure();
  const body = { properties: { enableAcceleratedNetworking: true } };
  await connection.request({ method: "PATCH", path: nic, apiVersion, body });
  scene.simulator.advance(60);
  scene.simulator.clearLog();
  const result = await destroy({ folder: scene.folder }, scene.context);
  expect(result.held.map(({ id, code }) => [id, code])).toEqual([
    ["deleteGroup:desk-1", "operation_changed"],
    ["deleteGroup:office-net", "operation_waiting"],
  ]);
  expect(scene.simulator.state().resources).toContain(nic);
  expect(scene.told.notices).toContainEqual(expect.objectContaining({ code: "destroy_changed", place: nic }));
});

test("a disk that loses its machine, Azure's own tags and another case are no change of hands", () => {
  const disk = {
    createdTime: "2026-01-01T00:00:00.000Z",
    managedBy: "/subscriptions/s/vm",
    identity: { type: "UserAssigned", userAssignedIdentities: { "/subscriptions/S/id": {} } },
    tags: { owner: "ops" },
  };
  const before = ownershipMark(disk);
  const identity = { type: "UserAssigned", userAssignedIdentities: { "/subscriptions/s/ID": {} } };
  const loose = { ...disk, managedBy: undefined, identity, tags: { owner: "ops", "hidden-link": "x" } };
  expect(changeOfHands(before, ownershipMark(loose))).toBeUndefined();
  for (const other of [
    { ...disk, managedBy: "/subscriptions/s/other" },
    { ...disk, tags: { owner: "sales" } },
    { ...disk, identity: { type: "SystemAssigned", principalId: "p" } },
  ])
    expect(changeOfHands(before, ownershipMark(other))).toBe("changedHands");
  const again = { ...disk, createdTime: "2026-02-01T00:00:00.000Z" };
  expect(changeOfHands(before, ownershipMark(again))).toBe("recreated");
});

virtually(
  "who uses what is to go and came after the plan is named, and holds it for a new approval",
  async () => {
    const scene = await teardownScene(officeEstate(1));
    const connection = await scene.context.azure();
    const group = groupId("elsewhere");
    const newcomer = resourceId("elsewhere", "Microsoft.Network/networkInterfaces", "guest");
    const subnet = { id: `${network}/subnets/desks` };
    const properties = { ipConfigurations: [{ name: "ip", properties: { subnet } }] };
    await connection.request({ method: "PUT", path: group, apiVersion, body: { location: "westeurope" } });
    await connection.request({
      method: "PUT",
      path: newcomer,
      apiVersion,
      body: { location: "westeurope", properties },
    });
    scene.simulator.advance(60);
    const result = await destroy({ folder: scene.folder }, scene.context);
    expect(result.unplanned.toSorted()).toEqual([group, newcomer]);
    expect(result.held).toMatchObject([
      {
        id: "deleteGroup:office-net",
        code: "operation_unplanned",
        azureCode: "ResourceGroupDeletionBlocked",
        named: [expect.stringContaining(newcomer)],
      },
    ]);
    expect(scene.simulator.state().resources).toEqual(expect.arrayContaining([newcomer, network]));
  },
);

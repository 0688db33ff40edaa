import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Estate } from "../../simulator/estate.ts";
import { type StopOptions, stop } from "../../steps/stop/stop.ts";
import {
  contextOf,
  type PreparedFolder,
  type PreparedWorld,
  prepareWorld,
  type World,
} from "../support/backup-world.ts";

const GROUP = "/subscriptions/00000000-0000-4000-8000-000000000051/resourceGroups/rg-run/providers";
const machine = (name: string, properties = {}) => ({
  id: `${GROUP}/Microsoft.Compute/virtualMachines/${name}`,
  location: "westeurope",
  properties,
});
const estate: Estate = {
  subscription: {
    subscriptionId: "00000000-0000-4000-8000-000000000051",
    displayName: "Run",
    state: "Enabled",
  },
  resources: [
    machine("vm-a"),
    machine("vm-b"),
    machine("vm-off", { simulatorPowerState: "deallocated" }),
    { id: `${GROUP}/Microsoft.Databricks/workspaces/lake`, location: "westeurope", properties: {} },
    { id: `${GROUP}/Microsoft.Network/virtualNetworks/vnet`, location: "westeurope", properties: {} },
  ],
};

let world: World;
let folder: PreparedFolder;
let close: PreparedWorld["close"];
beforeEach(async () => {
  ({ world, folder, close } = await prepareWorld(estate));
});
afterEach(() => close());

const wait = { everyMs: 20, times: 100 };
const run = (options: Partial<StopOptions> = {}) => {
  const { context, told } = contextOf(world);
  return { told, result: stop({ folder: folder.path, wait, ...options }, context) };
};
const idOf = (name: string): string => `${GROUP}/Microsoft.Compute/virtualMachines/${name}`;
async function powerOf(name: string): Promise<string> {
  const { body } = await world.connection.request({
    method: "GET",
    path: `${idOf(name)}/instanceView`,
    apiVersion: "2024-07-01",
  });
  return JSON.stringify(body).match(/PowerState\/(\w+)/)?.[1] ?? "";
}
const calls = (verb: string): string[] =>
  world.simulator
    .log()
    .flatMap(({ method, path }) => (method === "POST" && path.endsWith(`/${verb}`) ? [path] : []));

describe("stop", () => {
  test("names nothing to stop by hand that is gone", async () => {
    const path = `${GROUP}/Microsoft.Databricks/workspaces/lake`;
    await world.connection.request({ method: "DELETE", path, apiVersion: "2024-05-01" });
    world.simulator.advance(3600);
    expect(world.simulator.state().resources).not.toContain(path);
    const { told, result } = run();
    expect((await result).notHandled).toEqual([]);
    expect(told.notices).toEqual([]);
  });

  test("deallocates what runs, remembers it, and names what it cannot stop", async () => {
    const { told, result } = run();
    const done = await result;
    expect(done.changed.map(({ id }) => id).toSorted()).toEqual([idOf("vm-a"), idOf("vm-b")]);
    expect(done.left).toEqual([{ id: idOf("vm-off"), was: "deallocated" }]);
    expect(done.notHandled.map(({ type }) => type)).toEqual(["Microsoft.Databricks/workspaces"]);
    expect(done).toMatchObject({ held: [], quietSince: "2026-11-24T12:00:00.000Z" });
    expect(await powerOf("vm-a")).toBe("deallocated");
    expect(told.questions.map(({ code }) => code)).toEqual(["stop_confirm"]);
    expect(told.notices.map(({ code }) => code)).toEqual(["stop_not_handled"]);
    const journal = await readFile(join(folder.path, "run", "journal.jsonl"), "utf8");
    expect(journal.match(/"kind":"(intent|answer)"/g)).toHaveLength(4);
  });

  test("undo starts what was running and nothing else", async () => {
    await run().result;
    const { told, result } = run({ undo: true });
    expect((await result).changed.map(({ id }) => id).toSorted()).toEqual([idOf("vm-a"), idOf("vm-b")]);
    expect([await powerOf("vm-a"), await powerOf("vm-b"), await powerOf("vm-off")]).toEqual([
      "running",
      "running",
      "deallocated",
    ]);
    expect(told.questions.map(({ code }) => code)).toEqual(["stop_undo_confirm"]);
    await expect(run({ undo: true }).result).rejects.toMatchObject({ code: "nothing_to_undo" });
  });

  test("a no stops nothing", async () => {
    const { told, result } = run();
    told.answer = false;
    await expect(result).rejects.toMatchObject({ code: "declined", exitCode: 3 });
    expect(calls("deallocate")).toEqual([]);
  });

  test("a second run does nothing more and forgets nothing", async () => {
    await run().result;
    const { told, result } = run();
    expect((await result).changed).toEqual([]);
    expect(told.questions).toEqual([]);
    expect(calls("deallocate")).toHaveLength(2);
    expect((await run({ undo: true }).result).changed).toHaveLength(2);
  });

  test("a machine that Azure will not stop is held, the other one is stopped", async () => {
    world.simulator.addFault({
      method: "POST",
      path: "vm-a/deallocate",
      status: 409,
      code: "OperationNotAllowed",
      message: "not now",
    });
    const done = await run().result;
    expect(done.changed.map(({ id }) => id)).toEqual([idOf("vm-b")]);
    expect(done.held).toMatchObject([
      { target: idOf("vm-a"), code: "stop_failed", because: expect.stringContaining("OperationNotAllowed") },
    ]);
  });

  test("what a run stopped before it lost its connection is not forgotten", async () => {
    world.simulator.addFault({ method: "POST", path: "vm-a/deallocate", drop: "after" });
    expect(await run().result).toMatchObject({
      changed: [{ id: idOf("vm-b") }],
      held: [{ target: idOf("vm-a"), code: "stop_failed" }],
    });
    world.simulator.advance(600);
    const again = await run().result;
    expect(again.left.map(({ id }) => id)).toContain(idOf("vm-a"));
    expect((await run({ undo: true }).result).changed.map(({ id }) => id).toSorted()).toEqual([
      idOf("vm-a"),
      idOf("vm-b"),
    ]);
  });

  test("a machine that another run left half-way is waited for, not stopped again", async () => {
    // The answer is lost, and so is the look at the state that follows.
    world.simulator.addFault({ method: "POST", path: "vm-a/deallocate", drop: "after" });
    await run().result;
    const again = await run().result;
    expect(again.held).toEqual([]);
    expect(again.quietSince).toBe("2026-11-24T12:00:00.000Z");
    expect(calls("deallocate").filter((path) => path.includes("vm-a"))).toHaveLength(1);
    const record = JSON.parse(await readFile(join(folder.path, "run", "stopped.json"), "utf8"));
    expect(record).toMatchObject({ version: 2, services: [{ stoppedAt: expect.any(String) }, {}] });
  });

  test("a record of an earlier version is still undone", async () => {
    const machines = [{ id: idOf("vm-off"), was: "running", stoppedAt: "2026-11-20T12:00:00.000Z" }];
    await writeFile(join(folder.path, "run", "stopped.json"), JSON.stringify({ version: 1, machines }));
    expect((await run({ undo: true }).result).changed).toEqual([{ id: idOf("vm-off"), was: "deallocated" }]);
  });

  test("a record that cannot be understood is refused, not written over", async () => {
    await writeFile(join(folder.path, "run", "stopped.json"), "{}");
    await expect(run().result).rejects.toMatchObject({ code: "stop_record_invalid", exitCode: 2 });
    expect(await readFile(join(folder.path, "run", "stopped.json"), "utf8")).toBe("{}");
  });
});

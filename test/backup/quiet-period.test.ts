import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { renderStatus } from "../../cli/render/status.ts";
import { requireQuiet } from "../../steps/approval/quiet-period.ts";
import { decommissionFolder } from "../../steps/decommission-folder.ts";
import { destroy } from "../../steps/destroy/destroy.ts";
import { status } from "../../steps/status/status.ts";
import { stop } from "../../steps/stop/stop.ts";
import { doomed, type LifecycleWorld, lifecycleWorld, setManifest } from "../lifecycle/world.ts";

const GROUP = `${doomed}/resourceGroups/rg`;
const SHOP = `${GROUP}/providers/Microsoft.Web/sites/shop`;
const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/vault`;
const SINCE = "2026-11-01T12:00:00.000Z";
const DAY = 24 * 60 * 60 * 1000;
const app = (id: string, simulatorMetrics: object) => ({
  id,
  location: "westeurope",
  properties: { simulatorMetrics },
});
const shop = app(SHOP, {
  Requests: [
    { at: "2026-11-01T11:00:00Z", number: 900 },
    { at: "2026-11-02T08:00:00Z", number: 40 },
    { at: "2026-11-03T09:00:00Z", number: 2 },
  ],
});

let world: LifecycleWorld;
beforeEach(async () => {
  world = await lifecycleWorld(
    {
      resourceGroups: [{ id: GROUP, name: "rg", location: "westeurope" }],
      resources: [shop, app(VAULT, {})],
    },
    { policy: "allowLocal: true\nquietPeriod: 7\n" },
  );
  await setManifest(world, { quietPeriod: 7 });
});
const later = (days: number): void => {
  world.clock.now = new Date(Date.parse(SINCE) + days * DAY);
};
const deletes = () => world.simulator.log().filter(({ method }) => method === "DELETE");

describe("the quiet period", () => {
  test("counts from the stop: nothing goes before it has begun, nor before it is over", async () => {
    await expect(destroy({ folder: world.folder }, world.context)).rejects.toMatchObject({
      code: "quiet_period_running",
      message: expect.stringContaining("has not begun"),
    });
    expect((await stop({ folder: world.folder }, world.context)).quietSince).toBe(SINCE);
    later(6.9);
    await expect(destroy({ folder: world.folder }, world.context)).rejects.toMatchObject({
      code: "quiet_period_running",
      message: expect.stringContaining("2026-11-08T12:00:00.000Z"),
      exitCode: 3,
    });
    expect(deletes()).toEqual([]);
    later(7);
    expect(await destroy({ folder: world.folder }, world.context)).toMatchObject({ interrupted: false });
    expect(deletes()).not.toEqual([]);
  });

  test("begins anew when something was started in between", async () => {
    await stop({ folder: world.folder }, world.context);
    later(3);
    await stop({ folder: world.folder, undo: true }, world.context);
    later(4);
    expect((await stop({ folder: world.folder }, world.context)).quietSince).toBe("2026-11-05T12:00:00.000Z");
  });

  test("on top of the merge's count holds where the record lies, and nothing where none does", async () => {
    const folder = decommissionFolder(world.folder);
    const approved = { days: 7, isLocal: false };
    await expect(requireQuiet(approved, folder, world.context)).resolves.toBeUndefined();
    await stop({ folder: world.folder }, world.context);
    await expect(requireQuiet(approved, folder, world.context)).rejects.toMatchObject({
      code: "quiet_period_running",
    });
    await expect(requireQuiet({ ...approved, days: 0 }, folder, world.context)).resolves.toBeUndefined();
  });

  test("a record that cannot be understood opens nothing", async () => {
    await stop({ folder: world.folder }, world.context);
    await writeFile(join(world.folder, "run", "stopped.json"), '{"version":2}');
    later(30);
    await expect(destroy({ folder: world.folder }, world.context)).rejects.toMatchObject({
      code: "stop_record_invalid",
    });
  });
});

describe("signs of life", () => {
  test("are told with what, how often and when last, counted from the stop", async () => {
    expect((await status({ folder: world.folder }, world.context)).signsOfLife).toBeUndefined();
    await stop({ folder: world.folder }, world.context);
    later(3);
    world.simulator.clearLog();
    const result = await status({ folder: world.folder }, world.context);
    expect(result.signsOfLife).toEqual({
      since: SINCE,
      used: [{ id: SHOP, metric: "Requests", count: 42, lastAt: "2026-11-03T09:00:00Z" }],
      read: 2,
      notRead: [],
    });
    const calls = world.simulator.log().filter(({ path }) => path.endsWith("/Microsoft.Insights/metrics"));
    expect(calls).toHaveLength(2);
    expect(world.notices.map(({ code }) => code)).toContain("still_used");
    expect(renderStatus(result)).toContain("still used: rg/shop: 42 Requests, last 2026-11-03 09:00 UTC");
  });

  test("that cannot be read are named, not taken for quiet", async () => {
    await stop({ folder: world.folder }, world.context);
    later(3);
    world.simulator.addFault({
      method: "GET",
      path: "vaults/vault/providers/Microsoft.Insights",
      status: 403,
    });
    const { signsOfLife } = await status({ folder: world.folder }, world.context);
    expect(signsOfLife).toMatchObject({ read: 1, notRead: [expect.stringContaining(VAULT)] });
  });

  test("of what is gone by now are neither told nor missed", async () => {
    await stop({ folder: world.folder }, world.context);
    later(3);
    const connection = await world.context.azure();
    const { signal } = world.context;
    await connection.request({ method: "DELETE", path: VAULT, apiVersion: "2023-07-01", signal });
    const { signsOfLife } = await status({ folder: world.folder }, world.context);
    expect(signsOfLife).toMatchObject({ read: 1, notRead: [] });
  });

  test("of a large plan are read for sixty resources, and the rest is said", async () => {
    const many = Array.from({ length: 65 }, (_, index) => app(`${SHOP}${index}`, {}));
    const large = await lifecycleWorld({
      resourceGroups: [{ id: GROUP, name: "rg", location: "westeurope" }],
      resources: many.map((each) => ({ ...each, properties: { state: "Stopped" } })),
    });
    await stop({ folder: large.folder }, large.context);
    large.clock.now = new Date(Date.parse(SINCE) + DAY);
    const { signsOfLife } = await status({ folder: large.folder }, large.context);
    expect(signsOfLife).toMatchObject({ read: 60, notRead: [expect.stringContaining("5 more resources")] });
  });
});

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readInventory } from "../../azure/read-inventory.ts";
import { checkManifest } from "../../core/manifest/check-manifest.ts";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Estate } from "../../simulator/estate.ts";
import { type MoveOptions, move } from "../../steps/move/move.ts";
import { recordMoves } from "../../steps/move/record-move.ts";
import {
  contextOf,
  type PreparedFolder,
  type PreparedWorld,
  prepareWorld,
  type World,
} from "../support/backup-world.ts";

const DOOMED = "/subscriptions/00000000-0000-4000-8000-000000000061";
const STAYS = "/subscriptions/00000000-0000-4000-8000-000000000062";
const FROM = `${DOOMED}/resourceGroups/rg-net`;
const TO = `${STAYS}/resourceGroups/rg-keep`;
const NSG = `${FROM}/providers/Microsoft.Network/networkSecurityGroups/nsg-keep`;
const VNET = `${FROM}/providers/Microsoft.Network/virtualNetworks/vnet`;
const TIED = `${FROM}/providers/Microsoft.Network/networkSecurityGroups/nsg-tied`;
const CLUSTER = `${FROM}/providers/Microsoft.ContainerService/managedClusters/aks`;
const ELSEWHERE = "/subscriptions/00000000-0000-4000-8000-000000000063";
const TENANT = "dddddddd-0000-4000-8000-000000000003";
const OTHER_TENANT = "dddddddd-0000-4000-8000-000000000004";
const MACHINE = `${FROM}/providers/Microsoft.Compute/virtualMachines/vm`;
const DISK = `${FROM}/providers/Microsoft.Compute/disks/vm-os`;
const CARD = `${FROM}/providers/Microsoft.Network/networkInterfaces/vm-nic`;
const estate: Estate = {
  subscription: {
    subscriptionId: DOOMED.slice(15),
    displayName: "Doomed",
    state: "Enabled",
    tenantId: TENANT,
  },
  subscriptions: [
    { subscriptionId: STAYS.slice(15), displayName: "Stays", state: "Enabled" },
    { subscriptionId: ELSEWHERE.slice(15), displayName: "Elsewhere", simulatorTenantId: OTHER_TENANT },
  ],
  resourceGroups: [
    { id: FROM, name: "rg-net", location: "westeurope" },
    { id: TO, name: "rg-keep", location: "westeurope" },
    { id: `${ELSEWHERE}/resourceGroups/rg`, name: "rg", location: "westeurope" },
  ],
  resources: [
    { id: NSG, location: "westeurope", properties: {} },
    { id: TIED, location: "westeurope", properties: {} },
    {
      id: VNET,
      location: "westeurope",
      properties: { subnets: [{ name: "s", properties: { networkSecurityGroup: { id: TIED } } }] },
    },
    { id: CLUSTER, location: "westeurope", properties: {} },
    {
      id: MACHINE,
      location: "westeurope",
      properties: {
        storageProfile: { osDisk: { managedDisk: { id: DISK } } },
        networkProfile: { networkInterfaces: [{ id: CARD }] },
      },
    },
    { id: DISK, location: "westeurope", properties: {} },
    { id: CARD, location: "westeurope", properties: {} },
  ],
};

let world: World;
let folder: PreparedFolder;
let close: PreparedWorld["close"];
beforeEach(async () => {
  ({ world, folder, close } = await prepareWorld(estate));
});
afterEach(() => close());

const run = (options: Partial<MoveOptions> = {}) => {
  const { context, told } = contextOf(world);
  return { told, result: move({ folder: folder.path, id: NSG, to: TO, ...options }, context) };
};
const posts = (): string[] =>
  world.simulator.log().flatMap(({ method, path }) => {
    const verb = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
    return method === "POST" && verb.includes("moveresources") ? [verb] : [];
  });
const journal = (): Promise<string> =>
  readFile(join(folder.path, "run", "journal.jsonl"), "utf8").catch(() => "");
async function problems(against: Plan): Promise<string[]> {
  const parsed = parseManifest(Buffer.from(await folder.manifest()), "decommission.yaml");
  return checkManifest(parsed, against, {}).map(({ code }) => code);
}
async function statusOf(id: string): Promise<number> {
  return (await world.connection.request({ method: "GET", path: id, apiVersion: "2022-01-01" })).status;
}

describe("move", () => {
  test("validates, moves, reads both sides and writes it down; the next plan is without it", async () => {
    const { told, result } = run();
    const newId = TO + NSG.slice(FROM.length);
    expect(await result).toEqual({ from: FROM, to: TO, resources: [{ id: NSG, newId }], outcome: "moved" });
    expect(posts()).toEqual(["validatemoveresources", "moveresources"]);
    expect([await statusOf(NSG), await statusOf(newId)]).toEqual([404, 200]);
    expect(told.questions.map(({ code }) => code)).toEqual(["move_confirm"]);
    const { sections } = parseManifest(Buffer.from(await folder.manifest()), "decommission.yaml");
    expect(sections.moves).toEqual([{ id: NSG, to: TO }]);

    const inventory = await readInventory(world.connection, DOOMED.slice(15));
    const next = buildPlan(inventory, { takenAt: new Date("2026-11-24T13:00:00Z") });
    expect(next.resources.map(({ id }) => id)).not.toContain(NSG);
    expect(await problems(folder.plan)).toContain("manifest_move_pending");
    expect(await problems(next)).not.toContain("manifest_move_pending");

    world.simulator.clearLog();
    expect(await run().result).toMatchObject({ outcome: "already" });
    expect(posts()).toEqual([]);
  });

  test("a run that lost its connection is finished by the next one", async () => {
    world.simulator.addFault({ method: "POST", path: "rg-net/moveResources", drop: "after" });
    await expect(run().result).rejects.toMatchObject({ code: "cloud_unreachable" });
    world.simulator.advance(600);
    world.simulator.clearLog();
    expect(await run().result).toMatchObject({ outcome: "already" });
    expect(posts()).toEqual([]);
    expect(await folder.manifest()).toContain(TO);
  });

  test("a no moves nothing", async () => {
    const { told, result } = run();
    told.answer = false;
    await expect(result).rejects.toMatchObject({ code: "declined" });
    expect(posts()).toEqual(["validatemoveresources"]);
  });

  test("a run that was killed while Azure moved is followed to its end by the next one, not begun again", async () => {
    const killer = new AbortController();
    const { context } = contextOf(world, killer.signal);
    const first = move({ folder: folder.path, id: NSG, to: TO }, context);
    await expect.poll(journal, { timeout: 10_000, interval: 20 }).toContain('"polling"');
    killer.abort(new Error("killed"));
    await expect(first).rejects.toThrow();

    world.simulator.clearLog();
    const { told, result } = run();
    expect(await result).toMatchObject({ outcome: "moved" });
    expect(posts()).toEqual([]);
    expect(told.questions).toEqual([]);
    expect(await folder.manifest()).toContain(TO);
  });

  test("what has to move along is named, a flag for each, and moves when it is given", async () => {
    const refused = await run({ id: MACHINE }).result.catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "move_incomplete", exitCode: 3 });
    for (const id of [DISK, CARD]) expect(String(refused)).toContain(`--along ${id}`);
    expect(String(refused)).not.toContain(VNET);
    expect(posts()).toEqual(["validatemoveresources"]);
    const { result } = run({ id: MACHINE, along: [DISK, CARD] });
    expect(await result).toMatchObject({ outcome: "moved", resources: [{ id: MACHINE }, {}, {}] });
    const moved = await world.connection.request({
      method: "GET",
      path: TO + MACHINE.slice(FROM.length),
      apiVersion: "2024-07-01",
    });
    expect(JSON.stringify(moved.body)).toContain(TO + DISK.slice(FROM.length));
  });

  test("a type that cannot move is refused before anything moves", async () => {
    await expect(run({ id: CLUSTER }).result).rejects.toMatchObject({
      code: "move_type_unsupported",
      exitCode: 3,
    });
    expect(posts()).toEqual(["validatemoveresources"]);
  });

  test("a lock keeps the move from happening, and is named", async () => {
    const lock = `${FROM}/providers/Microsoft.Authorization/locks/hold`;
    await world.connection.request({
      method: "PUT",
      path: lock,
      apiVersion: "2020-05-01",
      body: { properties: { level: "ReadOnly" } },
    });
    await expect(run().result).rejects.toMatchObject({
      code: "move_locked",
      message: expect.stringContaining("rg-net"),
    });
    expect(posts()).toEqual(["validatemoveresources"]);
  });

  test("while another move holds a group, it is said so and nothing is recorded", async () => {
    const body = { resources: [CLUSTER.replace("aks", "x"), NSG].slice(1), targetResourceGroup: TO };
    const other = { method: "POST", path: `${FROM}/moveResources`, apiVersion: "2021-04-01", body } as const;
    const { context } = contextOf(world);
    const host = {
      ...context.host,
      ask: async () => {
        await world.connection.request(other);
        return true;
      },
    };
    await expect(
      move({ folder: folder.path, id: TIED, along: [VNET], to: TO }, { ...context, host }),
    ).rejects.toMatchObject({ code: "move_under_way", exitCode: 4 });
    expect(await folder.manifest()).not.toContain(TO);
  });

  test.each([
    ["another tenant", `${ELSEWHERE}/resourceGroups/rg`, "move_across_tenants"],
    [
      "a subscription that nobody sees",
      `${STAYS.replace("62", "69")}/resourceGroups/rg`,
      "move_target_unknown",
    ],
  ])("%s is refused before anything moves", async (_, to, code) => {
    await expect(run({ to }).result).rejects.toMatchObject({ code, exitCode: 3 });
    expect(posts()).not.toContain("moveresources");
  });

  test.each([
    ["something that is not planned", { id: NSG.replace("nsg-keep", "other") }, "move_not_planned"],
    ["a place that is no group", { to: STAYS }, "move_target_invalid"],
    ["a group that goes, too", { to: `${DOOMED}/resourceGroups/rg-else` }, "move_target_doomed"],
  ])("%s is refused without asking Azure", async (_, options, code) => {
    await expect(run(options).result).rejects.toMatchObject({ code });
    expect(posts()).toEqual([]);
  });
});

test("a move that stands in the manifest already gets its new place, comments stay", () => {
  const text = `# kept\nsubscription: { id: 00000000-0000-4000-8000-000000000061, name: "Doomed" }\nmoves:\n  # why\n  - id: ${NSG}\n    to: ${DOOMED}/resourceGroups/old\n`;
  const edited = recordMoves(text, [NSG.toUpperCase(), VNET], TO);
  expect(edited).toContain("# kept");
  expect(edited).toContain("# why");
  expect(edited).toContain(`- id: ${NSG}\n    to: ${TO}\n`);
  expect(edited).toContain(`- id: ${VNET}\n    to: ${TO}\n`);
});

test("line ends and the way lists are indented stay when a move is written", () => {
  const text = `reason: "Gone"\nmoves:\n- id: ${NSG}\n  to: ${TO}\n`.replaceAll("\n", "\r\n");
  expect(recordMoves(text, [VNET], TO)).toBe(`${text}- id: ${VNET}\r\n  to: ${TO}\r\n`);
});

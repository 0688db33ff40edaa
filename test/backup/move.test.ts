import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import type { Estate } from "../../simulator/estate.ts";
import { type MoveOptions, move } from "../../steps/move/move.ts";
import { recordMoves } from "../../steps/move/record-move.ts";
import {
  contextOf,
  type PreparedFolder,
  prepareFolder,
  startWorld,
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
const estate: Estate = {
  subscription: { subscriptionId: DOOMED.slice(15), displayName: "Doomed", state: "Enabled" },
  subscriptions: [{ subscriptionId: STAYS.slice(15), displayName: "Stays", state: "Enabled" }],
  resourceGroups: [
    { id: FROM, name: "rg-net", location: "westeurope" },
    { id: TO, name: "rg-keep", location: "westeurope" },
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
  ],
};

let world: World;
let folder: PreparedFolder;
beforeEach(async () => {
  world = await startWorld(estate);
  folder = await prepareFolder(estate);
});
afterEach(async () => {
  await folder.remove();
  await world.close();
});

const run = (options: Partial<MoveOptions> = {}) => {
  const { context, told } = contextOf(world);
  return { told, result: move({ folder: folder.path, id: NSG, to: TO, ...options }, context) };
};
const posts = (): string[] =>
  world.simulator.log().flatMap(({ method, path }) => {
    const verb = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
    return method === "POST" && verb.includes("moveresources") ? [verb] : [];
  });
async function statusOf(id: string): Promise<number> {
  return (await world.connection.request({ method: "GET", path: id, apiVersion: "2022-01-01" })).status;
}

describe("move", () => {
  test("validates, moves, reads both sides and writes it down", async () => {
    const { told, result } = run();
    const newId = TO + NSG.slice(FROM.length);
    expect(await result).toEqual({ from: FROM, to: TO, resources: [{ id: NSG, newId }], outcome: "moved" });
    expect(posts()).toEqual(["validatemoveresources", "moveresources"]);
    expect([await statusOf(NSG), await statusOf(newId)]).toEqual([404, 200]);
    expect(told.questions.map(({ code }) => code)).toEqual(["move_confirm"]);
    const { sections } = parseManifest(Buffer.from(await folder.manifest()), "decommission.yaml");
    expect(sections.moves).toEqual([{ id: NSG, to: TO }]);

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

  test("what has to move along is named by Azure's refusal, and moves when it is given", async () => {
    await expect(run({ id: TIED }).result).rejects.toMatchObject({
      code: "move_refused",
      message: expect.stringContaining("MissingMoveDependentResources"),
    });
    expect(posts()).toEqual(["validatemoveresources"]);
    expect(await run({ id: TIED, along: [VNET], validateOnly: true }).result).toMatchObject({
      outcome: "validated",
    });
  });

  test("a type that cannot move is refused before anything moves", async () => {
    await expect(run({ id: CLUSTER }).result).rejects.toMatchObject({ code: "move_refused", exitCode: 3 });
    expect(posts()).toEqual(["validatemoveresources"]);
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

import { mkdtemp, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { vhdOf } from "../../cli/demo/disk-blob.ts";
import { sha256 } from "../../core/digest.ts";
import { type BackupResult, backup } from "../../steps/backup/backup.ts";
import { startBackupProcess } from "../support/backup-process.ts";
import {
  backupEstate,
  contextOf,
  type PreparedFolder,
  prepareFolder,
  startWorld,
  type World,
} from "../support/backup-world.ts";
import { fillDisk, linkToDisk } from "../support/disk-scene.ts";
import { startStorage, type TestStorage } from "../support/storage.ts";

const MIB = 1024 * 1024;
/** Copies go in pieces of 8 MiB: four of them. */
const vhd = vhdOf(Buffer.alloc(24 * MIB, "0123456789abcde"));
const PIECES = 4;
const group = backupEstate.resources[0]?.id.split("/Microsoft.Storage/")[0];
/** A running machine writes to one of them; nothing to the other, so that another snapshot of it is the same. */
const running = `${group}/Microsoft.Compute/disks/running`;
const idle = `${group}/Microsoft.Compute/disks/idle`;

let storage: TestStorage;
let world: World;
let folder: PreparedFolder;
let serial = 0;

beforeAll(async () => {
  storage = await startStorage(["mdimpexp", "stbackup"]);
  await fillDisk(storage, "data", vhd);
  await storage.service("stbackup").createContainer("keep");
}, 30_000);
afterAll(() => storage.stop());
beforeEach(async () => {
  serial += 1;
  const common = {
    uniqueId: "one",
    networkAccessPolicy: "AllowAll",
    simulatorAccessUrl: await linkToDisk(storage, "data"),
  };
  const settled = { diskState: "Unattached", LastOwnershipUpdateTime: "2026-11-01T08:00:00Z" };
  const disks = [
    { id: running, location: "westeurope", properties: { ...common, diskState: "Attached" } },
    { id: idle, location: "westeurope", properties: { ...common, ...settled } },
  ];
  const estate = { ...backupEstate, resources: [...backupEstate.resources, ...disks] };
  world = await startWorld(estate, storage.front.host);
  folder = await prepareFolder(estate);
});
afterEach(async () => {
  storage.front.intercept = undefined;
  storage.front.forget();
  await world.close();
  await folder.remove();
});

const container = (): string => `${storage.accountUrl("stbackup")}/keep/run${serial}`;
const isPiece = ({ method, url }: { method: string; url: string }): boolean =>
  method === "PUT" && url.includes("comp=block&");
const isReadBack = ({ method, url }: { method: string; url: string }): boolean =>
  method === "GET" && url.endsWith(".vhd");
const readsOf = (part: string): number =>
  storage.front.log.filter(({ method, url }) => method === "GET" && url.includes(part)).length;
const run = (id: string, to: string, signal?: AbortSignal): Promise<BackupResult> =>
  backup({ folder: folder.path, to, only: [id] }, contextOf(world, signal).context);

/** Calls `stop` at the call after so many that have matched: the fourth piece begins when one of three is done. */
function stopAfter(
  calls: number,
  matches: (seen: { method: string; url: string }) => boolean,
  stop: () => void,
): void {
  let seen = 0;
  storage.front.intercept = (call) => {
    if (matches(call)) seen += 1;
    if (seen > calls) stop();
    return seen > calls;
  };
}

async function interruptedAfter(...[calls, matches, to]: Interruption): Promise<void> {
  const controller = new AbortController();
  stopAfter(calls, matches, () => controller.abort());
  await expect(run(idle, to, controller.signal)).rejects.toThrow(/abort/i);
  storage.front.intercept = undefined;
  storage.front.forget();
}
type Interruption = [number, (seen: { method: string; url: string }) => boolean, string];

test("pieces of a disk that a killed run has copied are neither read nor written again", async () => {
  const child = await startBackupProcess(world, storage, {
    folder: folder.path,
    to: container(),
    id: running,
  });
  stopAfter(3, isPiece, () => child.kill());
  await child.exited;
  expect(child.killed).toBe(true);
  storage.front.intercept = undefined;
  storage.front.forget();
  const result = await run(running, container());
  expect(result.done[0]?.artifacts).toMatchObject([{ bytes: vhd.length, sha256: sha256(vhd) }]);
  const written = storage.front.log.filter(isPiece).length;
  // What was under way when it died may be missing.
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThanOrEqual(PIECES - 1);
  expect(readsOf("/mdimpexp/")).toBeLessThanOrEqual(2 * written);
});

test("a copy that was whole when the run was interrupted is proven piece by piece, without the disk", async () => {
  await interruptedAfter(0, isReadBack, container());
  const result = await run(idle, container());
  expect(result.done[0]?.artifacts).toMatchObject([{ sha256: sha256(vhd) }]);
  expect(storage.front.log.filter(isPiece)).toEqual([]);
  expect(readsOf("/mdimpexp/")).toBe(0);
});

test("a piece that somebody has put in another's place is found", async () => {
  await interruptedAfter(3, isPiece, container());
  const blob = await stagedBlob();
  const { uncommittedBlocks: blocks = [] } = await blob.getBlockList("uncommitted");
  for (const { name, size } of blocks) await blob.stageBlock(name, Buffer.alloc(size, "forged"), size);
  expect(await run(idle, container())).toMatchObject({ done: [], held: [{ code: "copy_not_equal" }] });
  expect(await folder.manifest()).not.toContain(".vhd");
});

test("a local folder goes on in the same way, and a copy that was changed there is not kept", async () => {
  const place = await mkdtemp(join(tmpdir(), "copies-"));
  try {
    await interruptedAfter(6, ({ method, url }) => method === "GET" && url.includes("/mdimpexp/"), place);
    const result = await run(idle, place);
    const [artifact] = result.done[0]?.artifacts ?? [];
    expect(artifact).toMatchObject({ bytes: vhd.length, sha256: sha256(vhd) });
    expect(sha256(await readFile(fileURLToPath(artifact?.url ?? "")))).toBe(sha256(vhd));
    expect(readsOf("/mdimpexp/")).toBeLessThan(2 * PIECES - 1);
    const copy = fileURLToPath(artifact?.url ?? "");
    const { atime, mtime } = await stat(copy);
    await writeFile(copy, Buffer.alloc(vhd.length, "changed"));
    await utimes(copy, atime, mtime);
    expect(await run(idle, place)).toMatchObject({ done: [], held: [{ code: "backup_target_conflict" }] });
  } finally {
    await rm(place, { recursive: true });
  }
});

/** The blob of which only blocks are there yet. */
async function stagedBlob() {
  const keep = storage.service("stbackup").getContainerClient("keep");
  const options = { prefix: `run${serial}/`, includeUncommitedBlobs: true };
  for await (const { name } of keep.listBlobsFlat(options)) return keep.getBlockBlobClient(name);
  throw new Error("no block lies there");
}

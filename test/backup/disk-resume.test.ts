import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
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
import { fillDisk, linkToDisk, vhdOf } from "../support/disk-scene.ts";
import { startStorage, type TestStorage } from "../support/storage.ts";

const MIB = 1024 * 1024;
/** Copies go in pieces of 8 MiB: four of them. */
const vhd = vhdOf(Buffer.alloc(24 * MIB, "0123456789abcde"));
const PIECES = 4;
const group = backupEstate.resources[0]?.id.split("/Microsoft.Storage/")[0];
const DISK = `${group}/Microsoft.Compute/disks/data`;

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
  const properties = {
    diskState: "Attached",
    uniqueId: "one",
    networkAccessPolicy: "AllowAll",
    simulatorAccessUrl: await linkToDisk(storage, "data"),
  };
  const disk = { id: DISK, location: "westeurope", properties };
  const estate = { ...backupEstate, resources: [...backupEstate.resources, disk] };
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
const run = (to: string): Promise<BackupResult> =>
  backup({ folder: folder.path, to, only: [DISK] }, contextOf(world).context);

/** Kills a run at the call after so many that have matched: the fourth piece begins when one of three is done. */
async function killedAfter(
  calls: number,
  to: string,
  matches: (seen: { method: string; url: string }) => boolean,
): Promise<void> {
  const child = await startBackupProcess(world, storage, { folder: folder.path, to, id: DISK });
  let seen = 0;
  storage.front.intercept = (call) => {
    if (matches(call)) seen += 1;
    if (seen > calls) child.kill();
    return child.killed;
  };
  await child.exited;
  expect(child.killed).toBe(true);
  storage.front.intercept = undefined;
  storage.front.forget();
}

test("pieces of a disk that a killed run has copied are neither read nor written again", async () => {
  await killedAfter(3, container(), isPiece);
  const result = await run(container());
  expect(result.done[0]?.artifacts).toMatchObject([{ bytes: vhd.length, sha256: sha256(vhd) }]);
  const written = storage.front.log.filter(isPiece).length;
  // What was under way when it died may be missing.
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThanOrEqual(PIECES - 1);
  expect(readsOf("/mdimpexp/")).toBeLessThanOrEqual(2 * written);
});

test("a copy that was whole when the run died is proven piece by piece, without the disk", async () => {
  await killedAfter(0, container(), isReadBack);
  const result = await run(container());
  expect(result.done[0]?.artifacts).toMatchObject([{ sha256: sha256(vhd) }]);
  expect(storage.front.log.filter(isPiece)).toEqual([]);
  expect(readsOf("/mdimpexp/")).toBe(0);
});

test("a piece that somebody has put in another's place is found", async () => {
  await killedAfter(3, container(), isPiece);
  const blob = await stagedBlob();
  const { uncommittedBlocks: blocks = [] } = await blob.getBlockList("uncommitted");
  for (const { name, size } of blocks) await blob.stageBlock(name, Buffer.alloc(size, "forged"), size);
  expect(await run(container())).toMatchObject({ done: [], held: [{ code: "copy_not_equal" }] });
  expect(await folder.manifest()).not.toContain(".vhd");
});

test("a local folder goes on in the same way", async () => {
  const place = await mkdtemp(join(tmpdir(), "copies-"));
  try {
    await killedAfter(6, place, ({ method, url }) => method === "GET" && url.includes("/mdimpexp/"));
    const result = await run(place);
    const [artifact] = result.done[0]?.artifacts ?? [];
    expect(artifact).toMatchObject({ bytes: vhd.length, sha256: sha256(vhd) });
    expect(sha256(await readFile(fileURLToPath(artifact?.url ?? "")))).toBe(sha256(vhd));
    expect(readsOf("/mdimpexp/")).toBeLessThan(2 * PIECES - 1);
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

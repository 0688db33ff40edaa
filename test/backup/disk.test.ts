import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { vhdOf } from "../../cli/demo/disk-blob.ts";
import { sha256 } from "../../core/digest.ts";
import type { EstateResource } from "../../simulator/estate.ts";
import { type BackupResult, backup } from "../../steps/backup/backup.ts";
import { verifyArtifacts } from "../../steps/verify/verify-artifacts.ts";
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
const compute = `${backupEstate.resources[0]?.id.split("/Microsoft.Storage/")[0]}/Microsoft.Compute`;
const diskId = (name: string): string => `${compute}/disks/${name}`;
const given = `${compute}/snapshots/given`;

const contents = {
  running: vhdOf(Buffer.alloc(MIB, "running")),
  idle: vhdOf(Buffer.alloc(MIB, "idle")),
  large: vhdOf(Buffer.alloc(9 * MIB, "0123456789abcdef")),
  given: vhdOf(Buffer.alloc(MIB, "given")),
};
const settled = { diskState: "Unattached", LastOwnershipUpdateTime: "2026-11-01T08:00:00Z" };

let storage: TestStorage;
let world: World;
let folder: PreparedFolder;
let serial = 0;

async function diskEstate(): Promise<EstateResource[]> {
  const disk = async (id: string, properties: Record<string, unknown>): Promise<EstateResource> => {
    const name = id.slice(id.lastIndexOf("/") + 1);
    const link = name in contents ? { simulatorAccessUrl: await linkToDisk(storage, name) } : {};
    const common = { uniqueId: sha256(id), networkAccessPolicy: "AllowAll", ...link, ...properties };
    return { id, location: "westeurope", properties: common };
  };
  return Promise.all([
    disk(diskId("running"), { diskState: "Attached" }),
    disk(diskId("idle"), settled),
    disk(diskId("large"), settled),
    disk(diskId("private"), { ...settled, networkAccessPolicy: "AllowPrivate" }),
    disk(diskId("inside"), { ...settled, encryptionSettingsCollection: { enabled: true } }),
    disk(given, { diskState: "Unattached" }),
  ]);
}

beforeAll(async () => {
  storage = await startStorage(["mdimpexp", "stbackup"]);
  for (const [name, vhd] of Object.entries(contents)) await fillDisk(storage, name, vhd);
  await storage.service("stbackup").createContainer("keep");
}, 30_000);
afterAll(() => storage.stop());
beforeEach(async () => {
  serial += 1;
  const estate = { ...backupEstate, resources: [...backupEstate.resources, ...(await diskEstate())] };
  world = await startWorld(estate, storage.front.host);
  folder = await prepareFolder(estate);
});
afterEach(async () => {
  storage.front.intercept = undefined;
  storage.front.forget();
  await world.close();
  await folder.remove();
});

const to = (): string => `${storage.accountUrl("stbackup")}/keep/run${serial}`;
const run = (id: string): Promise<BackupResult> =>
  backup({ folder: folder.path, to: to(), only: [id] }, contextOf(world).context);

/** What was asked of Azure about snapshots and access, in order. */
const asked = (): string[] =>
  world.simulator
    .log()
    .filter(({ path, method }) => method !== "GET" && /microsoft\.compute/i.test(path))
    .map(({ method, path }) => `${method} ${path.slice(path.lastIndexOf("/") + 1)}`);

/** Snapshots that Sundown has made and left, and disks or snapshots with an open access. */
async function leftOver(): Promise<string[]> {
  const { resources } = world.simulator.state();
  const disks = resources.filter((id) => /\/(disks|snapshots)\//i.test(id));
  const found: string[] = disks.filter((id) => id.includes("-sundown-"));
  for (const path of disks) {
    const { body } = await world.connection.request({ method: "GET", path, apiVersion: "2024-03-02" });
    if (JSON.stringify(body).includes("ActiveSAS")) found.push(path);
  }
  return found;
}

/** Whether everything that was done can be read again, opened, and stands in the manifest. */
async function isProven({ done }: BackupResult): Promise<boolean> {
  const backups = done.map(({ of, artifacts }) => ({ of, artifacts: [...artifacts] }));
  const checks = await verifyArtifacts({ backups }, world.connection, { deep: true });
  const manifest = await folder.manifest();
  return (
    checks.length > 0 &&
    checks.every(({ ok, openedAs, sha256: hash }) => ok && openedAs === "VHD" && manifest.includes(hash))
  );
}

describe("a disk", () => {
  test("that a machine writes to is copied as it was at one moment, and nothing stays behind", async () => {
    storage.front.intercept = async ({ method, url }) => {
      if (method !== "GET" || !url.includes("/disks/running")) return false;
      storage.front.intercept = undefined;
      await storage
        .service("mdimpexp")
        .getContainerClient("disks")
        .getPageBlobClient("running")
        .uploadPages(Buffer.alloc(512, "changed"), 0, 512);
      return false;
    };
    const result = await run(diskId("running"));
    expect(result).toMatchObject({ held: [], recorded: true });
    const { bytes, sha256: hash } = result.done[0]?.artifacts[0] ?? {};
    expect([bytes, hash]).toEqual([contents.running.length, sha256(contents.running)]);
    expect(storage.front.intercept).toBeUndefined();
    expect(await isProven(result)).toBe(true);
    expect(await leftOver()).toEqual([]);
    await fillDisk(storage, "running", contents.running);
  });

  test("that nothing has written to since is not copied again", async () => {
    const first = await run(diskId("idle"));
    storage.front.forget();
    const second = await run(diskId("idle"));
    expect(second.done[0]).toMatchObject({ kept: 1, artifacts: first.done[0]?.artifacts });
    expect(
      storage.front.log.filter(({ url, method }) => method === "PUT" || url.includes("mdimpexp")),
    ).toEqual([]);
  });

  test("whose link runs out midway is read on through a fresh one", async () => {
    let refused = 0;
    storage.front.intercept = ({ method, url }, response) => {
      const late = storage.front.log.filter(
        (seen) => seen.url.includes("/disks/large") && seen.method === "GET",
      );
      if (method !== "GET" || !url.includes("/disks/large") || late.length < 3 || refused > 0) return false;
      refused += 1;
      response.writeHead(403, { "x-ms-error-code": "AuthenticationFailed" }).end();
      return true;
    };
    const result = await run(diskId("large"));
    expect(refused).toBe(1);
    expect(result.done[0]?.artifacts[0]?.sha256).toBe(sha256(contents.large));
    expect(asked().filter((call) => call === "POST beginGetAccess")).toHaveLength(2);
    expect(await leftOver()).toEqual([]);
  });

  test("whose links are all refused is held, and nothing stays behind", async () => {
    storage.front.intercept = ({ method, url }, response) => {
      if (method !== "GET" || !url.includes("/disks/idle")) return false;
      response.writeHead(403, { "x-ms-error-code": "AuthenticationFailed" }).end();
      return true;
    };
    expect(await run(diskId("idle"))).toMatchObject({ done: [], held: [{ code: "export_link_refused" }] });
    expect(await folder.manifest()).not.toContain(".vhd");
    expect(await leftOver()).toEqual([]);
  });

  test("goes on from the snapshot that a killed run left, and takes its access back", async () => {
    const child = await startBackupProcess(world, storage, {
      folder: folder.path,
      to: to(),
      id: diskId("running"),
    });
    storage.front.intercept = ({ method, url }) => {
      if (method === "GET" && url.includes("/disks/running")) child.kill();
      return child.killed;
    };
    await child.exited;
    storage.front.intercept = undefined;
    expect((await leftOver()).length).toBeGreaterThan(0);
    const result = await run(diskId("running"));
    expect(result).toMatchObject({ held: [], recorded: true });
    expect(asked().filter((call) => call.startsWith("PUT"))).toHaveLength(1);
    expect(await leftOver()).toEqual([]);
  });

  test("for which the place has no room is held, and nothing stays behind", async () => {
    storage.front.intercept = ({ method, url }, response) => {
      if (method !== "PUT" || !url.startsWith("/stbackup/keep/")) return false;
      response.writeHead(403, { "x-ms-error-code": "AccountIsDisabled" }).end();
      return true;
    };
    expect(await run(diskId("idle"))).toMatchObject({
      done: [],
      held: [{ code: "backup_target_unwritable" }],
    });
    expect(await leftOver()).toEqual([]);
  });

  test("whose copy has one other byte is not reported as backed up", async () => {
    storage.front.intercept = ({ method, url }, response) => {
      if (method !== "GET" || !url.endsWith(".vhd")) return false;
      const spoilt = Buffer.from(contents.idle);
      spoilt[1000] = (spoilt[1000] ?? 0) ^ 1;
      response.writeHead(200, { "content-length": spoilt.length, etag: '"x"' }).end(spoilt);
      return true;
    };
    expect(await run(diskId("idle"))).toMatchObject({ done: [], held: [{ code: "copy_not_equal" }] });
  });

  test("that cannot be read from here, or by nobody later, is held before anything is made", async () => {
    expect((await run(diskId("private"))).held).toMatchObject([{ code: "disk_access_private" }]);
    expect((await run(diskId("inside"))).held).toMatchObject([{ code: "disk_encrypted_inside" }]);
    expect(asked()).toEqual([]);
  });

  test("beside which somebody keeps a snapshot of that name is held, and the snapshot stays", async () => {
    await run(diskId("idle"));
    const made = world.simulator
      .log()
      .find(({ method, path }) => method === "PUT" && path.includes("-sundown-"));
    const path = made?.path ?? "";
    const body = { location: "westeurope", properties: { creationData: { createOption: "Empty" } } };
    await world.connection.request({ method: "PUT", path, apiVersion: "2024-03-02", body });
    expect((await run(diskId("idle"))).held).toMatchObject([{ code: "snapshot_not_own" }]);
    expect(await leftOver()).toEqual([path]);
  });
});

describe("a snapshot", () => {
  test("is copied as it is", async () => {
    const result = await run(given);
    expect(result.done[0]?.artifacts[0]?.sha256).toBe(sha256(contents.given));
    expect(asked()).toEqual(["POST beginGetAccess", "POST endGetAccess"]);
    expect(await leftOver()).toEqual([]);
  });

  test("whose access could not be ended is held, until a run that keeps the copy ends it", async () => {
    const refuse = (): Promise<unknown> =>
      fetch(`${world.simulator.origin}/_sim/faults`, {
        method: "POST",
        body: JSON.stringify({ path: "given/endGetAccess", status: 409, code: "Conflict" }),
      });
    for (const begun of [1, 0]) {
      await refuse();
      const before = asked().length;
      expect(await run(given)).toMatchObject({ done: [], held: [{ target: given }] });
      expect(
        asked()
          .slice(before)
          .filter((call) => call.endsWith("beginGetAccess")),
      ).toHaveLength(begun);
      expect(await leftOver()).toEqual([given]);
    }
    expect(await run(given)).toMatchObject({ held: [], done: [{ kept: 1 }] });
    expect(await leftOver()).toEqual([]);
    const ended = asked().length;
    expect(await run(given)).toMatchObject({ held: [], done: [{ kept: 1 }] });
    expect(asked()).toHaveLength(ended);
  });

  test("that somebody else reads through a link is held, and the link stays", async () => {
    const body = { access: "Read", durationInSeconds: 600 };
    const path = `${given}/beginGetAccess`;
    await world.connection.request({ method: "POST", path, apiVersion: "2024-03-02", body });
    world.simulator.advance(5);
    expect((await run(given)).held).toMatchObject([{ code: "disk_access_open" }]);
    expect(await leftOver()).toEqual([given]);
  });
});

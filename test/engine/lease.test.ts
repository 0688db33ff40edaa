import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { connect } from "../../azure/connect.ts";
import { type Leased, leaseBlob } from "../../azure/storage/blob-lease.ts";
import { manifestSchema } from "../../core/manifest/manifest.ts";
import { acquireLock } from "../../engine/lock.ts";
import { destroy } from "../../steps/destroy/destroy.ts";
import { withLease } from "../../steps/with-lease.ts";
import { startSimulator } from "../support/simulator.ts";
import { startStorage, type TestStorage, trustCertificate } from "../support/storage.ts";
import { OFFICE, officeEstate, resourceId } from "./office-estate.ts";
import { changingCalls, contextOf, type Scene, teardownScene, temporaryDirectory } from "./teardown-scene.ts";

let storage: TestStorage;
beforeAll(async () => {
  storage = await startStorage(["stbackup"]);
}, 60_000);
afterAll(() => storage.stop());
beforeEach(() => {
  storage.front.intercept = undefined;
});

async function lease(name: string, leaseId: string = randomUUID()): Promise<Leased> {
  const accountUrl = storage.accountUrl("stbackup");
  return leaseBlob(storage.connection, { accountUrl, name, leaseId, holder: `{"host":"${name}"}` });
}

async function released(leased: Leased): Promise<void> {
  if (leased.kind !== "leased") throw new Error(`it is ${leased.kind}`);
  await leased.lease.release();
}

/** An office whose backup lies in an account of the emulator, as its manifest says. */
async function officeWithBackup(): Promise<Scene> {
  const office = officeEstate(1);
  const data = resourceId("desk-1", "Microsoft.Storage/storageAccounts", "stdata");
  const account = {
    id: data,
    name: "stdata",
    type: "Microsoft.Storage/storageAccounts",
    location: "westeurope",
  };
  const estate = { ...office, resources: [...office.resources, account] };
  const scene = await teardownScene(estate, { storageHost: storage.front.host });
  trustCertificate(await readFile(storage.certificatePath, "utf8"));
  const path = join(scene.folder, "decommission.yaml");
  const artifact = {
    url: `${storage.accountUrl("stbackup")}/copies/data.json`,
    bytes: 1,
    sha256: "0".repeat(64),
  };
  const manifest = (await readFile(path, "utf8")).replace(
    "waived: nothing of value is in it",
    `artifacts: ${JSON.stringify([artifact])}`,
  );
  expect(manifest).toContain("copies/data.json");
  await writeFile(path, manifest);
  return scene;
}

describe("a lease on a blob in the backup account", () => {
  test("only one holds it; who is refused learns by whom; once given back it is free", async () => {
    const first = await lease("one");
    expect(await lease("one")).toMatchObject({ kind: "taken", holder: '{"host":"one"}' });
    await released(await lease("two"));
    await released(first);
    await released(await lease("one"));
  });

  test("a run after its own crash gets its lease at once, by the id its lock has kept", async () => {
    const leaseId = randomUUID();
    const crashed = await lease("crash", leaseId);
    expect(await lease("crash")).toMatchObject({ kind: "taken" });
    await released(await lease("crash", leaseId));
    await released(crashed);
  });

  test("it is renewed while it is held, and lost once somebody else has broken it", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const held = await lease("renewed");
      if (held.kind !== "leased") throw new Error(`it is ${held.kind}`);
      const renewals = () => storage.front.log.filter(({ url }) => url.includes("comp=lease")).length;
      const before = renewals();
      await vi.advanceTimersByTimeAsync(20_000);
      await vi.waitFor(() => expect(renewals()).toBe(before + 1), { timeout: 5000 });
      expect(held.lease.lost.aborted).toBe(false);
      const blob = storage.service("stbackup").getContainerClient("sundown-locks").getBlobClient("renewed");
      await blob.getBlobLeaseClient().breakLease(0);
      await vi.waitFor(
        async () => {
          await vi.advanceTimersByTimeAsync(20_000);
          expect(held.lease.lost.aborted).toBe(true);
        },
        { timeout: 5000 },
      );
    } finally {
      vi.useRealTimers();
    }
  });
});

test("work whose lease cannot be kept is interrupted, and says why", async () => {
  const subscriptionId = randomUUID();
  const url = `${storage.accountUrl("stbackup")}/copies/data.json`;
  const manifest = manifestSchema.parse({
    subscription: { id: subscriptionId, name: "Office" },
    reason: "replaced by the new platform",
    resourceGroups: [],
    backups: [{ of: "/subscriptions/s", artifacts: [{ url, bytes: 1, sha256: "0".repeat(64) }] }],
    roleScopes: [],
  });
  const lock = await acquireLock("folder", subscriptionId, { directory: await temporaryDirectory() });
  const simulator = await startSimulator({ estate: { resources: [] } });
  const azure = { ...(await connect(simulator.environment())), ...storage.connection };
  const { context } = contextOf(await temporaryDirectory(), async () => azure);
  trustCertificate(await readFile(storage.certificatePath, "utf8"));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const begun = Promise.withResolvers<void>();
    const run = withLease(
      { subscriptionId, manifest, folder: "folder", lock },
      context,
      async ({ signal }) => {
        begun.resolve();
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      },
    );
    const ended = run.catch((error: unknown) => error);
    await begun.promise;
    const container = storage.service("stbackup").getContainerClient("sundown-locks");
    await container.getBlobClient(subscriptionId).getBlobLeaseClient().breakLease(0);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await ended).toMatchObject({ code: "run_lease_lost", exitCode: 3 });
  } finally {
    vi.useRealTimers();
  }
});

test("a run on another machine is refused, does nothing, and goes once the first has ended", async () => {
  const scene = await officeWithBackup();
  const elsewhere = await lease(OFFICE);
  // Another machine has locks of its own.
  process.env.XDG_STATE_HOME = await temporaryDirectory();
  const refused = await destroy({ folder: scene.folder }, scene.context).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: "run_locked",
    exitCode: 3,
    message: expect.stringContaining(OFFICE),
  });
  expect(changingCalls(scene.simulator)).toEqual([]);
  await released(elsewhere);
  expect(await destroy({ folder: scene.folder }, scene.context)).toMatchObject({ held: [], pending: [] });
  expect(scene.told.notices.map(({ code }) => code)).not.toContain("run_lock_local");
  await released(await lease(OFFICE));
});

test("where the backup account may not be written, the lock is local and says so", async () => {
  const scene = await officeWithBackup();
  storage.front.intercept = (_seen, response) => {
    response.writeHead(403, { "x-ms-error-code": "AuthorizationPermissionMismatch" }).end();
    return true;
  };
  expect(await destroy({ folder: scene.folder }, scene.context)).toMatchObject({ held: [], pending: [] });
  expect(scene.told.notices).toContainEqual(
    expect.objectContaining({
      code: "run_lock_local",
      message: expect.stringContaining("AuthorizationPermission"),
    }),
  );
});

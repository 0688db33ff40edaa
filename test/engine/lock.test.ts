import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { acquireLock } from "../../engine/lock.ts";
import { lockFile } from "../../engine/lock-file.ts";
import { destroy } from "../../steps/destroy/destroy.ts";
import { OFFICE, officeEstate } from "./office-estate.ts";
import { changingCalls, teardownScene, temporaryDirectory } from "./teardown-scene.ts";

test("a second run on the same subscription is refused by name, and does nothing", async () => {
  const scene = await teardownScene(officeEstate(1));
  const lock = await acquireLock("elsewhere", OFFICE);
  const refused = await destroy({ folder: scene.folder }, scene.context).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "run_locked", data: { pid: process.pid, folder: "elsewhere" } });
  expect(changingCalls(scene.simulator)).toEqual([]);

  await lock.release();
  await expect(destroy({ folder: scene.folder }, scene.context)).resolves.toMatchObject({ held: [] });
});

test("another subscription is not kept out", async () => {
  const directory = await temporaryDirectory();
  const one = await acquireLock("folder", OFFICE, { directory });
  const other = await acquireLock("folder", "00000000-0000-4000-8000-000000000001", { directory });
  await Promise.all([one.release(), other.release()]);
});

test.each([
  [
    "of a process that ended",
    () => ({ pid: spawnSync(process.execPath, ["-e", ""]).pid, processStart: "1" }),
    true,
  ],
  ["of an older process with the same pid", () => ({ pid: process.pid, processStart: "1" }), true],
  ["of a process on another host", () => ({ pid: 1, processStart: "1", host: `not-${hostname()}` }), false],
])("a lock %s is %s", async (_name, change, isStale) => {
  const directory = await temporaryDirectory();
  const { path, leaseId } = await acquireLock("folder", OFFICE, { directory });
  const written: unknown = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify(Object.assign({}, written, change())));
  const again = acquireLock("folder", OFFICE, { directory });
  if (isStale) {
    const taken = await again;
    // Its lease on other machines' lock goes over, too.
    expect(taken.leaseId).toBe(leaseId);
    await taken.release();
  } else await expect(again).rejects.toMatchObject({ code: "run_locked" });
});

test("another user's run on the same folder is refused by name, and the journal stays whole", async () => {
  const scene = await teardownScene(officeEstate(1));
  const run = join(scene.folder, "run");
  await mkdir(run, { recursive: true });
  // The lock of the subscription lies in the other one's home.
  const theirs = await lockFile(join(run, "lock"), { what: "The folder", folder: "theirs" });
  const refused = await destroy({ folder: scene.folder }, scene.context).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: "run_locked",
    message: expect.stringContaining(`process ${process.pid} on ${hostname()}`),
    place: join(run, "lock"),
  });
  await expect(readFile(join(run, "journal.jsonl"))).rejects.toThrow("ENOENT");

  await theirs.release();
  await expect(destroy({ folder: scene.folder }, scene.context)).resolves.toMatchObject({ held: [] });
  expect(await readdir(run)).not.toContain("lock");
});

test("of many that find the lock of a dead run, one takes it over", async () => {
  const directory = await temporaryDirectory();
  for (let round = 0; round < 20; round++) {
    const { path } = await acquireLock("folder", OFFICE, { directory });
    const written: unknown = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, JSON.stringify(Object.assign({}, written, { processStart: "1" })));
    const all = await Promise.allSettled(
      Array.from({ length: 8 }, () => acquireLock("folder", OFFICE, { directory })),
    );
    const taken = all.filter((one) => one.status === "fulfilled");
    expect(taken).toHaveLength(1);
    for (const one of all)
      if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "run_locked" });
    await taken[0]?.value.release();
    expect(await readdir(directory)).toEqual([]);
  }
});

test("a lock that is just being written is held; one that was left so is not", async () => {
  const directory = await temporaryDirectory();
  const path = join(directory, `${OFFICE}.lock`);
  await writeFile(path, "");
  await expect(acquireLock("folder", OFFICE, { directory })).rejects.toMatchObject({ code: "run_locked" });
  const before = new Date(Date.now() - 60_000);
  await utimes(path, before, before);
  await (await acquireLock("folder", OFFICE, { directory })).release();
});

test("without a place for locks nothing begins, and the error says what to set", async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, "file"), "");
  await expect(
    acquireLock("folder", OFFICE, { directory: join(directory, "file", "x") }),
  ).rejects.toMatchObject({
    code: "file_unwritable",
    remedy: expect.stringContaining("XDG_STATE_HOME"),
  });
});

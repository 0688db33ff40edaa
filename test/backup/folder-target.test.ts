import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { BackupTarget } from "../../azure/storage/backup-target.ts";
import { openFolderTarget } from "../../steps/backup/folder-target.ts";
import { backupScene } from "../support/backup-scene.ts";

const scene = backupScene();

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "copies-"));
});
afterEach(() => rm(place, { recursive: true, force: true }));

const local = (name: string): string => join(place, "stsource/images/blobs", name);

/** A copy that was written while `act` looked at what lay there, unfinished. */
async function writeSlowly(target: BackupTarget, path: string, act: () => Promise<void>): Promise<void> {
  async function* body() {
    yield Buffer.from("re");
    await vi.waitFor(async () => {
      const unfinished = join(place, ".sundown-partial");
      const files = (await readdir(unfinished)).map((name) => stat(join(unfinished, name)));
      expect((await Promise.all(files)).map(({ size }) => size)).toContain(2);
    });
    await act();
    yield Buffer.from("port");
  }
  await target.write(path, Readable.from(body(), { objectMode: false }), { bytes: 6 });
}

describe("a local folder for backups", () => {
  test("leaves every file alone that is not the copy's own, whatever its name", async () => {
    const copies = ["report", "report.partial", "report.partial.partial"];
    for (const name of copies.toReversed()) await scene.put(name, `this is ${name}`);
    await mkdir(local(""), { recursive: true });
    await writeFile(local("report.txt.partial"), "a file of the user's");
    await scene.put("report.txt", "text");
    for (let run = 0; run < 2; run++) {
      await scene.put("report", `this is report ${run}`);
      expect(await scene.run(place)).toMatchObject({ held: [], done: [{ items: { count: 4 } }] });
    }
    expect(await readFile(local("report.txt.partial"), "utf8")).toBe("a file of the user's");
    expect(await readFile(local("report"), "utf8")).toBe("this is report 1");
    for (const name of copies.slice(1)) expect(await readFile(local(name), "utf8")).toBe(`this is ${name}`);
  });

  test("never has a file in pieces go over one that came meanwhile", async () => {
    const target = await openFolderTarget(place);
    const options = { bytes: 4, pieceBytes: 4, sourceVersion: "one" };
    const writer = await target.writePieces("stsource/images/blobs/large", options);
    await writer?.put(0, Buffer.from("ours"));
    await writeFile(local("large"), "theirs");
    expect(await writer?.finish()).toBeUndefined();
    expect(await readFile(local("large"), "utf8")).toBe("theirs");
    expect(await readdir(join(place, ".sundown-partial"))).toEqual([]);
  });

  test("is read again: a copy that was changed, and given its old time, is not kept", async () => {
    await scene.put("small.txt", "small");
    await scene.put("other.txt", "other");
    await scene.run(place);
    const { atime, mtime } = await stat(local("small.txt"));
    await writeFile(local("small.txt"), "smell");
    await utimes(local("small.txt"), atime, mtime);
    expect(await scene.run(place)).toMatchObject({
      done: [],
      held: [{ code: "backup_target_conflict", because: expect.stringContaining("small.txt") }],
    });
    await rm(local("small.txt"));
    expect(await scene.run(place)).toMatchObject({ held: [], done: [{ items: { count: 2 }, kept: 1 }] });
  });

  test("has the marks of folders beside the folders themselves, and keeps them", async () => {
    const metadata = { hdi_isfolder: "true" };
    for (const name of ["dir", "dir/deep"])
      await scene.source.getBlockBlobClient(name).upload("", 0, { metadata });
    await scene.put("dir/deep/x.txt", "in it");
    const first = await scene.run(place);
    expect(first).toMatchObject({ held: [], done: [{ items: { count: 3 } }] });
    expect(await readFile(local("dir/deep/x.txt"), "utf8")).toBe("in it");
    const list = await readFile(fileURLToPath(first.done[0]?.artifacts[0]?.url ?? ""), "utf8");
    expect(list).toMatch(/"name":"dir".*"path":"odd-names\/[0-9a-f]{64}"/);
    expect(await scene.run(place)).toMatchObject({ held: [], done: [{ items: { count: 3 }, kept: 3 }] });
  });

  test.each([
    ["a file's", "bar", "bar/x.txt", 1],
    ["a folder's", "bar/x.txt", "bar", 1],
    ["a large file's", "bar", "bar/x.bin", 17 * 1024 * 1024],
    ["a large folder's", "bar/x.txt", "bar", 17 * 1024 * 1024],
  ])("says which name is in the way where it is %s already", async (_, earlier, later, bytes) => {
    await scene.put(earlier, "first");
    await scene.run(place);
    await scene.put(later, Buffer.alloc(bytes));
    expect(await scene.run(place)).toMatchObject({
      done: [],
      held: [
        {
          code: "backup_target_conflict",
          because: expect.stringContaining(
            `${local("bar")} is a ${earlier === "bar" ? "file" : "folder"} already`,
          ),
          remedy: expect.stringContaining("container"),
        },
      ],
    });
    expect(await readFile(local(earlier), "utf8")).toBe("first");
    expect(await readdir(join(place, ".sundown-partial"))).toEqual([]);
  });

  test("has unfinished files in one place of its own, where a later run finds what a killed one has left", async () => {
    const unfinished = join(place, ".sundown-partial");
    const target = await openFolderTarget(place);
    let left = "";
    await writeSlowly(target, "st/c/blobs/report", async () => {
      expect(await readdir(place, { recursive: true })).not.toContain("st/c/blobs/report");
      [left = ""] = await readdir(unfinished);
    });
    expect(await readdir(unfinished)).toEqual([]);
    await rm(join(place, "st"), { recursive: true });
    await writeFile(join(unfinished, left), "longer than the whole report, and left by a killed run");
    await writeFile(join(unfinished, "old"), "left by one that was killed long ago");
    await utimes(join(unfinished, "old"), new Date(), new Date(Date.now() - 8 * 24 * 60 * 60 * 1000));
    await writeSlowly(await openFolderTarget(place), "st/c/blobs/report", async () => {
      expect(await readdir(unfinished)).toEqual([left]);
    });
    expect(await readdir(unfinished)).toEqual([]);
    expect(await readFile(join(place, "st/c/blobs/report"), "utf8")).toBe("report");
  });

  test.skipIf(process.platform === "win32")(
    "is for its owner's eyes only, with all that is in it",
    async () => {
      await scene.put("deep/small.txt", "small");
      await scene.put("deep/large.bin", Buffer.alloc(17 * 1024 * 1024, "large"));
      const target = join(place, "new/copies");
      expect(await scene.run(target)).toMatchObject({ held: [], done: [{ items: { count: 2 } }] });
      const entries = await readdir(join(place, "new"), { recursive: true, withFileTypes: true });
      expect(entries.filter((entry) => entry.isFile())).toHaveLength(3);
      for (const entry of entries) {
        const { mode } = await stat(join(entry.parentPath, entry.name));
        expect([entry.name, mode & 0o777]).toEqual([entry.name, entry.isFile() ? 0o600 : 0o700]);
      }
    },
  );

  test.runIf(process.platform === "linux")(
    "ends with its own code where no folder can be made, instead of never",
    async () => {
      await expect(scene.run("/proc/sundown/deep")).rejects.toMatchObject({
        code: "backup_target_unwritable",
        exitCode: 4,
      });
    },
  );
});

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { backup } from "../../steps/backup/backup.ts";
import { backupScene } from "../support/backup-scene.ts";
import { contextOf, ENDING, SOURCE } from "../support/backup-world.ts";

const scene = backupScene();

describe("the place for the backups", () => {
  test("in the same subscription is refused before anything is written", async () => {
    scene.world.storage.front.forget();
    const same = `${scene.world.storage.accountUrl("stsource")}/keep`;
    await expect(
      backup({ folder: scene.folder.path, to: same }, contextOf(scene.world).context),
    ).rejects.toMatchObject({
      code: "backup_target_in_doomed_subscription",
      exitCode: 3,
    });
    expect(scene.world.storage.front.log).toEqual([]);
  });

  test("in a subscription that is itself ending is refused", async () => {
    const ending = `${scene.world.storage.accountUrl("stending")}/keep`;
    await expect(
      backup({ folder: scene.folder.path, to: ending }, contextOf(scene.world).context),
    ).rejects.toMatchObject({
      code: "backup_target_subscription_ending",
      message: expect.stringContaining(ENDING),
    });
  });

  test.each(["https://example.org/keep", "http://localhost/stbackup/keep", "ftp://stbackup/keep"])(
    "%s is no storage of this cloud",
    async (elsewhere) => {
      await expect(
        backup({ folder: scene.folder.path, to: elsewhere }, contextOf(scene.world).context),
      ).rejects.toMatchObject({ code: "backup_target_invalid", exitCode: 2 });
    },
  );

  test.each([
    "",
    " ",
    "contosobackup.blob.core.windows.net/old-shop",
    "contosobackup.blob.core.windows.net",
    "//contosobackup.dfs.core.usgovcloudapi.net/old-shop",
    "https:/contosobackup.blob.core.windows.net/old-shop",
    "127.0.0.1:10000/stbackup/keep",
  ])("'%s' is neither an address nor a folder", async (to) => {
    const folder = await mkdtemp(join(tmpdir(), "work-"));
    try {
      const context = { ...contextOf(scene.world).context, workingDirectory: folder };
      await expect(backup({ folder: scene.folder.path, to }, context)).rejects.toMatchObject({
        code: "backup_target_invalid",
        exitCode: 2,
        remedy: expect.stringContaining("https://"),
      });
      expect(await readdir(folder)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test.each(["my.blob", "backups/st.blob.core.windows.net", "./st.blob.core.windows.net"])(
    "'%s' is a folder",
    async (to) => {
      await scene.put("a.txt", "a");
      const context = { ...contextOf(scene.world).context, workingDirectory: scene.folder.path };
      const options = { folder: scene.folder.path, to, only: [SOURCE] };
      expect(await backup(options, context)).toMatchObject({ to: join(scene.folder.path, to), held: [] });
    },
  );

  test("a pasted signature is refused and not repeated", async () => {
    const signed = `${scene.to}?sig=SECRET`;
    const failure = await backup(
      { folder: scene.folder.path, to: signed },
      contextOf(scene.world).context,
    ).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "backup_target_invalid" });
    expect(String(failure)).not.toContain("SECRET");
  });

  test("that holds something else under the same name is not written over", async () => {
    await scene.put("a.txt", "ours");
    const blob = scene.target("stsource/images/blobs/a.txt");
    await blob.upload("theirs", 6);
    expect((await scene.run()).held).toMatchObject([{ code: "backup_target_conflict" }]);
    expect(await blob.downloadToBuffer()).toEqual(Buffer.from("theirs"));
  });

  test("that is read-only is said with its own code", async () => {
    await scene.put("a.txt", "a");
    scene.world.storage.front.intercept = ({ method, url }, response) => {
      if (method !== "PUT" || !url.includes("a.txt")) return false;
      response.writeHead(403, { "x-ms-error-code": "AuthorizationPermissionMismatch" }).end();
      return true;
    };
    expect((await scene.run()).held).toMatchObject([{ code: "backup_target_unwritable" }]);
  });

  test("that may not be listed any more is said with its own code, and forgets no copy", async () => {
    await scene.put("a.txt", "a");
    await scene.run();
    scene.world.storage.front.intercept = ({ method, url }, response) => {
      if (method !== "GET" || !/^\/stbackup\/keep\?.*comp=list/.test(url)) return false;
      response.writeHead(403, { "x-ms-error-code": "AuthorizationFailure" }).end();
      return true;
    };
    expect((await scene.run()).held).toMatchObject([{ code: "backup_target_unwritable" }]);
    scene.world.storage.front.intercept = undefined;
    expect((await scene.run()).done).toMatchObject([{ items: { count: 1 }, kept: 1 }]);
  });

  test("that keeps other bytes than were written is caught by reading them back", async () => {
    await scene.put("a.txt", "precious");
    let reads = 0;
    scene.world.storage.front.intercept = ({ method, url }, response) => {
      if (method !== "GET" || !url.startsWith("/stbackup/") || !url.includes("a.txt")) return false;
      reads += 1;
      response.writeHead(200, { "content-length": "8", etag: '"0x1"' }).end("precioux");
      return true;
    };
    expect((await scene.run()).held).toMatchObject([{ code: "copy_not_equal" }]);
    expect(reads).toBeGreaterThan(0);
  });

  test("may be a local folder, which the manifest does not name", async () => {
    await scene.put("a.txt", "a");
    await scene.put("deep/b.txt", "bb");
    await scene.put("odd:name?.txt", "ccc");
    const local = join(scene.folder.path, "copies");
    const { context, told } = contextOf(scene.world);
    const before = await scene.folder.manifest();
    const first = await backup({ folder: scene.folder.path, to: local, only: [SOURCE] }, context);
    expect(first).toMatchObject({ recorded: false, held: [], done: [{ items: { count: 3 }, kept: 0 }] });
    expect(await readFile(join(local, "stsource/images/blobs/deep/b.txt"), "utf8")).toBe("bb");
    expect(await scene.folder.manifest()).toBe(before);
    expect(told.notices.map(({ code }) => code)).toContain("backup_is_local");
    const again = await backup({ folder: scene.folder.path, to: local, only: [SOURCE] }, context);
    expect(again).toMatchObject({
      done: [{ items: { count: 3 }, kept: 3, artifacts: first.done[0]?.artifacts }],
    });
  });
});

import { describe, expect, test } from "vitest";
import { fileService } from "../../azure/storage/file-service.ts";
import { listFiles } from "../../azure/storage/list-files.ts";
import { shareFile } from "../../azure/storage/share-file.ts";
import { startBackupProcess } from "../support/backup-process.ts";
import { SOURCE } from "../support/backup-world.ts";
import { shareScene } from "../support/share-scene.ts";

const MIB = 1024 * 1024;
const scene = shareScene();

describe("a file", () => {
  test("that changes between its listing and its copy is copied as it is then", async () => {
    await scene.put("a.txt", "before");
    await scene.put("b.txt");
    scene.front.intercept = async ({ url }) => {
      if (url.endsWith("/docs/a.txt") && scene.readsOf("a.txt") === 1) await scene.put("a.txt", "behind");
      return false;
    };
    expect(await scene.run()).toMatchObject({ held: [], done: [{ items: { count: 2 } }] });
    expect([scene.readsOf("a.txt"), scene.readsOf("b.txt")]).toEqual([2, 1]);
    expect(String(await scene.copyOf("a.txt").downloadToBuffer())).toBe("behind");
  });

  test("that changes after its copy, and one that went, are seen before the list is written", async () => {
    await scene.put("a.txt", "before");
    await scene.put("gone.txt");
    let changed = false;
    scene.front.intercept = async ({ method, url }) => {
      if (changed || method !== "GET" || !url.includes("/files/a.txt")) return false;
      changed = true;
      await scene.put("a.txt", "after");
      await scene.remove("gone.txt");
      return false;
    };
    const result = await scene.run();
    expect(result).toMatchObject({ held: [], done: [{ items: { count: 1 } }] });
    expect(await scene.listed(result)).toMatchObject([{ name: "a.txt", bytes: 5 }]);
    expect((await scene.verify()).every(({ ok }) => ok)).toBe(true);
  });

  test("that never holds still is held, and the account does not count as backed up", async () => {
    await scene.put("a.txt", "0");
    scene.front.intercept = async ({ url }) => {
      if (url.endsWith("/docs/a.txt")) await scene.put("a.txt", String(scene.readsOf("a.txt")));
      return false;
    };
    const result = await scene.run();
    expect(result).toMatchObject({ done: [], recorded: false, held: [{ code: "source_blob_changed" }] });
    expect(await scene.folder.manifest()).not.toContain("list-");
  });

  test("that changed gives no part of what it is now, and neither does one that went", async () => {
    await scene.put("a.txt", "0123456789");
    const service = fileService(scene.world.connection, `https://${scene.front.host}/.file/stsource`);
    const share = service.getShareClient("docs");
    const { signal } = new AbortController();
    const listed = (await listFiles(share, signal).next()).value;
    if (listed === undefined) throw new Error("nothing is listed");
    const file = shareFile(share, listed, signal);
    expect(String(await file.read(2, 3))).toBe("234");
    await scene.put("a.txt", "9876543210");
    await expect(file.read(2, 3)).rejects.toMatchObject({ code: "source_blob_changed" });
    await expect(file.describe()).rejects.toMatchObject({ code: "source_blob_changed" });
    await scene.remove("a.txt");
    await expect(file.open()).rejects.toMatchObject({ code: "source_blob_changed" });
  });

  test("that is said to be elsewhere is not looked for there, where a token has no business", async () => {
    await scene.put("a.txt");
    scene.front.intercept = ({ url }, response) => {
      if (!url.endsWith("/docs/a.txt")) return false;
      response.writeHead(302, { location: `https://${scene.front.host}/elsewhere/a.txt` }).end();
      return true;
    };
    expect(await scene.run()).toMatchObject({ done: [], held: [{ code: "source_unreadable" }] });
    expect(scene.front.log.filter(({ url }) => url.startsWith("/elsewhere/"))).toEqual([]);
  });

  test("of which one byte flips at the target is found by verify", async () => {
    await scene.put("a.txt", "0123456789");
    await scene.run();
    const forged = Buffer.from("0123456799");
    await scene.copyOf("a.txt").upload(forged, forged.length);
    const problems = (await scene.verify()).flatMap((check) => check.problems.map(({ code }) => code));
    expect(problems).toEqual(["artifact_hash_mismatch"]);
  });

  test("of which one byte flips on its way is no copy", async () => {
    await scene.put("a.txt", "0123456789");
    scene.front.intercept = ({ method, url }, response) => {
      if (method !== "GET" || !url.includes("/files/a.txt")) return false;
      response.writeHead(200, { "content-length": 10, etag: '"0x1"' }).end("0123456799");
      return true;
    };
    expect(await scene.run()).toMatchObject({ done: [], held: [{ code: "copy_not_equal" }] });
  });
});

describe("going on", () => {
  const writes = (): number =>
    scene.front.log.filter(({ method, url }) => method === "PUT" && url.includes("/docs/files/")).length;

  test("a run that was killed leaves no file to copy twice", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `in/${index}.txt`);
    for (const name of names) await scene.put(name);
    const { world, storage, folder, to } = scene;
    const child = await startBackupProcess(world, storage, { folder: folder.path, to, id: SOURCE });
    let proven = 0;
    scene.front.intercept = ({ method, url }) => {
      if (method !== "GET" || !url.includes("/docs/files/")) return false;
      // The read-back of the ninth copy: eight may be recorded by now, and the process dies here.
      proven += 1;
      if (proven === 9) child.kill();
      return proven >= 9 && child.killed;
    };
    await child.exited;
    scene.front.intercept = undefined;
    scene.front.forget();
    const result = await scene.run();
    const kept = result.done[0]?.kept ?? 0;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(9);
    expect(names.filter((name) => scene.readsOf(name) === 0)).toHaveLength(kept);
    expect((await scene.verify()).every(({ ok }) => ok)).toBe(true);
    scene.front.forget();
    expect((await scene.run()).done).toMatchObject([{ kept: 12, artifacts: result.done[0]?.artifacts }]);
    expect(writes()).toBe(0);
  });

  test("a large file goes on in its middle", async () => {
    await scene.put("large.bin", Buffer.alloc(16 * MIB + 1, "0123456789"));
    const blocks = (): number => scene.front.log.filter(({ url }) => url.includes("comp=block&")).length;
    const giveUp = new AbortController();
    scene.front.intercept = () => {
      if (blocks() === 2) giveUp.abort();
      return false;
    };
    await expect(scene.run(giveUp.signal)).rejects.toThrow();
    scene.front.intercept = undefined;
    scene.front.forget();
    expect(await scene.run()).toMatchObject({ held: [], done: [{ items: { count: 1 } }] });
    expect(blocks()).toBeLessThan(3);
    expect((await scene.verify()).every(({ ok }) => ok)).toBe(true);
  });
});

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { blobPath } from "../../azure/storage/blob-location.ts";
import { sha256 } from "../../core/digest.ts";
import { startBackupProcess } from "../support/backup-process.ts";
import { backupScene } from "../support/backup-scene.ts";
import { SOURCE } from "../support/backup-world.ts";

const scene = backupScene();

describe("going on", () => {
  test("a second run copies nothing again and names the same artifact", async () => {
    await scene.fill();
    const first = await scene.run();
    scene.world.storage.front.forget();
    const second = await scene.run();
    expect(second.done[0]?.artifacts).toEqual(first.done[0]?.artifacts);
    expect(second.done[0]?.kept).toBe(21);
    expect(scene.writesOf("/blobs")).toBe(0);
    expect(scene.world.storage.front.log.filter(({ url }) => url.includes("large.bin"))).toEqual([]);
  });

  test("a run that was killed leaves nothing to copy twice", async () => {
    await scene.fill();
    const { world, folder, to } = scene;
    const child = await startBackupProcess(world, world.storage, { folder: folder.path, to, id: SOURCE });
    let copied = 0;
    scene.world.storage.front.intercept = async ({ method, url }) => {
      if (method !== "GET" || !url.includes("/stsource/images/blobs/")) return false;
      // The read-back of the twelfth copy: eleven may be recorded by now, and the process dies here.
      copied += 1;
      if (copied === 12) child.kill();
      return copied >= 12 && child.killed;
    };
    await child.exited;
    scene.world.storage.front.intercept = undefined;
    const recorded = await recordedNames();
    expect(recorded.length).toBeGreaterThan(0);
    expect(recorded.length).toBeLessThan(21);

    scene.world.storage.front.forget();
    const result = await scene.run();
    expect(result).toMatchObject({ held: [], recorded: true });
    expect(result.done[0]).toMatchObject({ items: { count: 21 }, kept: recorded.length });
    for (const name of recorded) expect(scene.writesOf(`/blobs/${blobPath(name)}`), name).toBe(0);
    const check = await scene.verify();
    expect(check).toMatchObject({ ok: true, listed: { blobs: 21 } });
  });

  test("a copy that was removed meanwhile is made again", async () => {
    await scene.put("a.txt", "a");
    await scene.put("b.txt", "b");
    await scene.run();
    await scene.target("stsource/images/blobs/a.txt").delete();
    expect((await scene.run()).done[0]).toMatchObject({ items: { count: 2 }, kept: 1 });
    expect(await scene.target("stsource/images/blobs/a.txt").exists()).toBe(true);
  });

  test("a blob that changed since is copied anew, one that is gone leaves the list", async () => {
    await scene.put("a.txt", "old");
    await scene.put("b.txt", "b");
    await scene.run();
    await scene.put("a.txt", "newer");
    await scene.source.deleteBlob("b.txt");
    const result = await scene.run();
    const [, ...lines] = await scene.listedIn(result.done[0]?.artifacts[0]?.url);
    expect(lines).toMatchObject([{ name: "a.txt", bytes: 5, sha256: sha256("newer") }]);
  });

  async function recordedNames(): Promise<string[]> {
    const records = join(scene.folder.path, "run", "backup");
    const [file] = await readdir(records);
    const lines = (await readFile(join(records, file ?? ""), "utf8")).split("\n");
    return lines.flatMap((line) => {
      try {
        return [JSON.parse(line).name];
      } catch {
        return [];
      }
    });
  }
});

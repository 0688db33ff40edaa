import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { type BackupResult, backup } from "../../steps/backup/backup.ts";
import { backupScene } from "../support/backup-scene.ts";
import { contextOf, SOURCE } from "../support/backup-world.ts";

const scene = backupScene();

/** What the run's lists say, by container. */
async function lists(run: BackupResult): Promise<Map<unknown, unknown[]>> {
  const found = new Map<unknown, unknown[]>();
  for (const { url } of run.done.flatMap(({ artifacts }) => artifacts)) {
    const path = decodeURIComponent(url.slice(scene.to.length + 1));
    const bytes = await scene.target(path).downloadToBuffer();
    const [header, ...lines] = bytes
      .toString()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => z.looseObject({}).parse(JSON.parse(line)));
    found.set(header?.container, lines);
  }
  return found;
}

describe("what storage accounts hold besides ordinary blobs", () => {
  const service = () => scene.world.storage.service("stsource");
  afterEach(async () => {
    for (const name of ["$web", "$root", "$logs", "empty"])
      await service().getContainerClient(name).deleteIfExists();
  });

  test("append and page blobs are copied with their type, a website and an empty container with their names", async () => {
    await scene.source.getAppendBlobClient("log.txt").create();
    await scene.source.getAppendBlobClient("log.txt").appendBlock("line\n", 5);
    await scene.source.getPageBlobClient("disk.vhd").create(1024);
    await scene.source.getPageBlobClient("disk.vhd").uploadPages(Buffer.alloc(512, 7), 512, 512);
    await service().getContainerClient("empty").create();
    await service().getContainerClient("$web").create();
    await service().getContainerClient("$web").getBlockBlobClient("index.html").upload("<p>", 3);
    const result = await scene.run();
    expect(result).toMatchObject({ held: [], recorded: true });
    const found = await lists(result);
    expect(found.get("images")).toMatchObject([
      { name: "disk.vhd", bytes: 1024, type: "PageBlob" },
      { name: "log.txt", bytes: 5, type: "AppendBlob" },
    ]);
    expect(found.get("$web")).toMatchObject([{ name: "index.html", bytes: 3 }]);
    expect(found.get("empty")).toEqual([]);
    expect(await scene.verify()).toMatchObject({ ok: true });
  });

  test("the root container is copied as any other; the service's own logs are not, and it is said", async () => {
    for (const name of ["$root", "$logs"]) {
      await service().getContainerClient(name).createIfNotExists();
      await service().getContainerClient(name).getBlockBlobClient("one.txt").upload("1", 1);
    }
    const { context, told } = contextOf(scene.world);
    const result = await backup({ folder: scene.folder.path, to: scene.to, only: [SOURCE] }, context);
    expect(result).toMatchObject({ held: [], recorded: true });
    const found = await lists(result);
    expect(found.get("$root")).toMatchObject([{ name: "one.txt" }]);
    expect(found.has("$logs")).toBe(false);
    const notCovered = told.notices.filter(({ code }) => code === "backup_not_covered");
    expect(notCovered.map(({ message }) => message)).toContainEqual(expect.stringContaining("$logs"));
    expect(await scene.verify()).toMatchObject({ ok: true });
  });

  test("a leased blob is copied, and a directory of a hierarchical account with its mark", async () => {
    await scene.put("leased.txt", "held by somebody");
    await scene.source.getBlobClient("leased.txt").getBlobLeaseClient().acquireLease(-1);
    const metadata = { hdi_isfolder: "true" };
    await scene.source.getBlockBlobClient("folder").upload("", 0, { metadata });
    await scene.put("folder/file.txt", "in it");
    const result = await scene.run();
    await scene.source.getBlobClient("leased.txt").getBlobLeaseClient().breakLease(0);
    expect(result).toMatchObject({ held: [], done: [{ items: { count: 3 } }] });
    const copied = await scene.target("stsource/images/blobs/folder").getProperties();
    expect(copied).toMatchObject({ contentLength: 0, metadata });
  });

  test("odd names come back as they were", async () => {
    const names = ["a b", "ü/ö?#%25&.txt", "quote'\"", "a//b", "trailing/", "+plus+"];
    for (const name of names) await scene.put(name, name);
    const result = await scene.run();
    const listed = (await lists(result)).get("images");
    expect(new Set(listed?.map((line) => z.looseObject({ name: z.string() }).parse(line).name))).toEqual(
      new Set(names),
    );
    expect(await scene.verify()).toMatchObject({ ok: true, listed: { blobs: names.length } });
  });

  test("snapshots are not copied, and it is said", async () => {
    await scene.put("a.txt", "now");
    await scene.source.getBlobClient("a.txt").createSnapshot();
    const { context, told } = contextOf(scene.world);
    const result = await backup({ folder: scene.folder.path, to: scene.to, only: [SOURCE] }, context);
    expect(result.done[0]?.items).toEqual({ count: 1, noun: "blob" });
    expect(told.notices.map(({ code }) => code)).toContain("backup_covers_blobs_only");
  });

  test("a blob below another blob's name, which no folder can hold, is held by one and goes into a container", async () => {
    await scene.put("a", "file");
    await scene.put("a/b", "below");
    const to = join(scene.folder.path, "copies");
    const { context } = contextOf(scene.world);
    const result = await backup({ folder: scene.folder.path, to, only: [SOURCE] }, context);
    expect(result).toMatchObject({ done: [], held: [{ code: "backup_target_conflict" }] });
    expect(await scene.run()).toMatchObject({ held: [], done: [{ items: { count: 2 } }] });
  });
});

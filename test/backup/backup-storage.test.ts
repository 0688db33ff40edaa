import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../core/digest.ts";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import { backup } from "../../steps/backup/backup.ts";
import { backupScene } from "../support/backup-scene.ts";
import { contextOf, SOURCE } from "../support/backup-world.ts";

const MIB = 1024 * 1024;
const scene = backupScene("two");

describe("a storage account's blobs", () => {
  test("are copied to another emulator, listed with their hashes, and recorded in the manifest", async () => {
    const contents = await scene.fill();
    const { context, told } = contextOf(scene.world);
    const result = await backup({ folder: scene.folder.path, to: scene.to, only: [SOURCE] }, context);

    expect(result).toMatchObject({ recorded: true, held: [], byHand: [] });
    expect(result.done).toMatchObject([{ of: SOURCE, items: { count: 21, noun: "blob" }, kept: 0 }]);
    const [artifact] = result.done[0]?.artifacts ?? [];
    if (artifact === undefined) throw new Error("no artifact");
    const [header, ...lines] = await scene.listedIn(artifact.url);
    expect(header).toMatchObject({ sundown: "blob-list", of: SOURCE, container: "images" });
    expect(lines.map(({ name, bytes, sha256: digest }) => [name, bytes, digest])).toEqual(
      [...contents]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, content]) => [name, content.length, sha256(content)]),
    );
    const copy = await scene.target("stsource/images/blobs/large.bin").getProperties();
    expect(copy).toMatchObject({
      contentLength: 5 * MIB,
      contentType: "text/plain",
      metadata: { origin: "test" },
    });

    const { sections } = parseManifest(Buffer.from(await scene.folder.manifest()), "decommission.yaml");
    expect(sections.backups).toContainEqual({ of: SOURCE, artifacts: [artifact] });
    expect(await scene.verify()).toMatchObject({
      ok: true,
      listed: { blobs: 21, bytes: result.done[0]?.bytes },
    });

    expect(told.notices.map(({ code }) => code)).toContain("backup_covers_blobs_only");
    const last = told.progress.filter(({ unit }) => unit === "bytes").at(-1);
    expect(last?.done).toBe(last?.total);
    expect(told.progress.at(-1)?.state).toBe("done");
  });

  test("no token is left in the journal or the records", async () => {
    await scene.fill();
    await scene.run();
    const files = await readdir(join(scene.folder.path, "run"), { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), "utf8")),
    );
    expect(texts.join("")).toContain("stsource");
    expect(texts.join("")).not.toMatch(/eyJ|Bearer|sig=/);
  });

  test("a flipped byte in a copy is caught with its own code", async () => {
    await scene.put("a.txt", "0123456789");
    await scene.run();
    const forged = Buffer.from("0123456799");
    await scene.target("stsource/images/blobs/a.txt").upload(forged, forged.length);
    const check = await scene.verify();
    expect(check?.problems.map(({ code }) => code)).toEqual(["artifact_hash_mismatch"]);
  });

  test("an account without containers gets the proof that there was nothing", async () => {
    await scene.source.delete();
    const result = await scene.run();
    expect(result.done).toMatchObject([{ items: { count: 0, noun: "blob" } }]);
    expect(result.done[0]?.artifacts).toHaveLength(1);
  });
});

test("what the plan does not list is not backed up", async () => {
  const only = [SOURCE.replace("stsource", "other")];
  await expect(
    backup({ folder: scene.folder.path, to: scene.to, only }, contextOf(scene.world).context),
  ).rejects.toMatchObject({
    code: "backup_not_planned",
  });
});

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../core/digest.ts";
import { recordBackup } from "../../core/manifest/record-backup.ts";
import { type VerifyOptions, verify } from "../../steps/verify/verify.ts";
import { backupScene } from "../support/backup-scene.ts";
import { contextOf, SOURCE } from "../support/backup-world.ts";

const scene = backupScene();
const run = (options: Partial<VerifyOptions> = {}) => {
  const { context, told } = contextOf(scene.world);
  return { told, result: verify({ folder: scene.folder.path, ...options }, context) };
};

describe("verify", () => {
  test("reads again what the manifest names and leaves what it found", async () => {
    await scene.put("a.txt", "12345");
    await scene.put("b.txt", "123");
    await scene.run();
    const { told, result } = run({ deep: true });
    const done = await result;
    const waived = [expect.stringMatching(/^\/subscriptions\/[^/]+$/)];
    expect(done).toMatchObject({ blobs: 2, waived, undecided: 0, checks: [{ of: SOURCE, ok: true }] });
    expect(done.bytes).toBe(8 + (done.checks[0]?.bytes ?? 0));
    expect(told.notices.map(({ code }) => code)).toEqual(["artifact_not_immutable"]);
    expect(told.progress.at(-1)).toMatchObject({ state: "done" });
    const left = JSON.parse(await readFile(join(scene.folder.path, "run", "verified.json"), "utf8"));
    expect(left).toMatchObject({
      verifiedAt: "2026-11-24T12:00:00.000Z",
      checks: [{ openedAs: "blob list" }],
    });
  });

  test("refuses with every single failure told", async () => {
    await scene.put("a.txt", "12345");
    await scene.run();
    await scene.target("stsource/images/blobs/a.txt").delete();
    const { told, result } = run();
    await expect(result).rejects.toMatchObject({
      code: "artifacts_not_proven",
      exitCode: 3,
      data: { checks: [{ ok: false, problemCount: 1 }] },
    });
    expect(told.notices.map(({ code }) => code)).toContain("artifact_missing");
  });

  test("an artifact inside the subscription that goes proves nothing", async () => {
    await scene.put("a.txt", "12345");
    const inside = { url: `${scene.source.url}/a.txt`, bytes: 5, sha256: sha256("12345") };
    const manifest = join(scene.folder.path, "decommission.yaml");
    await writeFile(manifest, recordBackup(await scene.folder.manifest(), SOURCE, [inside]));
    const { told, result } = run();
    await expect(result).rejects.toMatchObject({ code: "artifacts_not_proven" });
    expect(told.notices.map(({ code }) => code)).toEqual(["artifact_in_doomed_subscription"]);
  });

  test.each([
    ["by now lies in the subscription that goes", "stlate", "backup_target_in_doomed_subscription"],
    ["lies in a subscription that is itself ending", "stending", "backup_target_subscription_ending"],
  ])("an artifact in an account that %s proves nothing and is not read", async (_, account, code) => {
    const url = `${scene.world.storage.accountUrl(account)}/keep/a.txt`;
    const manifest = join(scene.folder.path, "decommission.yaml");
    const artifact = { url, bytes: 5, sha256: sha256("12345") };
    await writeFile(manifest, recordBackup(await scene.folder.manifest(), SOURCE, [artifact]));
    scene.world.storage.front.forget();
    const { told, result } = run();
    await expect(result).rejects.toMatchObject({ code: "artifacts_not_proven" });
    expect(told.notices.map((notice) => notice.code)).toEqual([code]);
    expect(scene.world.storage.front.log).toEqual([]);
  });

  test("a draft in which nothing is decided yet has nothing to verify", async () => {
    expect(await run().result).toMatchObject({ checks: [], undecided: 1 });
  });

  test("a manifest that cannot be read is refused", async () => {
    await writeFile(join(scene.folder.path, "decommission.yaml"), "backups: [");
    await expect(run().result).rejects.toMatchObject({ code: "manifest_yaml_invalid", exitCode: 2 });
  });
});

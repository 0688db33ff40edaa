import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { bundleAction } from "../../scripts/bundle-action.ts";

const root = join(import.meta.dirname, "../..");

test("dist/ is what the source builds to, byte for byte, small, and without a machine's paths", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sundown-bundle-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await bundleAction(folder);
  for (const name of ["index.js", "package.json"]) {
    const [built, committed] = await Promise.all([
      readFile(join(folder, name)),
      readFile(join(root, "dist", name)),
    ]);
    // Said in words: a difference of two megabytes helps nobody.
    expect(
      built.equals(committed),
      `dist/${name} is not what the source builds to: run scripts/bundle-action.ts`,
    ).toBe(true);
    expect(built.length).toBeLessThan(3 * 1024 * 1024);
    expect(built.includes(root)).toBe(false);
    expect(built.includes(tmpdir())).toBe(false);
  }
});

test("a stale bundle is never packed: the pack looks first, and writes nothing into the folder", async () => {
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  expect(scripts.prepack).toMatch(/^node scripts\/bundle-action\.ts --check && /);
  const folder = await mkdtemp(join(tmpdir(), "sundown-stale-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "index.js"), "old");
  const look = () =>
    spawnSync(process.execPath, ["scripts/bundle-action.ts", "--check", folder], {
      cwd: root,
      encoding: "utf8",
    });
  expect(look()).toMatchObject({ status: 1, stderr: expect.stringContaining("npm run bundle") });
  expect(await readFile(join(folder, "index.js"), "utf8")).toBe("old");
  await bundleAction(folder);
  expect(look()).toMatchObject({ status: 0, stderr: "" });
});

import { mkdtemp, readFile, rm } from "node:fs/promises";
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

import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { jobMatrix } from "../../core/lifecycle/job-matrix.ts";
import { cancel } from "../../steps/cancel/cancel.ts";
import { statusMatrix } from "../../steps/status/status-matrix.ts";
import { runCli } from "../support/run-cli.ts";
import { DOOMED, lifecycleWorld, wait } from "./world.ts";

/** Three decommissions: one is cancelled, one is not begun, one was tampered with. */
async function several(): Promise<string> {
  const world = await lifecycleWorld({});
  const directory = await mkdtemp(join(tmpdir(), "sundown-several-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const copy = (name: string) => cp(world.folder, join(directory, "decommission", name), { recursive: true });
  await copy("b-open");
  await cancel({ folder: world.folder, wait }, world.context);
  await copy("a-cancelled-with-a-name-that-is-longer-than-any-terminal-is-wide-which-is-cut");
  return directory;
}

describe("several decommissions", () => {
  test("side by side in 80 columns; one that cannot be trusted does not hide the others", async () => {
    const directory = await several();
    const broken = join(directory, "decommission", "c-broken");
    await mkdir(broken);
    await writeFile(join(broken, "plan.json"), "{");

    const run = await runCli(["status", "--all", "--offline"], { cwd: directory });

    expect(run.exitCode).toBe(2);
    const lines = run.stdout.trimEnd().split("\n");
    expect(lines.every((line) => line.length <= 80)).toBe(true);
    expect(lines[1]).toMatch(/^a-cancelled.*… .*back until 2027-01-30$/);
    expect(lines[2]).toMatch(/^b-open +\? +\d\/\d +stop$/);
    expect(lines[3]).toMatch(/^c-broken +unreadable$/);
    expect(run.stdout).toContain("! decommission/c-broken: plan_unreadable");
  });

  test("as a matrix: each job with its folder; a plan that cannot be trusted ends it", async () => {
    const directory = await several();
    const folders = ["decommission/b-open"];
    expect((await statusMatrix(folders, { workingDirectory: directory })).matrix.include).toEqual([
      { folder: "decommission/b-open", name: "b-open", subscription: DOOMED, tenant: expect.any(String) },
    ]);
    await writeFile(join(directory, "decommission", "b-open", "plan.json"), "{");
    await expect(statusMatrix(folders, { workingDirectory: directory })).rejects.toMatchObject({
      code: "plan_unreadable",
    });
    await expect(
      statusMatrix(
        Array.from({ length: 257 }, () => "x"),
        { workingDirectory: directory },
      ),
    ).rejects.toMatchObject({ code: "matrix_too_large" });
  });

  test("neighbours are of different tenants, and each tenant adds its own room", () => {
    const entry = (name: string, tenant: string) => ({ folder: name, name, subscription: name, tenant });
    const { matrix, maxParallel } = jobMatrix([
      entry("1", "a"),
      entry("2", "a"),
      entry("3", "A"),
      entry("4", "b"),
    ]);
    expect(matrix.include.map(({ name }) => name)).toEqual(["1", "4", "2", "3"]);
    expect(maxParallel).toBe(6);
    expect(jobMatrix([]).maxParallel).toBe(3);
  });
});

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { problemLines } from "../../cli/render/problems.ts";
import { repository, runCli } from "../support/run-cli.ts";

describe("what is written where", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sundown-output-"));
    const inventory = {
      subscription: { subscriptionId: "6a1f0c52-3d7e-4b9a-8c21-94e5b7d0f3a6" },
      resources: [],
    };
    await writeFile(join(folder, "estate.json"), JSON.stringify(inventory));
    for (const name of ["good", "bad"]) {
      const out = `decommission/${name}`;
      await runCli(["plan", "--inventory", "estate.json", "--out", out], { cwd: folder });
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("--json without a verb is one document, for an empty folder too", async () => {
    const { exitCode, stdout } = await runCli(["--json"], { cwd: folder });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).decommissions).toMatchObject([
      { folder: "decommission/bad", status: { phase: "before" } },
      { folder: "decommission/good", status: { phase: "before" } },
    ]);
    const empty = await mkdtemp(join(folder, "empty-"));
    expect(JSON.parse((await runCli(["--json"], { cwd: empty })).stdout)).toEqual({ decommissions: [] });
    const other = await runCli(["--json", "--folder", "decommission/good"], { cwd: folder });
    expect(JSON.parse(other.stdout).error.code).toBe("usage_error");
  });

  test("a folder that was tampered with is named, beside those that stand", async () => {
    const plan = join(folder, "decommission/bad/plan.json");
    const before = await readFile(plan, "utf8");
    const changed = JSON.parse(before);
    changed.billing = [];
    await writeFile(plan, JSON.stringify(changed));
    const [words, json, verb] = await Promise.all([
      runCli([], { cwd: folder }),
      runCli(["--json"], { cwd: folder }),
      runCli(["status", "--offline", "--folder", "decommission/bad"], { cwd: folder }),
    ]);
    await writeFile(plan, before);
    expect(words.stdout).toContain("plan_digest_mismatch");
    expect(words.stdout).toMatch(/✓ plan/);
    expect(JSON.parse(json.stdout).decommissions).toMatchObject([
      { error: { code: "plan_digest_mismatch" } },
      { status: { phase: "before" } },
    ]);
    expect(verb.stderr).toContain("plan_digest_mismatch");
    expect(verb.stderr).not.toContain("There is no plan yet");
    expect([words.exitCode, json.exitCode, verb.exitCode]).toEqual(Array(3).fill(verb.exitCode));
    expect(verb.exitCode).toBeGreaterThan(1);
  });

  test("check names the file once and each problem in a line; the JSON holds each once", async () => {
    const args = ["check", "--folder", "decommission/good"];
    const [words, json] = await Promise.all([
      runCli(args, { cwd: folder }),
      runCli([...args, "--json"], { cwd: folder }),
    ]);
    expect(words.exitCode).toBe(3);
    expect(words.stderr.match(/decommission\.yaml has/g)).toHaveLength(1);
    expect(words.stderr).not.toContain(folder);
    const { error } = JSON.parse(json.stdout);
    expect(error.data.problems.length).toBeGreaterThan(1);
    const lines = words.stderr.split("\n").filter((line) => /^ {2}\d+:\d+ manifest_\w+: .+ — .+/.test(line));
    expect(lines).toHaveLength(error.data.problems.length);
    expect(error.message).not.toContain("\n");
  });

  test.runIf(existsSync("/dev/full"))("a full disk behind stdout is told without a stack", async () => {
    const run = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      const command = `exec "$0" "$1" status --offline --folder decommission/good > /dev/full`;
      const args = ["-c", command, process.execPath, join(repository, "cli/main.ts")];
      execFile("sh", args, { cwd: folder }, (error, _stdout, stderr) =>
        resolve({ code: error?.code, stderr }),
      );
    });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^error file_unwritable: stdout cannot be written: .*ENOSPC/m);
    expect(run.stderr).not.toContain("    at ");
  });
});

test("an older Node is told in one line which one is needed", async () => {
  const pretend = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.1.0"})';
  const args = ["--import", pretend, join(repository, "cli/sundown.js"), "--version"];
  const run = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
    execFile(process.execPath, args, (error, _stdout, stderr) => resolve({ code: error?.code, stderr }));
  });
  expect(run.code).toBe(2);
  expect(run.stderr).toMatch(/^sundown needs Node 22\.18 or newer; this is Node 20\.1\.0 .*\n$/);
});

test("problems fold at the terminal's width without cutting an id", () => {
  const id = `/subscriptions/${"x".repeat(60)}`;
  const problem = {
    code: "manifest_undecided",
    message: `${id} is open`,
    remedy: "write it",
    at: { line: 4, column: 13 },
  };
  const lines = problemLines([problem], 40);
  expect(lines[0]).toBe("  4:13 manifest_undecided:");
  expect(lines.some((line) => line.trim() === id)).toBe(true);
  expect(lines.filter((line) => line.length > 40)).toHaveLength(1);
  expect(problemLines([problem], undefined)).toHaveLength(1);
  expect(problemLines(undefined, 40)).toEqual([]);
});

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../support/run-cli.ts";

describe("what the command line answers to mistakes", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sundown-usage-"));
    await writeFile(join(folder, "text.json"), "no json");
    await writeFile(join(folder, "shape.json"), JSON.stringify({ resources: [{ name: "no id" }] }));
    await writeFile(
      join(folder, "empty.json"),
      JSON.stringify({
        subscription: { subscriptionId: "6a1f0c52-3d7e-4b9a-8c21-94e5b7d0f3a6" },
        resources: [],
      }),
    );
    await writeFile(join(folder, "latin1.json"), Buffer.from([0x7b, 0x22, 0xe9, 0x22, 0x7d]));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each([
    ["an unknown verb", ["plam"], "usage_error"],
    ["an unknown flag", ["plan", "--bogus"], "usage_error"],
    ["a flag without its value", ["plan", "--inventory"], "usage_error"],
    [
      "two sources at once",
      ["plan", "--inventory", "text.json", "--subscription", "6a1f0c52-3d7e-4b9a-8c21-94e5b7d0f3a6"],
      "usage_error",
    ],
    ["a subscription that is a path", ["plan", "--subscription", "../../x"], "usage_error"],
    ["a subscription's name", ["run", "--subscription", "Contoso Shop"], "usage_error"],
    ["no source", ["plan"], "usage_error"],
    ["a missing file", ["plan", "--inventory", "missing.json"], "file_unreadable"],
    ["a folder in place of a file", ["plan", "--inventory", "."], "file_unreadable"],
    ["a file that is no JSON", ["plan", "--inventory", "text.json"], "inventory_not_json"],
    ["a file that is not UTF-8", ["plan", "--inventory", "latin1.json"], "inventory_not_json"],
    ["JSON that is no inventory", ["plan", "--inventory", "shape.json"], "inventory_invalid"],
    [
      "a stack that is none",
      ["plan", "--inventory", "empty.json", "--stack", "shape.json"],
      "stack_unreadable",
    ],
    [
      "a Terraform state that is none",
      ["plan", "--inventory", "empty.json", "--tfstate", "text.json"],
      "terraform_state_unreadable",
    ],
    ["no decommission folder", ["explain", "/subscriptions/x"], "folder_missing"],
    ["a folder that is not there", ["explain", "/subscriptions/x", "--folder", "none"], "folder_missing"],
    ["an estate that is not there", ["simulate", "--estate", "none", "--port", "0"], "file_unreadable"],
    ["a port that is none", ["simulate", "--estate", "demo", "--port", "http"], "usage_error"],
  ])("%s: exit 2 with a code, in words and as JSON", async (_, args, code) => {
    const [words, json] = await Promise.all([
      runCli(args, { cwd: folder }),
      runCli([...args, "--json"], { cwd: folder }),
    ]);
    expect(words).toMatchObject({ exitCode: 2, stdout: "" });
    expect(words.stderr).toContain(`error ${code}: `);
    expect(words.stderr).toContain("do: ");
    expect(words.stderr).not.toContain("    at ");
    expect(json.exitCode).toBe(2);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code, message: expect.any(String) } });
  });

  test.each(["--stack", "--tfstate"])(
    "%s: where a state stops being JSON, and nothing of it",
    async (flag) => {
      await writeFile(join(folder, "state.json"), '{\n  "version": 4,\n  "password": hunter2\n}');
      const args = ["plan", "--inventory", "empty.json", flag, "state.json"];
      const { exitCode, stderr } = await runCli(args, { cwd: folder });
      expect(exitCode).toBe(2);
      expect(stderr).toContain(
        "state.json is not JSON: line 3, column 15: this is neither text in double quotes",
      );
      expect(stderr).toContain("at: state.json:3:15");
      expect(stderr).not.toContain("hunter2");
    },
  );

  test("several decommissions and none named", async () => {
    for (const name of ["one", "two"]) {
      await mkdir(join(folder, "many/decommission", name), { recursive: true });
      await writeFile(join(folder, "many/decommission", name, "plan.json"), "{}");
    }
    const run = await runCli(["explain", "/subscriptions/x", "--json"], { cwd: join(folder, "many") });
    expect(run.exitCode).toBe(2);
    expect(JSON.parse(run.stdout).error).toMatchObject({
      code: "folder_ambiguous",
      message: expect.stringContaining("decommission/two"),
    });
  });

  test("--help and --version answer on stdout with 0, quickly", async () => {
    const started = performance.now();
    const help = await runCli(["--help"]);
    const seconds = (performance.now() - started) / 1000;
    expect(help).toMatchObject({ exitCode: 0, stderr: "" });
    expect(help.stdout).toContain("plan");
    expect(help.stdout).toContain("Exit codes");
    // 0.1 s on an idle machine; the rest is room for a busy one.
    expect(seconds).toBeLessThan(2);
    expect(await runCli(["--version"])).toMatchObject({ exitCode: 0, stderr: "" });
  });

  test("alone it lists the verbs and where to begin, or where the decommissions stand", async () => {
    const empty = await runCli([], { cwd: folder });
    expect(empty).toMatchObject({ exitCode: 0, stderr: "" });
    expect(empty.stdout).toContain("Usage: sundown");
    const [, begin = ""] = empty.stdout.split("To begin:\n");
    const lines = begin.trimEnd().split("\n");
    expect(lines.map((line) => /`sundown (.*)`/.exec(line)?.[1])).toEqual([
      "demo",
      "plan --subscription ID",
      "init",
    ]);
    const out = join(folder, "alone/decommission/shop");
    await runCli(["plan", "--inventory", "empty.json", "--out", out], { cwd: folder });
    const standing = await runCli([], { cwd: join(folder, "alone") });
    expect(standing.exitCode).toBe(0);
    expect(standing.stdout).toContain("decommission/shop");
    expect(standing.stdout).toMatch(/✓ plan/);
    expect(standing.stdout).toMatch(/○ decide/);
    expect(standing.stdout).not.toContain("To begin");
  });
});

import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../support/run-cli.ts";

const ID = "6a1f0c52-3d7e-4b9a-8c21-94e5b7d0f3a6";
const OTHER = "7b1f0c52-3d7e-4b9a-8c21-94e5b7d0f3a6";

describe("where plan writes", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sundown-out-"));
    for (const [name, subscriptionId] of [
      ["one", ID],
      ["other", OTHER],
    ]) {
      const inventory = { subscription: { subscriptionId }, resources: [] };
      await writeFile(join(folder, `${name}.json`), JSON.stringify(inventory));
    }
  });
  afterAll(() => rm(folder, { recursive: true }));
  const plan = async (inventory: string, out: string) => {
    const run = await runCli(["plan", "--inventory", `${inventory}.json`, "--out", out, "--json"], {
      cwd: folder,
    });
    return { exitCode: run.exitCode, answer: JSON.parse(run.stdout) };
  };

  test.each([
    ["plan.json", '{"version":1,"scripts":{}}'],
    ["plan.md", "# My plan for the holidays\n"],
    ["dependencies.dot", "digraph {}\n"],
    ["decommission.yaml", "name: nightly\n"],
  ])("a %s of somebody else's is left alone", async (name, content) => {
    const out = `foreign-${name}`;
    await mkdir(join(folder, out));
    await writeFile(join(folder, out, name), content);
    const { exitCode, answer } = await plan("one", out);
    expect({ exitCode, code: answer.error.code }).toEqual({ exitCode: 3, code: "folder_foreign" });
    expect(await readFile(join(folder, out, name), "utf8")).toBe(content);
  });

  test("another subscription's plan is not replaced, its own is", async () => {
    expect((await plan("one", "taken")).exitCode).toBe(0);
    const before = await readFile(join(folder, "taken/plan.json"), "utf8");
    const { answer } = await plan("other", "taken");
    expect(answer.error).toMatchObject({
      code: "folder_foreign",
      message: expect.stringContaining(ID),
    });
    expect(await readFile(join(folder, "taken/plan.json"), "utf8")).toBe(before);
    expect((await plan("one", "taken")).exitCode).toBe(0);
  });

  test("a folder without a name is wrong usage", async () => {
    const { exitCode, answer } = await plan("one", "");
    expect({ exitCode, code: answer.error.code }).toEqual({ exitCode: 2, code: "usage_error" });
  });

  test.runIf(process.platform === "linux")("where no folder can be made, it says why and ends", async () => {
    const { exitCode, answer } = await plan("one", "/proc/sundown/deep");
    expect({ exitCode, code: answer.error.code }).toEqual({ exitCode: 1, code: "file_unwritable" });
    expect(answer.error.message).toContain("ENOENT");
  });

  test("a file in a folder's place is named", async () => {
    const { answer } = await plan("one", "one.json/deeper");
    expect(answer.error).toMatchObject({ message: expect.stringContaining("ENOTDIR") });
  });

  test("a run folder that is a link is refused by every verb", async () => {
    expect((await plan("one", "linked")).exitCode).toBe(0);
    await mkdir(join(folder, "elsewhere"));
    await symlink(join(folder, "elsewhere"), join(folder, "linked/run"));
    for (const verb of [["status", "--offline"], ["check"], ["support", "--offline"]]) {
      const run = await runCli([...verb, "--folder", "linked", "--json"], { cwd: folder });
      expect(run.exitCode).toBe(3);
      expect(JSON.parse(run.stdout).error.code).toBe("run_folder_linked");
    }
  });

  test("what a run leaves behind is its owner's alone", async () => {
    expect((await plan("one", "own")).exitCode).toBe(0);
    const run = await runCli(["support", "--offline", "--folder", "own", "--json"], { cwd: folder });
    expect(run.exitCode).toBe(0);
    const { mode } = await stat(join(folder, "own/run/support-request.txt"));
    expect(mode & 0o077).toBe(0);
  });
});

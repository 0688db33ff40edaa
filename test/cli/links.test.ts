import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { openJournal } from "../../engine/journal.ts";
import { openLineRecord } from "../../steps/backup/line-record.ts";
import { writeWhole } from "../../steps/plan/write-whole.ts";
import { runCli } from "../support/run-cli.ts";

const inventory = { subscription: { subscriptionId: "6a1f0c52-3d7e-4b9a-8c21-94e5b7d0f3a6" }, resources: [] };
const MINE = "what was there before\n";

let folder: string;
let outside: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sundown-links-"));
  outside = join(folder, "outside");
  await writeFile(outside, MINE);
  await writeFile(join(folder, "inventory.json"), JSON.stringify(inventory));
});
afterEach(() => rm(folder, { recursive: true }));

const run = async (...args: string[]) => {
  const { exitCode, stdout } = await runCli([...args, "--json"], { cwd: folder });
  return { exitCode, answer: JSON.parse(stdout) };
};
const plan = () => run("plan", "--inventory", "inventory.json", "--out", "one");
const left = async (place: string): Promise<string[]> =>
  (await readdir(place)).filter((name) => name.endsWith(".new"));

describe("a link that a repository carries", () => {
  test("at the name of a draft or of the file itself leads no writing out of the folder", async () => {
    expect((await plan()).exitCode).toBe(0);
    const drafts = ["plan.md.new", "plan.json.new", "decommission.yaml.new"];
    for (const name of drafts) await symlink(outside, join(folder, "one", name));
    await rm(join(folder, "one/plan.md"));
    await symlink(outside, join(folder, "one/plan.md"));
    expect((await plan()).exitCode).toBe(0);
    expect(await readFile(outside, "utf8")).toBe(MINE);
    expect((await lstat(join(folder, "one/plan.md"))).isFile()).toBe(true);
    expect((await left(join(folder, "one"))).toSorted()).toEqual(drafts.toSorted());
  });

  test.each(["journal.jsonl", "lock", "backup", "backup/pieces"])("as run/%s is refused", async (name) => {
    expect((await plan()).exitCode).toBe(0);
    const place = join(folder, "one/run", name);
    await mkdir(dirname(place), { recursive: true });
    await symlink(outside, place);
    const { exitCode, answer } = await run("status", "--offline", "--folder", "one");
    expect({ exitCode, error: answer.error }).toMatchObject({
      exitCode: 3,
      error: { code: "run_folder_linked", message: expect.stringContaining(name) },
    });
  });

  test("at the name of a journal or a record is not followed by whoever opens it", async () => {
    const place = join(folder, "journal.jsonl");
    for (const to of [outside, join(folder, "not-there")]) {
      await symlink(to, place);
      await expect(openJournal(place)).rejects.toMatchObject({ code: "run_folder_linked" });
      const record = openLineRecord(place, z.string(), () => undefined);
      await expect(record).rejects.toMatchObject({ code: "run_folder_linked" });
      await rm(place);
    }
    expect(await readFile(outside, "utf8")).toBe(MINE);
    expect((await readdir(folder)).toSorted()).toEqual(["inventory.json", "outside"]);
  });
});

test("a file that cannot be put in its place leaves no draft", async () => {
  const taken = join(folder, "taken");
  await mkdir(taken);
  await expect(writeWhole(taken, MINE)).rejects.toMatchObject({ code: "file_unwritable" });
  expect(await left(folder)).toEqual([]);
});

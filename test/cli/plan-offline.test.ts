import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planSchema } from "../../core/plan/plan.ts";
import { repository, runCli } from "../support/run-cli.ts";

const demo = join(repository, "simulator/estates/demo.json");

interface Estate {
  resources: { id: string }[];
  resourceGroups: unknown[];
  [key: string]: unknown;
}

describe("plan from a file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sundown-plan-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const planTo = async (inventory: string, name: string) => {
    const out = join(folder, name);
    const run = await runCli(["plan", "--inventory", inventory, "--out", out, "--json"]);
    expect(run.stderr).not.toContain("error");
    expect(run.exitCode).toBe(0);
    return { out, result: JSON.parse(run.stdout) };
  };
  const withoutVarying = async (out: string) => {
    const {
      takenAt: _takenAt,
      observed: _observed,
      ...rest
    } = planSchema.parse(JSON.parse(await readFile(join(out, "plan.json"), "utf8")));
    return JSON.stringify(rest);
  };

  test("gives a valid plan of the whole estate, a page, a picture and a draft", async () => {
    const { out, result } = await planTo(demo, "first");
    const plan = planSchema.parse(JSON.parse(await readFile(join(out, "plan.json"), "utf8")));
    const estate: Estate = JSON.parse(await readFile(demo, "utf8"));
    const planned = new Set(plan.resources.map(({ id }) => id));
    expect(estate.resources.filter(({ id }) => !planned.has(id))).toEqual([]);
    expect(result.planDigest).toBe(plan.planDigest);
    expect(result.drafted).toBe(true);
    expect(result.open.length).toBeGreaterThan(0);
    const page = await readFile(join(out, "plan.md"), "utf8");
    for (const group of plan.resourceGroups) expect(page).toContain(group.name);
    for (const need of plan.backupsNeeded) expect(page).toContain(need.because);
    const picture = await readFile(join(out, "dependencies.svg"), "utf8");
    expect(picture.replaceAll("&#45;", "-")).toContain(">vm-parcel-sort1<");
  });

  test("gives the same bytes twice, and for a shuffled inventory too", async () => {
    const estate: Estate = JSON.parse(await readFile(demo, "utf8"));
    const shuffled = join(folder, "shuffled.json");
    const turned = {
      ...estate,
      resources: estate.resources.toReversed(),
      resourceGroups: estate.resourceGroups.toReversed(),
    };
    await writeFile(shuffled, JSON.stringify(turned));
    const [one, again, other] = await Promise.all([
      planTo(demo, "one"),
      planTo(demo, "again"),
      planTo(shuffled, "other"),
    ]);
    const bytes = await withoutVarying(one.out);
    expect(await withoutVarying(again.out)).toBe(bytes);
    expect(await withoutVarying(other.out)).toBe(bytes);
    expect(await readFile(join(again.out, "plan.md"), "utf8")).toBe(
      await readFile(join(one.out, "plan.md"), "utf8"),
    );
  });

  test("says why more goes than was read, in 80 columns", async () => {
    const estate: Estate = JSON.parse(await readFile(demo, "utf8"));
    const run = await runCli(["plan", "--inventory", demo, "--out", join(folder, "words")]);
    const [, goes] = /goes +(\d+) resources/.exec(run.stdout) ?? [];
    const [, more] = /of these, (\d+) (?:is|are) in no list/.exec(run.stdout) ?? [];
    expect(Number(goes) - Number(more)).toBe(estate.resources.length);
    const summary = run.stdout.split("\n").filter((line) => !line.includes(folder));
    expect(summary.filter((line) => line.length > 80)).toEqual([]);
  });

  test("keeps a manifest that is there, and says what is open", async () => {
    const { out } = await planTo(demo, "kept");
    const manifest = join(out, "decommission.yaml");
    const decided = `${await readFile(manifest, "utf8")}# a decision\n`;
    await writeFile(manifest, decided);
    const run = await runCli(["plan", "--inventory", demo, "--out", out, "--json"]);
    expect(await readFile(manifest, "utf8")).toBe(decided);
    expect(JSON.parse(run.stdout).drafted).toBe(false);
    const notices = run.stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(notices).toContainEqual(expect.objectContaining({ code: "manifest_kept" }));
  });

  test("names a resource that breaks Markdown without becoming Markdown", async () => {
    const evil = join(folder, "evil.json");
    const id =
      "/subscriptions/6a1f0c52-3d7e-4b9a-8c21-94e5b7d0f3a6/resourceGroups/rg|<b>@all`/providers/Microsoft.Storage/storageAccounts/x";
    await writeFile(evil, JSON.stringify({ resources: [{ id }] }));
    const { out } = await planTo(evil, "evil");
    const page = await readFile(join(out, "plan.md"), "utf8");
    expect(page).not.toContain("<b>");
    expect(page).not.toContain("@all");
    expect(await readFile(join(out, "dependencies.svg"), "utf8")).not.toContain("<b>");
  });

  test("a stack that owns resources is named in the plan", async () => {
    const stack = join(folder, "stack.json");
    const id =
      "/subscriptions/6a1f0c52-3d7e-4b9a-8c21-94e5b7d0f3a6/resourceGroups/rg-parcel-ops/providers/Microsoft.Insights/actionGroups/ag-parcel-oncall";
    const urn = "urn:pulumi:prod::parcel::azure-native:monitor:ActionGroup::oncall";
    const resource = { urn, custom: true, type: "azure-native:monitor:ActionGroup", id };
    await writeFile(stack, JSON.stringify({ version: 3, deployment: { resources: [resource] } }));
    const out = join(folder, "owned");
    const run = await runCli(["plan", "--inventory", demo, "--stack", stack, "--out", out, "--json"]);
    expect(run.exitCode).toBe(0);
    const plan = planSchema.parse(JSON.parse(await readFile(join(out, "plan.json"), "utf8")));
    expect(plan.owners).toEqual([{ source: "stack prod", ids: [id], protected: [], retained: [] }]);
    expect(await readFile(join(out, "plan.md"), "utf8")).toContain("stack prod");
  });

  test("explains a resource of the plan, whatever the case of the id", async () => {
    const { out } = await planTo(demo, "explained");
    const id =
      "/SUBSCRIPTIONS/6a1f0c52-3d7e-4b9a-8c21-94e5b7d0f3a6/resourcegroups/rg-parcel-network/providers/microsoft.network/virtualnetworks/VNET-PARCEL";
    const run = await runCli(["explain", id, "--folder", out]);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain("rg-parcel-data/pe-sql-parcel");
    const unknown = await runCli(["explain", `${id}-none`, "--folder", out, "--json"]);
    expect(unknown.exitCode).toBe(2);
    expect(JSON.parse(unknown.stdout).error.code).toBe("resource_not_in_plan");
  });
});

import { createHash } from "node:crypto";
import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { manifestSchema } from "../../core/manifest/manifest.ts";
import { planSchema } from "../../core/plan/plan.ts";
import { type CliRun, repository, runCli } from "../support/run-cli.ts";

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
const entrySchema = z.looseObject({ step: z.string(), kind: z.string(), before: z.string() });
const evidenceSchema = z.looseObject({
  planDigest: z.string(),
  approvalDigest: z.string(),
  operations: z.array(z.looseObject({ id: z.string(), provenAt: z.string() })),
});

/** Without what lines begin with and how they are folded. */
const asOneLine = (text: string): string =>
  text
    .replaceAll(/^[\s│]+/gm, "")
    .replaceAll(/\s+/g, " ")
    .trim();

describe("the demo, once, as a process", () => {
  let parent: string;
  let folder: string;
  let decommission: string;
  let run: CliRun;
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), "sundown-demo-"));
    folder = join(parent, "left");
    decommission = join(folder, "decommission/contoso-parcel-legacy");
    run = await runCli(["demo", "--out", folder, "--json"], { cwd: parent });
  }, 180_000);
  afterAll(() => rm(parent, { recursive: true, force: true }));
  const read = (name: string) => readFile(join(decommission, name), "utf8");

  test("ends well, with the subscription cancelled", () => {
    // With --json what is told is JSON lines, all of it.
    for (const line of run.stderr.trimEnd().split("\n")) expect(JSON.parse(line)).toHaveProperty("event");
    expect(run.exitCode).toBe(0);
    expect(["Disabled", "Warned"]).toContain(JSON.parse(run.stdout).state);
  });

  test("nothing in other subscriptions needs this one: that all storage is on this machine is no sign of it", async () => {
    expect(planSchema.parse(JSON.parse(await read("plan.json"))).dependents).toEqual([]);
  });

  test.each([
    ["a destroy without a pull request", "approval_needed"],
    ["a destroy before the approval", "approval_missing"],
    ["a cancel before the teardown", "resources_left"],
  ])("tells that %s is refused, and why", (_, code) => {
    expect(run.stderr).toMatch(new RegExp(`│ error ${code}: \\S`));
  });

  test("what it says is there is there", async () => {
    const files: Record<string, string> = JSON.parse(run.stdout).files;
    expect(Object.keys(files).length).toBeGreaterThan(6);
    for (const file of Object.values(files)) await access(join(folder, file));
  });

  test("the manifest is decided, and the comment's line approves exactly these bytes", async () => {
    const bytes = await readFile(join(decommission, "decommission.yaml"));
    expect(manifestSchema.safeParse(parse(bytes.toString("utf8"))).success).toBe(true);
    const plan = planSchema.parse(JSON.parse(await read("plan.json")));
    const digest = sha256(Buffer.concat([bytes, Buffer.from(plan.planDigest, "ascii")]));
    const comment = await readFile(join(folder, "pull-request-comment.md"), "utf8");
    expect(comment.split("\n")).toContain(`sundown approve Contoso Parcel Legacy ${digest}`);
    const evidence = evidenceSchema.parse(JSON.parse(await read("run/evidence.json")));
    expect(evidence).toMatchObject({ planDigest: plan.planDigest, approvalDigest: digest });
  });

  test("what Sundown can copy by itself is copied; only the rest is waived or copied by hand", async () => {
    const plan = planSchema.parse(JSON.parse(await read("plan.json")));
    const backups = manifestSchema.parse(parse(await read("decommission.yaml"))).backups ?? [];
    const copied = backups.flatMap((backup) =>
      "artifacts" in backup && backup.artifacts.some(({ url }) => url.includes("/sundown-backups/"))
        ? [String(plan.backupsNeeded.find(({ of }) => of === backup.of)?.method)]
        : [],
    );
    const methods = ["blobs", "blobs", "configuration", "disk", "disk", "disk", "dns-zone"];
    expect(copied.toSorted()).toEqual([...methods, "sql-database", "sql-database"]);
    const artifacts = backups.flatMap((backup) => ("artifacts" in backup ? backup.artifacts : []));
    expect(artifacts.filter(({ url }) => url.includes("/stparcelorders.file/scans/"))).toHaveLength(1);
  });

  test("the evidence proves every operation of the plan", async () => {
    const plan = planSchema.parse(JSON.parse(await read("plan.json")));
    const evidence = evidenceSchema.parse(JSON.parse(await read("run/evidence.json")));
    expect(evidence.operations.map(({ id }) => id).toSorted()).toEqual(
      plan.operations.map(({ id }) => id).toSorted(),
    );
    expect(JSON.parse(await read("run/evidence.json"))).toMatchObject({
      judged: { releasedBy: ["platform-reviewer"] },
      cancel: { outcome: "cancelled" },
    });
  });

  test("the journal is one unbroken chain, each act announced before it was done", async () => {
    const lines = (await read("run/journal.jsonl")).trimEnd().split("\n");
    const entries = lines.map((line) => entrySchema.parse(JSON.parse(line)));
    for (const [index, entry] of entries.entries()) {
      if (index > 0) expect(entry.before).toBe(sha256(lines[index - 1] ?? ""));
    }
    const steps = new Set(entries.map(({ step }) => step));
    for (const step of ["stop", "backup", "destroy", "roles", "cancel"]) expect(steps).toContain(step);
  });

  test("what the how-to pages show is what it says", async () => {
    const told = run.stderr.trimEnd().split("\n");
    const texts = told.map(
      (line) => z.looseObject({ text: z.string().default("") }).parse(JSON.parse(line)).text,
    );
    const plan = planSchema.parse(JSON.parse(await read("plan.json")));
    const looks = await Promise.all(
      [
        ["explain", `/subscriptions/${plan.subscription.id}/resourceGroups/rg-parcel-network`],
        ["verify", "--evidence", join(decommission, "run/evidence.json")],
      ].map((args) => runCli([...args, "--folder", decommission], { cwd: parent })),
    );
    const said = asOneLine([...texts, ...looks.map(({ stdout }) => stdout)].join("\n"));
    const pages = await readdir(join(repository, "docs/how-to"));
    const missing: string[] = [];
    for (const page of pages) {
      const text = await readFile(join(repository, "docs/how-to", page), "utf8");
      for (const [, block = ""] of text.matchAll(/^```text\n([\s\S]*?)^```$/gm)) {
        let from = 0;
        for (const line of block.trim().split("\n")) {
          from = said.indexOf(asOneLine(line), from);
          if (from < 0) missing.push(`${page}: ${line}`);
        }
      }
    }
    expect(missing).toEqual([]);
  });

  test("no key, secret or certificate of the servers is left", async () => {
    const files = await readdir(folder, { recursive: true });
    expect(files.filter((file) => /\.pem$|^\.stage/.test(file))).toEqual([]);
  });

  test("what it left is replaced by its next run, but nobody's own folder is", async () => {
    const own = join(parent, "own");
    await mkdir(own);
    await writeFile(join(own, "work.txt"), "mine");
    const refused = await runCli(["demo", "--out", own, "--json"], { cwd: parent });
    expect(refused.exitCode).toBe(3);
    expect(JSON.parse(refused.stdout).error.code).toBe("folder_foreign");
    expect(await readFile(join(own, "work.txt"), "utf8")).toBe("mine");
  });
});

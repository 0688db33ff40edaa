import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startAzureSimulator } from "../../simulator/azure-simulator.ts";
import { writeDecommission } from "../pulumi/decommission-folder.ts";
import { estatePlan } from "../pulumi/estate-plan.ts";
import { peeredEstate } from "../pulumi/peered-estate.ts";
import { findPulumi, makePulumiProject } from "../pulumi/pulumi-project.ts";
import { startBundle } from "../support/run-action.ts";
import { type CliRun, repository, runCli } from "../support/run-cli.ts";
import { install, installedCommand, type Packed, pack } from "./packed.ts";

let folder: string;
/** A new git repository in which somebody has installed the tarball, and nothing else. */
let app: string;
let packed: Packed;
let missing: string | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sundown-package-"));
  app = join(folder, "app");
  await mkdir(app);
  execFileSync("git", ["init", "--quiet", app]);
  packed = await pack(folder);
  missing = await install(app, join(folder, packed.filename));
  if (missing !== undefined)
    process.stdout.write(`skipped: npm's cache lacks a module and no registry answers (${missing})\n`);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const sundown = (...args: string[]): Promise<CliRun> =>
  runCli(args, { script: installedCommand(app), cwd: app });

test("the tarball holds what runs and what explains it, and nothing else", () => {
  const paths = packed.files.map(({ path }) => path);
  const tops = new Set(paths.map((path) => path.split("/")[0]));
  expect(tops).toEqual(
    new Set([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "action.yml",
      "cli",
      "dist",
      "docs",
      "lib",
      "package.json",
    ]),
  );
  expect(paths.filter((path) => /(?<!\.d)\.ts$|\.test\.|tsbuildinfo/.test(path))).toEqual([]);
  expect(paths).toContain("lib/program/index.d.ts");
  expect(packed.size).toBeLessThan(2 * 1024 * 1024);
});

test("it starts, and Pulumi and the emulator are not installed unasked", async (context) => {
  context.skip(missing !== undefined);
  const help = await sundown("--help");
  expect(help).toMatchObject({ exitCode: 0, stderr: "" });
  expect(help.stdout).toContain("Usage: sundown");
  for (const name of ["@pulumi", "azurite"]) expect(existsSync(join(app, "node_modules", name))).toBe(false);
});

test("it plans offline, and a program reads the plan", async (context) => {
  context.skip(missing !== undefined);
  await cp(join(repository, "simulator/estates/small.json"), join(app, "estate.json"));
  const planned = await sundown("plan", "--inventory", "estate.json", "--out", "decommission/old", "--json");
  expect(planned).toMatchObject({ exitCode: 0 });
  const code = `import { readFileSync } from "node:fs";
    import { parsePlan } from "azure-sundown/plan";
    process.stdout.write(parsePlan(readFileSync("decommission/old/plan.json", "utf8"), "plan.json").planDigest);`;
  const digest = execFileSync(process.execPath, ["--input-type=module", "--eval", code], {
    cwd: app,
    encoding: "utf8",
  });
  expect(JSON.parse(planned.stdout)).toMatchObject({ planDigest: digest });
});

test("the demo says at once what it lacks", async (context) => {
  context.skip(missing !== undefined);
  const demo = await sundown("demo", "--json");
  expect(demo.exitCode).toBe(2);
  expect(JSON.parse(demo.stdout)).toMatchObject({
    error: { code: "storage_emulator_missing", remedy: expect.stringContaining("npm install azurite") },
  });
  expect(await readdir(app)).not.toContain("sundown-demo");
});

test("with the emulator the demo plays from the package", { timeout: 300_000 }, async (context) => {
  context.skip(missing !== undefined || process.env.SUNDOWN_FULL === undefined);
  const emulator = join(app, "node_modules", "azurite");
  await symlink(join(repository, "node_modules", "azurite"), emulator);
  onTestFinished(() => rm(emulator));
  expect(await sundown("demo", "--json")).toMatchObject({ exitCode: 0 });
});

test("the Action runs from its folder alone", async () => {
  const alone = join(folder, "alone");
  await cp(join(repository, "dist"), join(alone, "dist"), { recursive: true });
  const { exitCode, log } = await startBundle(join(alone, "dist", "index.js"), alone, {
    inputs: {},
    environment: {},
  });
  expect(exitCode).toBe(1);
  expect(log).toContain("action_input_invalid");
});

const noEngine = findPulumi() === undefined;
if (noEngine)
  process.stdout.write("skipped: no `pulumi` on PATH, so the package meets no real engine here\n");

test("what `sundown init` writes is a project that `pulumi preview` takes", async (context) => {
  context.skip(missing !== undefined || noEngine);
  const azure = await startAzureSimulator({ estate: peeredEstate(), speed: 100 });
  onTestFinished(() => azure.close());
  const project = await makePulumiProject(azure.environment(), async (place) => {
    const written = await runCli(["init", "--json"], { script: installedCommand(app), cwd: place });
    expect(written).toMatchObject({ exitCode: 0 });
    await symlink(join(app, "node_modules"), join(place, "node_modules"));
    // What its package.json asks for besides; it lies here already.
    const { devDependencies } = JSON.parse(await readFile(join(place, "package.json"), "utf8"));
    expect(Object.keys(devDependencies)).toEqual(["@pulumi/azure-native", "@pulumi/pulumi"]);
    const pulumi = join(app, "node_modules", "@pulumi");
    await symlink(join(repository, "node_modules", "@pulumi"), pulumi);
    onTestFinished(() => rm(pulumi));
  });
  onTestFinished(() => project.remove());
  const { stack } = await writeDecommission(
    estatePlan(peeredEstate()),
    join(project.folder, "decommission", "old"),
  );
  expect(await project.pulumi("stack", "init", stack)).toMatchObject({ code: 0 });
  const preview = await project.pulumi("preview", "--config", "sundown:plan=decommission/old");
  expect(preview, preview.stdout + preview.stderr).toMatchObject({ code: 0 });
  expect(preview.stdout).toMatch(/\d+ to import/);
});

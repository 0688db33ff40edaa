import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { columnsOf } from "../../cli/render/fold.ts";
import { heldLines } from "../../cli/render/lines.ts";
import { openPulumiStack, pulumiFailed } from "../../steps/destroy/pulumi-stack.ts";
import { estatePlan } from "../pulumi/estate-plan.ts";
import { estateOf, resource } from "../support/estate.ts";
import { runCli } from "../support/run-cli.ts";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "sundown-words-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

test("help is text and ends well, with --json, too", async () => {
  const [plain, json] = await Promise.all([runCli(["help"]), runCli(["--json", "help"])]);
  expect(json).toEqual(plain);
  expect(plain).toMatchObject({ exitCode: 0, stderr: "" });
});

test("an estate that is not there: the built-in ones are named", async () => {
  const { exitCode, stderr } = await runCli(["simulate", "--estate", "nope"]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/do: .*built-in estates: .*demo/);
});

test("a plan that is given as evidence is called one", async () => {
  const path = await folder();
  const plan = estatePlan(estateOf([resource("rg", "Microsoft.Network/virtualNetworks", "net")]));
  await writeFile(join(path, "plan.json"), JSON.stringify(plan));
  const { stderr, exitCode } = await runCli(["verify", "--evidence", "plan.json"], { cwd: path });
  expect(stderr).toContain("It is a plan, not evidence");
  expect(exitCode).not.toBe(0);
});

test("a decommission that is only a link is told as that", async () => {
  const path = await folder();
  await mkdir(join(path, "decommission"));
  await mkdir(join(path, "elsewhere"));
  await writeFile(join(path, "elsewhere", "plan.json"), "{}");
  await symlink(join(path, "elsewhere"), join(path, "decommission", "old"));
  const { stderr, exitCode } = await runCli(["check"], { cwd: path });
  expect(exitCode).toBe(2);
  expect(stderr).toContain("is a symbolic link");
  expect(stderr).toContain("--folder decommission/old");
});

test("what is held says why; a terminal without a width is as wide as any", () => {
  const entry = { target: "/x", code: "source_unreadable", remedy: "Look.", because: "403 at the account" };
  expect(heldLines([entry]).join("\n")).toContain("source_unreadable: 403 at the account");
  expect(columnsOf(Object.assign(Object.create(process.stdout), { isTTY: true, columns: 0 }))).toBe(80);
});

test("a Pulumi project without its packages is found out before Pulumi is called", async () => {
  const path = await folder();
  await writeFile(join(path, "Pulumi.yaml"), "name: x\nconfig:\n  sundown:plan: x\n");
  const plan = estatePlan(estateOf([resource("rg", "Microsoft.Network/virtualNetworks", "net")]));
  const context = { environment: { PATH: "" }, signal: new AbortController().signal };
  await expect(openPulumiStack(path, plan, context)).rejects.toMatchObject({
    code: "pulumi_packages_missing",
    remedy: expect.stringContaining("npm install"),
  });
});

test("Pulumi's failures name the command as typed, and a missing backend what to set", () => {
  const end = {
    code: 1,
    stdout: "",
    stderr: "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
  };
  expect(pulumiFailed(["up", "--parallel", "32"], end)).toMatchObject({
    code: "pulumi_backend_missing",
    message: expect.stringMatching(/^pulumi up ended with 1: /),
    remedy: expect.stringContaining("PULUMI_BACKEND_URL"),
  });
  expect(pulumiFailed(["stack", "init", "name", "--no-select"], { ...end, stderr: "no" })).toMatchObject({
    code: "pulumi_failed",
    message: "pulumi stack init ended with 1: no",
  });
});

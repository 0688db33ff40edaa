import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inventorySchema } from "../../core/inventory/inventory.ts";
import { planSchema } from "../../core/plan/plan.ts";
import { repository, runCli } from "../support/run-cli.ts";

interface Described {
  readonly origin: string;
  readonly subscriptionId: string;
  readonly subscriptions: readonly { readonly subscriptionId: string; readonly displayName?: string }[];
  readonly environment: Record<string, string>;
}

/** `sundown simulate` as other programs start it: the JSON document on stdout says where and how. */
async function startSimulate(): Promise<{ child: ChildProcess; described: Described }> {
  const child = spawn(
    process.execPath,
    [
      join(repository, "cli/main.ts"),
      "simulate",
      "--estate",
      "demo",
      "--port",
      "0",
      "--speed",
      "200",
      "--json",
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let stdout = "";
  const described = await new Promise<Described>((resolve, reject) => {
    child.on("exit", () => reject(new Error(`simulate ended: ${stdout}`)));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (stdout.endsWith("}\n")) resolve(JSON.parse(stdout));
    });
  });
  return { child, described };
}

describe("the command line against an Azure over HTTPS", () => {
  let simulate: Awaited<ReturnType<typeof startSimulate>>;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sundown-azure-"));
    simulate = await startSimulate();
    // Locks of this Azure's subscription are not those of another test's.
    simulate.described.environment.XDG_STATE_HOME = join(folder, "state");
  });
  afterAll(async () => {
    simulate.child.kill("SIGKILL");
    await rm(folder, { recursive: true });
  });
  const plan = (args: readonly string[], environment: Record<string, string> = {}) =>
    runCli(["plan", ...args, "--json"], {
      cwd: folder,
      environment: { ...simulate.described.environment, ...environment },
    });

  test("plans the estate; its saved inventory plans the same again without Azure", async () => {
    const { subscriptionId, subscriptions } = simulate.described;
    expect(subscriptions.map(({ displayName }) => displayName)).toEqual([
      "Contoso Parcel Legacy",
      "Contoso Platform",
    ]);
    expect(subscriptions[0]?.subscriptionId).toBe(subscriptionId);
    const live = await plan(["--subscription", subscriptionId]);
    expect(live.exitCode).toBe(0);
    const result = JSON.parse(live.stdout);
    expect(result.folder).toBe(join(folder, "decommission/contoso-parcel-legacy"));
    for (const line of live.stderr.trim().split("\n")) expect(JSON.parse(line)).toHaveProperty("event");

    const saved = join(result.folder, "run/inventory.json");
    const inventory = inventorySchema.parse(JSON.parse(await readFile(saved, "utf8")));
    expect(inventory.resources).toHaveLength(63);
    expect((await stat(saved)).mode & 0o077).toBe(0);
    expect(await readFile(join(result.folder, "run/.gitignore"), "utf8")).toContain("*");

    const again = await plan(["--inventory", saved, "--out", "again"]);
    expect(again.exitCode).toBe(0);
    expect(JSON.parse(again.stdout).planDigest).toBe(result.planDigest);
    const written = planSchema.parse(JSON.parse(await readFile(join(result.folder, "plan.json"), "utf8")));
    expect(written.planDigest).toBe(result.planDigest);
  });

  test("an unknown subscription: exit 2 and its own code", async () => {
    const run = await plan(["--subscription", "6a1f0c52-0000-4000-8000-000000000000", "--out", "unknown"]);
    expect(run.exitCode).toBe(2);
    expect(JSON.parse(run.stdout).error.code).toBe("subscription_not_found");
    await expect(stat(join(folder, "unknown"))).rejects.toThrow();
  });

  test("a refused sign-in: exit 2, its own code, and the secret is not repeated", async () => {
    const secret = "not-the-right-secret";
    const run = await plan(["--subscription", simulate.described.subscriptionId], {
      AZURE_CLIENT_SECRET: secret,
    });
    expect(run.exitCode).toBe(2);
    expect(JSON.parse(run.stdout).error.code).toBe("sign_in_refused");
    expect(run.stdout + run.stderr).not.toContain(secret);
  });

  test("a certificate that is not trusted: its own code", async () => {
    const { NODE_EXTRA_CA_CERTS: _trust, ...environment } = simulate.described.environment;
    const run = await runCli(["plan", "--subscription", simulate.described.subscriptionId, "--json"], {
      cwd: folder,
      environment,
    });
    expect(run.exitCode).not.toBe(0);
    expect(JSON.parse(run.stdout).error.code).toBe("certificate_untrusted");
  });

  test("a folder that cannot be written: its own code, and what was there stays", async () => {
    const file = join(folder, "file");
    await writeFile(file, "mine");
    const run = await plan(["--subscription", simulate.described.subscriptionId, "--out", "file/below"]);
    expect(run.exitCode).toBe(1);
    expect(JSON.parse(run.stdout).error).toMatchObject({ code: "file_unwritable" });
    expect(await readFile(file, "utf8")).toBe("mine");
  });

  test("Ctrl-C while reading: exit 130, one JSON document, nothing half written", async () => {
    const { subscriptionId, environment } = simulate.described;
    const run = await runCli(["plan", "--subscription", subscriptionId, "--out", "interrupted", "--json"], {
      cwd: folder,
      environment,
      interrupt: { at: '"progress"', signal: "SIGINT" },
    });
    expect(run.exitCode).toBe(130);
    expect(JSON.parse(run.stdout).error.code).toBe("interrupted");
    await expect(stat(join(folder, "interrupted"))).rejects.toThrow();
  });

  test("stop without a terminal does nothing and says how to answer", async () => {
    const run = await runCli(["stop"], { cwd: folder, environment: simulate.described.environment });
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toContain("stop_confirm");
    expect(run.stderr).toContain("--yes");
    expect(run.stderr).toContain("declined");
  });

  test("run stops where people decide, with 4, and goes on from there", async () => {
    const environment = simulate.described.environment;
    const first = await runCli(["run", "--yes", "--json"], { cwd: folder, environment });
    expect(first.exitCode).toBe(4);
    const result = JSON.parse(first.stdout);
    expect(result.taken).toEqual(["stop"]);
    expect(result.held).toEqual([expect.objectContaining({ code: "awaiting_people" })]);
    const second = await runCli(["run"], { cwd: folder, environment });
    expect(second.exitCode).toBe(4);
    expect(second.stdout).toContain("nothing was done");
    expect(second.stdout).toContain("decommission.yaml has");
  });

  test("simulate ends with 0 when it is told to", async () => {
    simulate.child.kill("SIGTERM");
    const [exitCode] = await once(simulate.child, "exit");
    expect(exitCode).toBe(0);
  });
});

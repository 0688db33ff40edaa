import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { savedForm } from "../../azure/saved-form.ts";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import { loadEstate } from "../../simulator/load-estate.ts";
import { resourceId } from "../engine/office-estate.ts";
import { runCli } from "../support/run-cli.ts";
import { startSimulator } from "../support/simulator.ts";

const at = { takenAt: new Date("2026-11-24T00:00:00Z") };

test("Azure itself, the inventory saved from it and the estate behind it give the same plan", async () => {
  const estate = await loadEstate("demo");
  const { subscriptionId = "" } = estate.subscription ?? {};
  const simulator = await startSimulator({ estate });
  const folder = await mkdtemp(join(tmpdir(), "sundown-same-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const planned = async (args: readonly string[]): Promise<unknown> => {
    const run = await runCli(["plan", ...args, "--json"], {
      cwd: folder,
      environment: simulator.environment(),
    });
    expect(run.exitCode, run.stderr).toBe(0);
    return JSON.parse(await readFile(join(folder, String(args.at(-1)), "plan.json"), "utf8"));
  };
  const { planDigest: live, ...rest } = Object(
    await planned(["--subscription", subscriptionId, "--out", "live"]),
  );
  expect(rest).toHaveProperty("operations");
  const saved = await planned(["--inventory", "live/run/inventory.json", "--out", "saved"]);
  expect(saved).toMatchObject({ planDigest: live });
  // The estate file does not hold what Azure adds when it is read.
  const read = JSON.parse(await readFile(join(folder, "live/run/inventory.json"), "utf8"));
  const { subscription, roleDefinitions, roleAssignments, dependents, policyAssignments, deployments } = read;
  const own = estate.resources.filter(({ id }) => id.toLowerCase().includes(subscriptionId));
  await writeFile(
    join(folder, "estate.json"),
    JSON.stringify({
      ...estate,
      resources: own,
      subscription,
      roleDefinitions,
      roleAssignments,
      dependents,
      policyAssignments,
      deployments,
    }),
  );
  const raw = Object(await planned(["--inventory", "estate.json", "--out", "raw"]));
  const { operations, resources, backupsNeeded, held, dependents: found } = rest;
  expect({ operations: raw.operations, backupsNeeded: raw.backupsNeeded, held: raw.held }).toEqual({
    operations,
    backupsNeeded,
    held,
  });
  expect(raw.dependents).toEqual(found);
  expect(raw.resources).toEqual(resources);
  expect(raw.planDigest).toBe(live);
});

const machine = resourceId("app", "Microsoft.Compute/virtualMachines", "web-01");
const extension = (settings: object, secret: object) => ({
  id: `${machine}/extensions/setup`,
  properties: { settings, protectedSettings: secret },
});

test("settings that may hold secrets keep what they say about resources, and nothing else", () => {
  const { inventory } = parseInventory(
    {
      resources: [
        { id: machine, properties: {} },
        { id: resourceId("app", "Microsoft.Storage/storageAccounts", "statefiles77"), properties: {} },
        { id: resourceId("app", "Microsoft.Sql/servers", "orders"), properties: {} },
        { id: resourceId("app", "Microsoft.KeyVault/vaults", "kv-keys-01"), properties: {} },
        extension(
          { dbServer: "orders", adminPassword: "statefiles77", note: "correct horse battery" },
          {
            commandToExecute:
              "sh setup.sh --account statefiles77 --key Zm9vYmFyYmF6cXV4== --user root -p hunter2-hunter2",
            connectionString: "Server=tcp:orders.database.windows.net;User=sa;Password=Pa$$w0rd-9",
            vault: "https://kv-keys-01.vault.azure.net/secrets/x/0123456789abcdef0123456789abcdef",
          },
        ),
      ],
    },
    "test",
  );
  const saved = savedForm(inventory);
  const properties = JSON.stringify(saved.resources.find(({ id }) => id.endsWith("/setup"))?.properties);
  for (const word of ["hunter2", "Zm9v", "Pa$$", "root", "horse", "0123456789abcdef", "adminPassword"]) {
    expect(properties).not.toContain(word);
  }
  const dependsOn = (form: typeof saved): unknown =>
    buildPlan(form, at)
      .resources.find(({ id }) => id.endsWith("/setup"))
      ?.dependsOn.map(({ on }) => on);
  expect(dependsOn(saved)).toEqual(dependsOn(inventory));
  expect(dependsOn(saved)).toHaveLength(4);
  expect(savedForm(saved)).toEqual(saved);
});

import { expect, test } from "vitest";
import { estateOf, resource, subscription } from "../support/estate.ts";
import { read, signIn, startSimulator } from "../support/simulator.ts";

const vault = resource("sec", "Microsoft.KeyVault/vaults", "secrets", { softDeleteRetentionInDays: 7 });
const deletedVaults = `${subscription}/providers/Microsoft.KeyVault/deletedVaults`;
const deletedVault = `${subscription}/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/secrets`;

test("D1: a deleted key vault is listed as deleted, with the day it is purged", async () => {
  const simulator = await startSimulator({ estate: estateOf([vault]) });
  const arm = await signIn(simulator);
  expect((await arm("DELETE", vault.id)).status).toBe(200);
  const { body } = await arm("GET", deletedVaults);
  expect(body.value).toMatchObject([
    { id: deletedVault, properties: { vaultId: vault.id, location: "westeurope" } },
  ]);
  const { deletionDate, scheduledPurgeDate } = read<Record<string, string>>(
    (await arm("GET", deletedVault)).body.properties,
  );
  expect(Date.parse(scheduledPurgeDate ?? "") - Date.parse(deletionDate ?? "")).toBe(7 * 86_400_000);
});

test("D2: a purge is an operation, after which nothing is left", async () => {
  const deletedResources = [{ id: vault.id, type: "Microsoft.KeyVault/vaults" }];
  const simulator = await startSimulator({ estate: estateOf([], { deletedResources }) });
  const arm = await signIn(simulator);
  const accepted = await arm("POST", `${deletedVault}/purge`);
  expect(accepted.status).toBe(202);
  expect((await arm("GET", accepted.headers.get("location") ?? "")).status).toBe(202);
  simulator.advance(5);
  expect((await arm("GET", accepted.headers.get("location") ?? "")).body.status).toBe("Succeeded");
  expect(simulator.state().deletedResources).toEqual([]);
});

test("D2: a deleted AI account is purged by deleting it", async () => {
  const account = resource("ai", "Microsoft.CognitiveServices/accounts", "brain");
  const simulator = await startSimulator({ estate: estateOf([account]) });
  const arm = await signIn(simulator);
  await arm("DELETE", account.id);
  simulator.advance(30);
  const deleted = `${subscription}/providers/Microsoft.CognitiveServices/locations/westeurope/resourceGroups/ai/deletedAccounts/brain`;
  expect((await arm("GET", deleted)).status).toBe(200);
  expect((await arm("DELETE", deleted)).status).toBe(202);
  simulator.advance(5);
  expect((await arm("GET", deleted)).status).toBe(404);
});

test("D3: purge protection refuses the purge", async () => {
  const deletedResources = [{ id: vault.id, type: "Microsoft.KeyVault/vaults", purgeProtection: true }];
  const arm = await signIn(await startSimulator({ estate: estateOf([], { deletedResources }) }));
  const refused = await arm("POST", `${deletedVault}/purge`);
  expect([refused.status, refused.body.error?.code]).toEqual([400, "VaultPurgeProtectionEnabled"]);
});

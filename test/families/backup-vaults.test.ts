import { expect, test } from "vitest";
import type { EstateResource } from "../../simulator/estate.ts";
import { estateOf, resource } from "../support/estate.ts";
import { familyScenario, preSteps, TAKEN_AT } from "./family-scenario.ts";

const disk = resource("app", "Microsoft.Compute/disks", "data");
const policy = resource("backup", "Microsoft.DataProtection/backupVaults/backupPolicies", "vault/daily");
const instance = resource("backup", "Microsoft.DataProtection/backupVaults/backupInstances", "vault/data", {
  dataSourceInfo: { resourceID: disk.id },
  policyInfo: { policyId: policy.id },
});

function vault(softDelete: string, immutability = "Disabled"): EstateResource {
  return resource("backup", "Microsoft.DataProtection/backupVaults", "vault", {
    securitySettings: {
      softDeleteSettings: { state: softDelete, retentionDurationInDays: 14 },
      immutabilitySettings: { state: immutability },
    },
  });
}

test("Z1: instances are stopped, then policies deleted, and the vault goes", async () => {
  const estate = estateOf([disk, vault("Off"), policy, instance]);
  const { before, whole, without } = await familyScenario(estate, { without: preSteps });
  expect(before).toEqual(["delete:daily", "stopProtection:data"]);
  expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
  expect(without.left).toContain("vault");
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test("Z2: soft delete keeps the stopped instances, and the vault is held until a date", async () => {
  const estate = estateOf([disk, vault("On"), policy, instance]);
  const { plan, planHeld, whole, without } = await familyScenario(estate, {
    without: () => false,
    instead: [{ action: "delete", target: vault("On").id }],
  });
  expect(planHeld).toContain("vault_keeps_items vault");
  expect(plan.observed.heldUntil).toMatchObject([
    { until: new Date(Date.parse(TAKEN_AT) + 14 * 86_400_000).toISOString() },
  ]);
  expect(without.refused).toContain("BackupVaultNotEmpty");
  expect(whole).toMatchObject({ held: [], refused: [], left: ["backup", "data", "vault"] });
});

test("Z2: a vault locked as immutable keeps its instances, and nothing of it is touched", async () => {
  const estate = estateOf([disk, vault("Off", "Locked"), policy, instance]);
  const { before, planHeld, whole, without } = await familyScenario(estate, {
    without: () => false,
    instead: [{ action: "stopProtection", target: instance.id }],
  });
  expect(before).toEqual([]);
  expect(planHeld).toContain("vault_immutable vault");
  expect(without.refused).toContain("UserErrorImmutableVaultOperationNotAllowed");
  expect(whole).toMatchObject({ held: [], refused: [] });
  expect(whole.left).toEqual(["backup", "daily", "data", "vault"]);
});

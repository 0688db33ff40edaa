import { expect, test } from "vitest";
import type { EstateResource } from "../../simulator/estate.ts";
import { estateOf, idOf, resource } from "../support/estate.ts";
import { familyScenario, preSteps, TAKEN_AT } from "./family-scenario.ts";

const containers = "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers";
const machine = resource("app", "Microsoft.Compute/virtualMachines", "vm1");

function vault(settings: Record<string, unknown>): EstateResource {
  return resource("backup", "Microsoft.RecoveryServices/vaults", "vault", { securitySettings: settings });
}
const withoutSoftDelete = { softDeleteSettings: { softDeleteState: "Disabled" } };

const item = resource("backup", `${containers}/protectedItems`, "vault/Azure/iaasvm;app;vm1/vm;app;vm1", {
  friendlyName: "vm1",
  sourceResourceId: machine.id,
  virtualMachineId: machine.id,
});
const account = resource("backup", containers, "vault/Azure/StorageContainer;storage;files", {
  friendlyName: "files",
  containerType: "StorageContainer",
  backupManagementType: "AzureStorage",
});
const share = resource(
  "backup",
  `${containers}/protectedItems`,
  "vault/Azure/StorageContainer;storage;files/share",
  {
    friendlyName: "share",
    backupManagementType: "AzureStorage",
  },
);
const server = resource("backup", containers, "vault/Azure/Windows;server", {
  friendlyName: "server",
  containerType: "Windows",
  backupManagementType: "MAB",
});

test("B4: items are stopped, accounts and servers unregistered, and the vault goes", async () => {
  const estate = estateOf([machine, vault(withoutSoftDelete), item, account, share, server]);
  const { before, whole, without } = await familyScenario(estate, { without: preSteps });
  expect(before).toEqual([
    "delete:StorageContainer;storage;files",
    "delete:Windows;server",
    "stopProtection:share",
    "stopProtection:vm;app;vm1",
  ]);
  expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
  expect(without.left).toContain("vault");
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test("B4: stopped but still registered, an account keeps the vault", async () => {
  const estate = estateOf([vault(withoutSoftDelete), account, share]);
  const { without } = await familyScenario(estate, {
    without: ({ phase, action }) => phase === "before" && action === "delete",
  });
  expect(without.held).toEqual(["deleteGroup:backup: operation_in_use (ResourceGroupDeletionBlocked)"]);
});

test("B6: replicated machines are taken out of Site Recovery before the vault goes", async () => {
  const replicated = resource(
    "backup",
    "Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems",
    "vault/eu/asr/vm1",
    { friendlyName: "vm1" },
  );
  const estate = estateOf([vault(withoutSoftDelete), replicated]);
  const { before, whole, without } = await familyScenario(estate, { without: preSteps });
  expect(before).toEqual(["stopProtection:vm1"]);
  expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test("B2: soft delete holds the vault until a date, and the rest goes", async () => {
  const estate = estateOf([
    machine,
    vault({ softDeleteSettings: { softDeleteState: "Enabled", softDeleteRetentionPeriodInDays: 14 } }),
    item,
  ]);
  const { plan, planHeld, whole, without } = await familyScenario(estate, {
    without: preSteps,
    instead: [{ action: "deleteGroup", target: idOf("backup", "x/y", "z").split("/").slice(0, 5).join("/") }],
  });
  expect(planHeld).toContain("vault_keeps_items vault");
  expect(plan.observed.heldUntil).toMatchObject([
    { target: vault({}).id, until: new Date(Date.parse(TAKEN_AT) + 14 * 86_400_000).toISOString() },
  ]);
  expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
  expect(whole).toMatchObject({ held: [], refused: [] });
  expect(whole.left).toEqual(["backup", "vault", "vm;app;vm1"]);
});

test.each([
  ["a resource guard", { multiUserAuthorization: "Enabled" }, "vault_guarded", "LinkedAuthorizationFailed"],
  [
    "an immutability lock",
    { immutabilitySettings: { state: "Locked" } },
    "vault_immutable",
    "UserErrorImmutableVaultOperationNotAllowed",
  ],
])("B7: behind %s nothing is touched, and the rest goes", async (_name, settings, code, refusal) => {
  const estate = estateOf([machine, vault({ ...withoutSoftDelete, ...settings }), item]);
  const { before, planHeld, whole, without } = await familyScenario(estate, {
    without: () => false,
    instead: [{ action: "stopProtection", target: item.id }],
  });
  expect(before).toEqual([]);
  expect(planHeld).toContain(`${code} vault`);
  expect(without.refused).toContain(refusal);
  expect(whole).toMatchObject({ held: [], refused: [] });
  expect(whole.left).toEqual(["backup", "vault", "vm;app;vm1"]);
});

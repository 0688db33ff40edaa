import { expect, test } from "vitest";
import type { EstateResource } from "../../simulator/estate.ts";
import { estateOf, resource } from "../support/estate.ts";
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

const softDelete = {
  softDeleteSettings: { softDeleteState: "AlwaysON", softDeleteRetentionPeriodInDays: 20 },
};
const inDays = (days: number): string => new Date(Date.parse(TAKEN_AT) + days * 86_400_000).toISOString();

test("B8: where soft delete keeps the items, the vault is deleted by itself and kept with them", async () => {
  const connection = `${vault({}).id}/privateEndpointConnections/inside`;
  const endpoint = resource("app", "Microsoft.Network/privateEndpoints", "inside", {
    privateLinkServiceConnections: [{ properties: { privateLinkServiceId: vault({}).id } }],
  });
  const connected = vault(softDelete);
  const estate = estateOf([
    machine,
    {
      ...connected,
      properties: {
        ...connected.properties,
        privateEndpointConnections: [
          { id: connection, name: "inside", properties: { privateEndpoint: { id: endpoint.id } } },
        ],
      },
    },
    item,
    account,
    share,
  ]);
  const { plan, planHeld, whole, without } = await familyScenario(estate, {
    without: ({ target }) => target === connected.id,
  });
  expect(planHeld).toEqual([]);
  const own = plan.operations.find(({ target }) => target === connected.id);
  expect(own).toMatchObject({ action: "delete", phase: "before", apiVersion: "2025-08-01" });
  expect(own?.after).toHaveLength(4);
  expect(plan.observed.heldUntil).toMatchObject([
    { target: connected.id, code: "kept_by_soft_delete", until: inDays(20) },
  ]);
  expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
  expect(without.left).toContain("vault");
  expect(whole).toMatchObject({ held: [], refused: [], left: [], kept: ["vault"] });
});

test("B9: backup servers and places outside Azure are taken out of the vault before it goes", async () => {
  const below = (type: string, name: string, properties: Record<string, unknown>): EstateResource =>
    resource("backup", `Microsoft.RecoveryServices/vaults/${type}`, `vault/${name}`, properties);
  const estate = estateOf([
    vault(withoutSoftDelete),
    below("backupFabrics/backupEngines", "Azure/dpm.corp", {
      backupManagementType: "DPM",
      friendlyName: "dpm",
    }),
    below("replicationFabrics", "site", { customDetails: { instanceType: "HyperVSite" } }),
    below("replicationFabrics", "azure-eu", { customDetails: { instanceType: "Azure" } }),
  ]);
  const { before, whole, without } = await familyScenario(estate, { without: preSteps });
  expect(before).toEqual(["delete:dpm.corp", "delete:site"]);
  expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
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

import { describe, expect, test } from "vitest";
import { datesOfHeld } from "../../core/plan/held-until.ts";
import { actionsOf, codesOf as held, operation, planned, planOf, resource, SUBSCRIPTION } from "./world.ts";

describe("what stays or is kept", () => {
  test.each<[string, Record<string, unknown>, string]>([
    [
      "a provisioned circuit",
      resource("rg-a", "Microsoft.Network/expressRouteCircuits/er", {
        serviceProviderProvisioningState: "Provisioned",
      }),
      "circuit_provisioned er",
    ],
    [
      "an active SaaS subscription",
      resource("rg-a", "Microsoft.SaaS/resources/saas", { status: "Subscribed" }),
      "saas_subscribed saas",
    ],
    [
      "a legal hold",
      resource("rg-a", "Microsoft.Storage/storageAccounts/st/blobServices/default/containers/c", {
        hasLegalHold: true,
      }),
      "legal_hold c",
    ],
    [
      "a locked policy",
      resource("rg-a", "Microsoft.Storage/storageAccounts/st/blobServices/default/containers/c", {
        immutabilityPolicy: { properties: { state: "Locked", immutabilityPeriodSinceCreationInDays: 10 } },
      }),
      "storage_immutable c",
    ],
    [
      "an account locked as a whole",
      resource("rg-a", "Microsoft.Storage/storageAccounts/st", {
        immutableStorageWithVersioning: { immutabilityPolicy: { state: "Locked" } },
      }),
      "storage_immutable st",
    ],
    [
      "a resource of another subscription",
      { id: "/subscriptions/9e1e1e1e-0000-4000-8000-000000000000/resourceGroups/x/providers/A.B/c/d" },
      "outside_subscription d",
    ],
  ])("%s is held", (_name, entry, code) => {
    const plan = planOf({ resources: [entry] });
    expect(held(plan)).toEqual([code]);
    expect(planned(plan, String(entry.id)).deletedBy).toBe("held");
    expect(plan.operations).toEqual([]);
  });

  test("what a held resource needs waits too", () => {
    const key = resource("rg-k", "Microsoft.KeyVault/vaults/kv", { enableSoftDelete: false });
    const circuit = resource("rg-a", "Microsoft.Network/expressRouteCircuits/er", {
      serviceProviderProvisioningState: "Provisioned",
      keyVault: { id: key.id },
    });
    const plan = planOf({ resources: [key, circuit] });
    expect(held(plan)).toEqual(["circuit_provisioned er", "waits_for_held kv"]);
  });

  test("the right to finish is not taken away from oneself", () => {
    const assignment = (role: string): Record<string, unknown> => ({
      id: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/${role.slice(0, 8)}`,
      properties: { roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}` },
    });
    const plan = planOf({
      resources: [
        assignment("8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
        assignment("acdd72a7-3385-48ef-bd42-f606fba81ae7"),
      ],
    });
    expect(held(plan)).toEqual(["scope_assignment_kept 8e3af657"]);
    expect(actionsOf(plan)).toEqual(["teardown delete:roleAssignments/acdd72a7"]);
  });
});

describe("soft delete", () => {
  const vault = (properties: Record<string, unknown>): Record<string, unknown> & { id: string } =>
    resource("rg-a", "Microsoft.KeyVault/vaults/kv", properties);

  test("is followed by a purge that waits for the delete", () => {
    const plan = planOf({ resources: [vault({ enableSoftDelete: true })] });
    expect(operation(plan, "purge:rg-a/vaults/kv")).toMatchObject({
      phase: "after",
      after: ["deleteGroup:rg-a"],
    });
  });

  test("under purge protection keeps the vault until a date, while the group goes", () => {
    const plan = planOf({
      resources: [vault({ enablePurgeProtection: true, softDeleteRetentionInDays: 7 })],
    });
    expect(held(plan)).toEqual(["purge_protected kv"]);
    expect(plan.observed.heldUntil).toMatchObject([{ until: "2026-03-08T12:00:00.000Z" }]);
    expect(datesOfHeld(plan)).toEqual(plan.observed.heldUntil);
    expect(planned(plan, vault({}).id).deletedBy).toBe("group");
    expect(actionsOf(plan)).toEqual([]);
  });

  test("that only keeps what was deleted holds nothing, so no date counts as held", () => {
    const plan = planOf({ resources: [resource("rg-a", "Microsoft.OperationalInsights/workspaces/logs")] });
    expect(held(plan)).toEqual([]);
    expect(plan.observed.heldUntil).toHaveLength(1);
    expect(datesOfHeld(plan)).toEqual([]);
  });

  test("leftovers of earlier deletes are purged or named", () => {
    const leftover = (name: string, purgeProtection: boolean): Record<string, unknown> => ({
      id: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.KeyVault/locations/northeurope/deletedVaults/${name}`,
      purgeProtection,
      scheduledPurgeDate: "2026-05-01T00:00:00Z",
    });
    const plan = planOf({
      resources: [vault({ enableSoftDelete: false })],
      deletedResources: [leftover("old", false), leftover("kept", true)],
    });
    expect(actionsOf(plan)).toEqual(["after purge:deletedVaults/northeurope/old"]);
    expect(plan.observed.heldUntil).toMatchObject([{ until: "2026-05-01T00:00:00.000Z" }]);
  });
});

test("what Azure makes by itself is named", () => {
  const plan = planOf({
    resources: [
      resource("NetworkWatcherRG", "Microsoft.Network/networkWatchers/NetworkWatcher_northeurope"),
      resource("rg-a", "Microsoft.AlertsManagement/smartDetectorAlertRules/Failure Anomalies - shop"),
    ],
  });
  expect(plan.selfMade.map(({ id: each }) => each.slice(each.lastIndexOf("/") + 1))).toEqual([
    "NetworkWatcherRG",
    "Failure Anomalies - shop",
  ]);
});

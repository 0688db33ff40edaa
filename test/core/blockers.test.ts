import { describe, expect, test } from "vitest";
import { actionsOf, codesOf as held, id, operation, planOf, resource, SUBSCRIPTION } from "./world.ts";

describe("locks", () => {
  const account = resource("rg-a", "Microsoft.Storage/storageAccounts/st1");
  const lock = (scope: string, name: string): Record<string, unknown> => ({
    id: `${scope}/providers/Microsoft.Authorization/locks/${name}`,
    level: "CanNotDelete",
    notes: "ask first",
  });

  test("are removed by name before everything that they stop", () => {
    const plan = planOf({ resources: [account], locks: [lock(account.id, "keep")] });
    expect(actionsOf(plan)).toEqual(["before unlock:rg-a/locks/keep"]);
    expect(operation(plan, "deleteGroup:rg-a").after).toEqual(["unlock:rg-a/locks/keep"]);
    expect(plan.locks).toEqual([
      {
        id: `${account.id}/providers/Microsoft.Authorization/locks/keep`,
        scope: account.id,
        level: "CanNotDelete",
        notes: "ask first",
      },
    ]);
  });

  test("of the subscription stop every group", () => {
    const plan = planOf({
      resources: [account, resource("rg-b", "Microsoft.Storage/storageAccounts/st2")],
      locks: [lock(`/subscriptions/${SUBSCRIPTION}`, "all")],
    });
    for (const group of ["rg-a", "rg-b"]) {
      expect(operation(plan, `deleteGroup:${group}`).after).toEqual(["unlock:locks/all"]);
    }
  });

  test("listed as a resource and in the list of locks are one", () => {
    const one = lock(account.id, "keep");
    const plan = planOf({ resources: [account, one], locks: [one] });
    expect(plan.operations.filter(({ action }) => action === "unlock")).toHaveLength(1);
  });
});

describe("a recovery vault", () => {
  const vault = (settings: Record<string, unknown>): Record<string, unknown> =>
    resource("rg-bak", "Microsoft.RecoveryServices/vaults/rsv", { securitySettings: settings });
  const machine = resource("rg-vm", "Microsoft.Compute/virtualMachines/vm1");
  const item = (more: Record<string, unknown> = {}): Record<string, unknown> =>
    resource(
      "rg-bak",
      "Microsoft.RecoveryServices/vaults/rsv/backupFabrics/Azure/protectionContainers/c1/protectedItems/vm1",
      { sourceResourceId: machine.id, friendlyName: "vm1", ...more },
    );
  const off = { softDeleteSettings: { softDeleteState: "Disabled" } };

  test("goes after the protection of its items was stopped", () => {
    const plan = planOf({ resources: [vault(off), item(), machine] });
    const [stop] = plan.operations.filter(({ action }) => action === "stopProtection");
    expect(stop).toMatchObject({ phase: "before", target: item().id });
    expect(operation(plan, "deleteGroup:rg-bak").after).toContain(stop?.id);
    expect(held(plan)).toEqual([]);
  });

  test("with nothing in it needs no step of its own", () => {
    expect(actionsOf(planOf({ resources: [vault({}), machine] }))).toEqual([]);
  });

  test("with soft delete goes by itself before its group, and is kept for its days", () => {
    const neighbour = resource("rg-bak", "Microsoft.Storage/storageAccounts/st1");
    const softDelete = {
      softDeleteSettings: { softDeleteState: "Enabled", softDeleteRetentionPeriodInDays: 30 },
    };
    const plan = planOf({ resources: [vault(softDelete), item(), machine, neighbour] });
    expect(held(plan)).toEqual([]);
    expect(plan.observed.heldUntil).toMatchObject([
      { code: "kept_by_soft_delete", until: "2026-03-31T12:00:00.000Z" },
    ]);
    const own = plan.operations.find(({ target }) => target === vault({}).id);
    const [stop] = plan.operations.filter(({ action }) => action === "stopProtection");
    expect(own).toMatchObject({ action: "delete", phase: "before", apiVersion: "2025-08-01" });
    expect(own?.after).toEqual([stop?.id]);
    expect(operation(plan, "deleteGroup:rg-bak").after).toContain(own?.id);
  });

  test("whose items were stopped before goes by itself, too", () => {
    const gone = { isScheduledForDeferredDelete: true, deferredDeleteTimeInUTC: "2026-02-20T00:00:00Z" };
    const plan = planOf({ resources: [vault(off), item(gone), machine] });
    expect(actionsOf(plan)).toEqual(["before delete:rg-bak/vaults/rsv"]);
  });

  test.each([
    ["locked as immutable", { immutabilitySettings: { state: "Locked" } }, "vault_immutable rsv"],
    ["guarded by a second person", { multiUserAuthorization: "Enabled" }, "vault_guarded rsv"],
  ])("%s is held", (_name, settings, code) => {
    expect(held(planOf({ resources: [vault(settings), item(), machine] }))).toContain(code);
  });
});

describe("before the teardown", () => {
  test.each<[string, Record<string, unknown>[], string]>([
    [
      "a backup instance is stopped",
      [
        resource("rg-a", "Microsoft.DataProtection/backupVaults/bv"),
        resource("rg-a", "Microsoft.DataProtection/backupVaults/bv/backupInstances/disk1"),
      ],
      "stopProtection:rg-a/backupInstances/bv/disk1",
    ],
    [
      "a web app leaves its network",
      [
        resource("rg-a", "Microsoft.Web/sites/app", {
          virtualNetworkSubnetId: `${id("rg-n", "Microsoft.Network/virtualNetworks/v")}/subnets/s`,
        }),
      ],
      "disconnectNetwork:rg-a/sites/app",
    ],
    [
      "a failover group is broken up",
      [
        resource("rg-a", "Microsoft.Sql/servers/s1"),
        resource("rg-a", "Microsoft.Sql/servers/s1/failoverGroups/fog", { replicationRole: "Primary" }),
      ],
      "breakPairing:rg-a/failoverGroups/s1/fog",
    ],
    [
      "an Event Hubs alias is broken up",
      [
        resource("rg-a", "Microsoft.EventHub/namespaces/n1"),
        resource("rg-a", "Microsoft.EventHub/namespaces/n1/disasterRecoveryConfigs/alias", {
          role: "Primary",
        }),
      ],
      "breakPairing:rg-a/disasterRecoveryConfigs/n1/alias",
    ],
    [
      "two linked caches are parted",
      [
        resource("rg-a", "Microsoft.Cache/redis/c1"),
        resource("rg-a", "Microsoft.Cache/redis/c1/linkedServers/c2", { serverRole: "Secondary" }),
      ],
      "delete:rg-a/linkedServers/c1/c2",
    ],
    [
      "a granted access to a disk is taken back",
      [resource("rg-a", "Microsoft.Compute/disks/d", { diskState: "ActiveSAS" })],
      "endAccess:rg-a/disks/d",
    ],
    [
      "an unlocked immutability policy is removed",
      [
        resource("rg-a", "Microsoft.Storage/storageAccounts/st"),
        resource("rg-a", "Microsoft.Storage/storageAccounts/st/blobServices/default/containers/c", {
          immutabilityPolicy: { properties: { state: "Unlocked", immutabilityPeriodSinceCreationInDays: 3 } },
        }),
      ],
      "delete:rg-a/immutabilityPolicies/st/default/c/default",
    ],
    [
      "a deployment stack that denies deletes is removed",
      [
        resource("rg-a", "Microsoft.Resources/deploymentStacks/stack", {
          denySettings: { mode: "denyDelete" },
        }),
      ],
      "delete:rg-a/deploymentStacks/stack",
    ],
  ])("%s", (_name, resources, name) => {
    const plan = planOf({ resources });
    expect(operation(plan, name).phase).toBe("before");
    expect(operation(plan, "deleteGroup:rg-a").after).toContain(name);
  });

  test("the secondary half of a pair is left alone when its primary is here", () => {
    const [one, two] = ["s1", "s2"].map((name) => resource("rg-a", `Microsoft.Sql/servers/${name}`));
    const fog = (server: string, role: string, partner: string): Record<string, unknown> =>
      resource("rg-a", `Microsoft.Sql/servers/${server}/failoverGroups/fog`, {
        replicationRole: role,
        partnerServers: [{ id: partner }],
      });
    const plan = planOf({
      resources: [
        one,
        two,
        fog("s1", "Primary", two?.id ?? ""),
        fog("s2", "Secondary", one?.id ?? ""),
      ].filter((each) => each !== undefined),
    });
    expect(actionsOf(plan)).toEqual(["before breakPairing:rg-a/failoverGroups/s1/fog"]);
  });

  test("a policy that denies deletes goes when it is ours, and is named when it comes from above", () => {
    const assignment = (scope: string): Record<string, unknown> => ({
      id: `${scope}/providers/Microsoft.Authorization/policyAssignments/deny`,
      properties: { parameters: { effect: { value: "denyAction" } }, displayName: "No deletes" },
    });
    const resources = [resource("rg-a", "Microsoft.Storage/storageAccounts/st")];
    const own = planOf({ resources, policyAssignments: [assignment(`/subscriptions/${SUBSCRIPTION}`)] });
    expect(actionsOf(own)).toEqual(["before delete:policyAssignments/deny"]);
    expect(operation(own, "deleteGroup:rg-a").after).toEqual(["delete:policyAssignments/deny"]);
    const above = planOf({
      resources,
      policyAssignments: [assignment("/providers/Microsoft.Management/managementGroups/mg")],
    });
    expect(held(above)).toEqual(["deny_action_from_above deny"]);
  });
});

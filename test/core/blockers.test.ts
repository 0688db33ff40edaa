import { describe, expect, test } from "vitest";
import { actionsOf, id, operation, planned, planOf, resource, SUBSCRIPTION } from "./world.ts";

const held = (plan: ReturnType<typeof planOf>): string[] =>
  plan.held.map(({ target, code }) => `${code} ${target.slice(target.lastIndexOf("/") + 1)}`);

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

  test("with soft delete is held for its days, while the rest goes on", () => {
    const neighbour = resource("rg-bak", "Microsoft.Storage/storageAccounts/st1");
    const softDelete = {
      softDeleteSettings: { softDeleteState: "Enabled", softDeleteRetentionPeriodInDays: 30 },
    };
    const plan = planOf({ resources: [vault(softDelete), item(), machine, neighbour] });
    expect(held(plan)).toContain("vault_keeps_items rsv");
    expect(plan.observed.heldUntil).toMatchObject([
      { code: "vault_keeps_items", until: "2026-03-31T12:00:00.000Z" },
    ]);
    expect(plan.operations.map(({ id: name }) => name)).not.toContain("deleteGroup:rg-bak");
    expect(plan.operations.filter(({ action }) => action === "stopProtection")).toHaveLength(1);
    expect(planned(plan, neighbour.id).deletedBy).toBe("explicit");
    expect(planned(plan, String(vault(softDelete).id)).deletedBy).toBe("held");
  });

  test("whose items were stopped before is held until the last of them is gone", () => {
    const gone = { isScheduledForDeferredDelete: true, deferredDeleteTimeInUTC: "2026-02-20T00:00:00Z" };
    const plan = planOf({ resources: [vault(off), item(gone), machine] });
    expect(actionsOf(plan)).toEqual([]);
    expect(plan.observed.heldUntil).toMatchObject([{ until: "2026-03-06T00:00:00.000Z" }]);
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

describe("peerings", () => {
  const network = (group: string, name: string, remote: string): Record<string, unknown> & { id: string } =>
    resource(group, `Microsoft.Network/virtualNetworks/${name}`, {
      virtualNetworkPeerings: [
        {
          name: `to-${remote}`,
          id: `${id(group, `Microsoft.Network/virtualNetworks/${name}`)}/virtualNetworkPeerings/to-${remote}`,
          properties: {
            remoteVirtualNetwork: { id: id(`rg-${remote}`, `Microsoft.Network/virtualNetworks/${remote}`) },
          },
        },
      ],
    });

  test("that make two groups need each other cost one delete, though no list shows them", () => {
    const plan = planOf({
      resources: [network("rg-hub", "hub", "spoke"), network("rg-spoke", "spoke", "hub")],
    });
    const deletes = plan.operations.filter(({ action }) => action === "delete");
    expect(deletes).toHaveLength(1);
    expect(plan.cycles).toEqual([]);
    expect(planned(plan, deletes[0]?.target ?? "")).toMatchObject({
      deletedBy: "explicit",
      token: "azure-native:network:VirtualNetworkPeering",
    });
  });

  test("within one group go with it", () => {
    const plan = planOf({ resources: [network("rg-hub", "hub", "hub")] });
    expect(actionsOf(plan)).toEqual([]);
  });
});

describe("managed groups", () => {
  const cluster = resource("rg-aks", "Microsoft.ContainerService/managedClusters/aks");
  const node = resource("MC_rg", "Microsoft.Compute/virtualMachineScaleSets/nodes");

  test("go with their manager and never directly", () => {
    const plan = planOf({
      resources: [cluster, node],
      resourceGroups: [{ id: id("MC_rg"), managedBy: cluster.id }],
    });
    expect(planned(plan, node.id).deletedBy).toBe("manager");
    expect(plan.operations.map(({ id: name }) => name)).toEqual(["deleteGroup:rg-aks"]);
  });

  test("whose manager is gone are held with all that is in them", () => {
    const plan = planOf({ resources: [node], resourceGroups: [{ id: id("MC_rg"), managedBy: cluster.id }] });
    expect(held(plan)).toEqual(["managed_group_orphaned MC_rg", "managed_group_orphaned nodes"]);
    expect(plan.operations).toEqual([]);
  });

  test("that manage each other in a circle are held and hang nobody", () => {
    const [a, b] = ["a", "b"].map((name) =>
      resource(`rg-${name}`, `Microsoft.Solutions/applications/${name}`),
    );
    const plan = planOf({
      resources: [a, b].filter((each) => each !== undefined),
      resourceGroups: [
        { id: id("rg-a"), managedBy: b?.id },
        { id: id("rg-b"), managedBy: a?.id },
      ],
    });
    expect(new Set(plan.resources.map(({ deletedBy }) => deletedBy))).toEqual(new Set(["held"]));
  });

  test("the interface of a private endpoint goes with the endpoint", () => {
    const endpoint = resource("rg-a", "Microsoft.Network/privateEndpoints/pe");
    const nic = resource("rg-a", "Microsoft.Network/networkInterfaces/pe.nic", {
      privateEndpoint: { id: endpoint.id },
    });
    expect(planned(planOf({ resources: [endpoint, nic] }), nic.id).deletedBy).toBe("manager");
  });
});

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
    expect(planned(plan, vault({}).id).deletedBy).toBe("group");
    expect(actionsOf(plan)).toEqual([]);
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

test("a parent that Azure refuses while it has children is preceded by them", () => {
  const zone = resource("rg-a", "Microsoft.Network/privateDnsZones/example.test");
  const network = resource("rg-b", "Microsoft.Network/virtualNetworks/v", {});
  const link = resource("rg-a", "Microsoft.Network/privateDnsZones/example.test/virtualNetworkLinks/l", {
    virtualNetwork: { id: network.id },
  });
  const user = resource("rg-a", "Microsoft.Storage/storageAccounts/st01", {});
  const plan = planOf({ resources: [zone, { ...network, properties: { logs: user.id } }, link, user] });
  expect(operation(plan, "delete:rg-a/privateDnsZones/example.test").after).toContain(
    "delete:rg-a/virtualNetworkLinks/example.test/l",
  );
  expect(planned(plan, link.id).deletedBy).toBe("explicit");
});

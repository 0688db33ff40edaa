import { array, assert, boolean, integer, nat, property, tuple } from "fast-check";
import { describe, expect, test } from "vitest";
import type { AdoptionPlan } from "../../core/adoption/adoption.ts";
import { planAdoption } from "../../core/adoption/plan-adoption.ts";
import { groupId, peeredPlan, resourceId, smallPlan } from "./small-plan.ts";

const approved = { approved: true };

function names({ adoptions }: AdoptionPlan): string[] {
  return adoptions.map(({ name }) => name.replace(/-[0-9a-f]{8}$/, ""));
}

describe("what of a plan Pulumi adopts", () => {
  test("what goes first depends on what goes later, and is registered after it", () => {
    const { adoptions, left } = planAdoption(peeredPlan(), approved);

    expect(left).toEqual([]);
    expect(adoptions.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
      ["rg-hub", []],
      ["rg-spoke", []],
      ["rg-app", ["rg-hub"]],
      [expect.stringMatching(/^rg-hub\/vnet-hub\/to-spoke-[0-9a-f]{8}$/), ["rg-hub", "rg-spoke"]],
      [expect.stringMatching(/^rg-spoke\/vnet-spoke\/to-hub-[0-9a-f]{8}$/), ["rg-hub", "rg-spoke"]],
    ]);
    expect(adoptions.map(({ token }) => token)).toEqual([
      "azure-native:resources:ResourceGroup",
      "azure-native:resources:ResourceGroup",
      "azure-native:resources:ResourceGroup",
      "azure-native:network:VirtualNetworkPeering",
      "azure-native:network:VirtualNetworkPeering",
    ]);
  });

  test("everything is protected until the approval holds", () => {
    expect(planAdoption(peeredPlan(), { approved: false }).adoptions.every(({ protect }) => protect)).toBe(
      true,
    );
    expect(planAdoption(peeredPlan(), approved).adoptions.some(({ protect }) => protect)).toBe(false);
  });

  test("with full, what goes with a group is registered as deleted with it", () => {
    const { adoptions } = planAdoption(peeredPlan(), { approved: true, full: true });
    const contents = adoptions.filter(({ deletedWith }) => deletedWith !== undefined);

    expect(contents.map(({ name, deletedWith }) => [name.slice(0, -9), deletedWith])).toEqual([
      ["rg-hub/vnet-hub", "rg-hub"],
      ["rg-spoke/vnet-spoke", "rg-spoke"],
      ["rg-app/nic-app", "rg-app"],
    ]);
  });

  test("with full, what an operation prepares is not registered: it may be gone by then", () => {
    const item = resourceId("rg-data", "Microsoft.RecoveryServices/vaults/vault/items/item");
    const plan = smallPlan({
      groups: ["rg-data"],
      resources: [{ id: item, type: "T", token: "azure-native:recoveryservices:ProtectedItem" }],
      operations: [
        { id: "stop", target: item, action: "stopProtection", phase: "before" },
        { id: "data", target: groupId("rg-data"), after: ["stop"] },
      ],
    });
    expect(names(planAdoption(plan, { approved: true, full: true }))).toEqual(["rg-data"]);
  });

  test("what is gone is not registered, and the order across it stays", () => {
    const plan = smallPlan({
      groups: ["rg-a", "rg-b", "rg-c"],
      operations: [
        { id: "a", target: groupId("rg-a") },
        { id: "b", target: groupId("rg-b"), after: ["a"] },
        { id: "c", target: groupId("rg-c"), after: ["b"] },
      ],
    });
    const { adoptions } = planAdoption(plan, {
      approved: true,
      remaining: [groupId("RG-A"), groupId("rg-c"), groupId("rg-unplanned")],
    });

    expect(adoptions.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
      ["rg-c", []],
      ["rg-a", ["rg-c"]],
    ]);
  });

  test("a name does not change with what else is registered", () => {
    const whole = new Map(planAdoption(peeredPlan(), approved).adoptions.map(({ id, name }) => [id, name]));
    for (const [id, name] of whole) {
      expect(planAdoption(peeredPlan(), { approved: true, remaining: [id] }).adoptions).toMatchObject([
        { id, name },
      ]);
    }
  });

  test("two resources of one name and of different types have different names", () => {
    const plan = smallPlan({
      groups: ["rg"],
      resources: [
        {
          id: resourceId("rg", "Microsoft.Network/publicIPAddresses/x"),
          type: "T",
          token: "azure-native:network:A",
        },
        {
          id: resourceId("rg", "Microsoft.Network/networkInterfaces/x"),
          type: "T",
          token: "azure-native:network:B",
        },
      ],
      operations: [
        { id: "1", target: resourceId("rg", "Microsoft.Network/publicIPAddresses/x") },
        { id: "2", target: resourceId("rg", "Microsoft.Network/networkInterfaces/x") },
      ],
    });
    expect(new Set(planAdoption(plan, approved).adoptions.map(({ name }) => name)).size).toBe(2);
  });
});

describe("what Pulumi is never given", () => {
  const vault = resourceId("rg-data", "Microsoft.RecoveryServices/vaults/vault");

  test("what is held, the group it lies in, what it still needs, and all that comes after", () => {
    const zone = resourceId("rg-dns", "Microsoft.Network/privateDnsZones/zone");
    const plan = smallPlan({
      groups: ["rg-data", "rg-dns", "rg-late", "rg-free"],
      resources: [
        {
          id: vault,
          type: "Microsoft.RecoveryServices/vaults",
          token: "azure-native:recoveryservices:Vault",
          deletedBy: "held",
          dependsOn: [{ on: zone, because: "test", trust: "property" }],
        },
        { id: zone, type: "Microsoft.Network/privateDnsZones", deletedBy: "group" },
      ],
      operations: [
        { id: "data", target: groupId("rg-data") },
        { id: "dns", target: groupId("rg-dns") },
        { id: "late", target: groupId("rg-late"), after: ["data"] },
        { id: "free", target: groupId("rg-free") },
      ],
      held: [{ target: vault, code: "recovery_vault_soft_delete", remedy: "wait" }],
    });
    const adoption = planAdoption(plan, { approved: true, full: true });

    expect(names(adoption)).toEqual(["rg-free"]);
    expect(adoption.left.map(({ operation, reason }) => [operation, reason])).toEqual([
      ["data", "held"],
      ["dns", "waits_for_held"],
      ["late", "waits_for_held"],
    ]);
  });

  test("an operation whose preparation is held", () => {
    const plan = smallPlan({
      groups: ["rg-data"],
      operations: [
        { id: "stop", target: `${vault}/backupFabrics/Azure`, action: "stopProtection", phase: "before" },
        { id: "data", target: groupId("rg-data"), after: ["stop"] },
      ],
      held: [{ target: `${vault}/backupFabrics/Azure`, code: "x", remedy: "wait" }],
    });
    expect(planAdoption(plan, approved).left).toMatchObject([{ operation: "data" }]);
  });

  test("a purge that is held does not stop the delete before it", () => {
    const keyVault = resourceId("rg-keys", "Microsoft.KeyVault/vaults/kv");
    const plan = smallPlan({
      groups: ["rg-keys"],
      resources: [{ id: keyVault, type: "Microsoft.KeyVault/vaults", deletedBy: "group" }],
      operations: [
        { id: "keys", target: groupId("rg-keys") },
        { id: "purge", target: keyVault, action: "purge", phase: "after", after: ["keys"] },
      ],
      held: [{ target: keyVault, code: "key_vault_purge_protected", remedy: "wait" }],
    });
    expect(names(planAdoption(plan, approved))).toEqual(["rg-keys"]);
  });

  test("what azure-native would reset, what has no token, what is no delete, and all that comes after", () => {
    const integration = resourceId("rg-app", "Microsoft.Web/sites/web/networkConfig/virtualNetwork");
    const odd = resourceId("rg-odd", "Contoso.Odd/things/thing");
    const pair = resourceId("rg-bus", "Microsoft.ServiceBus/namespaces/ns/disasterRecoveryConfigs/pair");
    const plan = smallPlan({
      groups: ["rg-app", "rg-odd", "rg-bus", "rg-free"],
      resources: [
        {
          id: integration,
          type: "Microsoft.Web/sites/networkConfig",
          token: "azure-native:web:WebAppSwiftVirtualNetworkConnection",
        },
        { id: odd, type: "Contoso.Odd/things" },
        {
          id: pair,
          type: "Microsoft.ServiceBus/namespaces/disasterRecoveryConfigs",
          token: "azure-native:x:Y",
        },
      ],
      operations: [
        { id: "integration", target: integration },
        { id: "odd", target: odd },
        { id: "pair", target: pair, action: "breakPairing" },
        { id: "app", target: groupId("rg-app"), after: ["integration"] },
        { id: "free", target: groupId("rg-free") },
      ],
    });
    const adoption = planAdoption(plan, approved);

    expect(names(adoption)).toEqual(["rg-free"]);
    expect(adoption.left.map(({ operation, reason }) => [operation, reason])).toEqual([
      ["integration", "singleton"],
      ["odd", "no_token"],
      ["pair", "not_a_delete"],
      ["app", "waits_for_engine"],
    ]);

    const rest = planAdoption(plan, { approved: true, remaining: [groupId("rg-app"), groupId("rg-free")] });
    expect(names(rest), "once the engine has done its part, Pulumi may do the rest").toEqual([
      "rg-app",
      "rg-free",
    ]);
  });

  test("operations of the phases before and after", () => {
    const plan = smallPlan({
      groups: ["rg-a"],
      operations: [
        {
          id: "unlock",
          target: `${groupId("rg-a")}/providers/Microsoft.Authorization/locks/l`,
          phase: "before",
        },
        { id: "a", target: groupId("rg-a"), after: ["unlock"] },
      ],
    });
    expect(names(planAdoption(plan, approved))).toEqual(["rg-a"]);
  });

  test("a plan whose order runs in a circle is refused", () => {
    const plan = smallPlan({
      groups: ["rg-a", "rg-b"],
      operations: [
        { id: "a", target: groupId("rg-a"), after: ["b"] },
        { id: "b", target: groupId("rg-b"), after: ["a"] },
      ],
    });
    expect(() => planAdoption(plan, approved)).toThrow(
      expect.objectContaining({ code: "pulumi_order_circular" }),
    );
  });
});

test("for any plan, deleting dependents first never deletes anything before what the plan puts before it", () => {
  const plans = integer({ min: 1, max: 12 }).chain((size) =>
    tuple(
      array(array(nat({ max: 11 }), { maxLength: 4 }), { minLength: size, maxLength: size }),
      array(boolean(), { minLength: size, maxLength: size }),
    ),
  );
  assert(
    property(plans, ([edges, standing]) => {
      const groups = edges.map((_, index) => `rg-${index}`);
      const operations = edges.map((after, index) => ({
        id: `op-${index}`,
        target: groupId(`rg-${index}`),
        after: [...new Set(after.filter((other) => other < index))].map((other) => `op-${other}`),
      }));
      const remaining = groups.filter((_, index) => standing[index]).map(groupId);
      const { adoptions } = planAdoption(smallPlan({ groups, operations }), { approved: true, remaining });

      const dependsOn = new Map(adoptions.map((adoption) => [adoption.name, adoption.dependsOn]));
      const leadsTo = (from: string, to: string): boolean =>
        from === to || (dependsOn.get(from) ?? []).some((next) => leadsTo(next, to));
      expect(adoptions.map(({ id }) => id).sort()).toEqual(remaining.sort());
      for (const [later, earlier] of reachable(operations)) {
        if (!dependsOn.has(later) || !dependsOn.has(earlier)) continue;
        expect(leadsTo(earlier, later)).toBe(true);
        expect(leadsTo(later, earlier)).toBe(false);
      }
    }),
  );
});

/** All pairs of groups (later, earlier) that the operations order, directly or not. */
function reachable(operations: readonly { id: string; after: readonly string[] }[]): [string, string][] {
  const earlier = new Map<string, Set<string>>();
  for (const { id, after } of operations) {
    earlier.set(id, new Set(after.flatMap((other) => [other, ...(earlier.get(other) ?? [])])));
  }
  return [...earlier].flatMap(([id, others]) =>
    [...others].map((other): [string, string] => [id.replace("op", "rg"), other.replace("op", "rg")]),
  );
}

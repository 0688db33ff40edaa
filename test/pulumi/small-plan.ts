import { planDigest } from "../../core/digest.ts";
import { type Operation, PLAN_VERSION, type Plan, type PlanResource } from "../../core/plan/plan.ts";

export const subscriptionId = "11111111-2222-4333-8444-555555555555";
const subscription = `/subscriptions/${subscriptionId}`;

export function groupId(name: string): string {
  return `${subscription}/resourceGroups/${name}`;
}

export function resourceId(group: string, path: string): string {
  return `${groupId(group)}/providers/${path}`;
}

/** What a test states about a plan; all else is the smallest that is valid. */
export interface SmallPlan {
  readonly groups: readonly string[];
  readonly resources?: readonly (Partial<PlanResource> & { id: string; type: string })[];
  readonly operations: readonly (Partial<Operation> & { id: string; target: string })[];
  readonly held?: Plan["held"];
}

/** A whole plan.json, its digest included, from the few things a test is about. */
export function smallPlan(small: SmallPlan): Plan {
  const plan: Omit<Plan, "planDigest"> = {
    version: PLAN_VERSION,
    takenAt: "2026-11-01T00:00:00.000Z",
    subscription: { id: subscriptionId, name: "Contoso Old", state: "Enabled" },
    resourceGroups: small.groups.map((name) => ({ id: groupId(name), name })),
    resources: (small.resources ?? []).map((resource) => ({
      dependsOn: [],
      deletedBy: "explicit",
      ...resource,
    })),
    operations: small.operations.map((operation) => ({
      action: /\/providers\//.test(operation.target) ? "delete" : "deleteGroup",
      phase: "teardown",
      after: [],
      because: "test",
      ...operation,
    })),
    held: [...(small.held ?? [])],
    backupsNeeded: [],
    roles: [],
    locks: [],
    dependents: [],
    owners: [],
    billing: [],
    selfMade: [],
    cycles: [],
    observed: { heldUntil: [], sizes: [], costs: [], reading: {} },
  };
  return { ...plan, planDigest: planDigest(plan) };
}

const peering = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings";

/**
 * Three groups: two networks that are peered with each other, so that neither group can go before the peerings, and
 * an application whose NIC uses the hub's subnet, so that its group goes before the hub's.
 */
export function peeredPlan(): Plan {
  const network = {
    type: "Microsoft.Network/virtualNetworks",
    token: "azure-native:network:VirtualNetwork",
  } as const;
  const link = { type: peering, token: "azure-native:network:VirtualNetworkPeering" } as const;
  const hub = resourceId("rg-hub", "Microsoft.Network/virtualNetworks/vnet-hub");
  const spoke = resourceId("rg-spoke", "Microsoft.Network/virtualNetworks/vnet-spoke");
  return smallPlan({
    groups: ["rg-app", "rg-hub", "rg-spoke"],
    resources: [
      { id: hub, ...network, deletedBy: "group" },
      { id: `${hub}/virtualNetworkPeerings/to-spoke`, ...link },
      { id: spoke, ...network, deletedBy: "group" },
      { id: `${spoke}/virtualNetworkPeerings/to-hub`, ...link },
      {
        id: resourceId("rg-app", "Microsoft.Network/networkInterfaces/nic-app"),
        type: "Microsoft.Network/networkInterfaces",
        token: "azure-native:network:NetworkInterface",
        deletedBy: "group",
      },
    ],
    operations: [
      { id: "hub-link", target: `${hub}/virtualNetworkPeerings/to-spoke` },
      { id: "spoke-link", target: `${spoke}/virtualNetworkPeerings/to-hub` },
      { id: "app", target: groupId("rg-app") },
      { id: "hub", target: groupId("rg-hub"), after: ["hub-link", "spoke-link", "app"] },
      { id: "spoke", target: groupId("rg-spoke"), after: ["hub-link", "spoke-link"] },
    ],
  });
}

import { backupsNeeded } from "../backups/backups-needed.ts";
import { continuingCharges } from "../billing/continuing-charges.ts";
import { families } from "../blockers/families.ts";
import type { HeldFinding } from "../blockers/family.ts";
import { locksOf } from "../blockers/locks.ts";
import { indexEstate } from "../dependencies/estate.ts";
import { findDependencies } from "../dependencies/find-dependencies.ts";
import { planDigest } from "../digest.ts";
import { placeResources } from "../groups/place-resources.ts";
import { planTeardown } from "../groups/plan-teardown.ts";
import { findSubscription } from "../inventory/find-subscription.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { definitionOf } from "../messages/registry.ts";
import { breakCycles } from "../order/break-cycles.ts";
import { planRoleChanges } from "../roles/plan-role-changes.ts";
import { heldResources } from "./held-resources.ts";
import { PLAN_VERSION, type Plan } from "./plan.ts";
import { planOperations } from "./plan-operations.ts";
import { planResources } from "./plan-resources.ts";

export interface PlanOptions {
  /** When the inventory was read. It changes nothing but `takenAt` and `observed`. */
  readonly takenAt: Date;
}

/**
 * The plan for taking a subscription out of service. Pure: the same inventory, in whatever order its lists stand,
 * gives the same bytes apart from `takenAt` and `observed`.
 */
export function buildPlan(inventory: Inventory, options: PlanOptions): Plan {
  const subscription = findSubscription(
    inventory.subscription,
    inventory.resources.map(({ id }) => id),
    "the inventory",
  );
  const estate = indexEstate(inventory, subscription.subscriptionId);
  const order = breakCycles(estate, findDependencies(estate));
  const { firm } = order;

  const context = { inventory, estate };
  const findings = families.map((family) => family(context));
  const found = findings.flatMap(({ held = [] }) => held);
  const { held, waiting } = heldResources(estate, firm, placeResources(estate), found);
  const placement = placeResources(estate, held);
  const teardown = planTeardown(placement, firm);
  const operations = planOperations({
    estate,
    placement,
    teardown,
    prepared: findings.flatMap((f) => f.operations ?? []),
  });

  const allHeld = [...found, ...waiting];
  const { displayName, tenantId, state, subscriptionPolicies } = subscription;
  const plan = {
    version: PLAN_VERSION,
    planDigest: "",
    takenAt: options.takenAt.toISOString(),
    subscription: {
      id: subscription.subscriptionId.toLowerCase(),
      ...(displayName === undefined ? {} : { name: displayName }),
      ...(tenantId === undefined ? {} : { tenantId }),
      ...(state === undefined ? {} : { state }),
      ...(subscriptionPolicies?.quotaId === undefined ? {} : { quotaId: subscriptionPolicies.quotaId }),
    },
    resourceGroups: [...estate.groups.values()].map((group) => ({
      id: group.id,
      name: group.name,
      ...(typeof group.location === "string" ? { location: group.location } : {}),
      ...(typeof group.managedBy === "string" && group.managedBy !== ""
        ? { managedBy: group.managedBy }
        : {}),
    })),
    resources: planResources({ estate, order, placement, teardown, held, operations }),
    operations,
    held: allHeld.map(({ target, code, remedy }) => ({
      target,
      code,
      remedy: remedy ?? definitionOf(code).remedy ?? "",
    })),
    backupsNeeded: backupsNeeded(inventory),
    roles: planRoleChanges(inventory, subscription.subscriptionId),
    locks: locksOf(context),
    dependents: (inventory.dependents ?? []).map(({ id, on, kind, detail }) => ({
      id,
      on,
      kind,
      because: detail ?? kind,
    })),
    owners: [],
    billing: continuingCharges(inventory),
    selfMade: findings.flatMap(({ selfMade = [] }) => selfMade),
    cycles: order.cycles,
    observed: {
      heldUntil: datesOf(allHeld, options.takenAt),
      sizes: [],
      costs: [],
      reading: inventory.reading ?? {},
    },
  } satisfies Plan;
  return { ...plan, planDigest: planDigest(plan) };
}

function datesOf(held: readonly HeldFinding[], takenAt: Date): Plan["observed"]["heldUntil"] {
  return held.flatMap(({ target, code, days, until }) => {
    const date = until === undefined ? undefined : new Date(until);
    if (date !== undefined && !Number.isNaN(date.getTime()))
      return [{ target, code, until: date.toISOString() }];
    if (days === undefined) return [];
    return [{ target, code, until: new Date(takenAt.getTime() + days * 86_400_000).toISOString() }];
  });
}

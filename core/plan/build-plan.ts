import { isWithin } from "../arm-id.ts";
import { backupsNeeded } from "../backups/backups-needed.ts";
import { knownSizes } from "../backups/known-sizes.ts";
import { continuingCharges } from "../billing/continuing-charges.ts";
import { families } from "../blockers/families.ts";
import type { Findings, PreparedOperation } from "../blockers/family.ts";
import { locksOf } from "../blockers/locks.ts";
import { type Estate, indexEstate } from "../dependencies/estate.ts";
import { findDependencies } from "../dependencies/find-dependencies.ts";
import type { OwnerState } from "../dependencies/owner-state.ts";
import { planDigest } from "../digest.ts";
import { nestedFirst } from "../groups/nested-first.ts";
import { placeResources } from "../groups/place-resources.ts";
import { planTeardown } from "../groups/plan-teardown.ts";
import { findSubscription } from "../inventory/find-subscription.ts";
import type { Inventory, Subscription } from "../inventory/inventory.ts";
import { breakCycles } from "../order/break-cycles.ts";
import { planRoleChanges } from "../roles/plan-role-changes.ts";
import { describeOwners } from "./describe-owners.ts";
import { heldResources } from "./held-resources.ts";
import { describeHeld, heldUntil } from "./held-until.ts";
import { PLAN_VERSION, type Plan } from "./plan.ts";
import { planOperations } from "./plan-operations.ts";
import { planResources } from "./plan-resources.ts";

export interface PlanOptions {
  /** When the inventory was read. It changes nothing but `takenAt` and `observed`. */
  readonly takenAt: Date;
  /** Pulumi stacks and Terraform states that own resources here. */
  readonly owners?: readonly OwnerState[] | undefined;
}

/**
 * The plan for taking a subscription out of service. Pure: the same inventory, in whatever order its lists stand,
 * gives the same bytes apart from `takenAt` and `observed`.
 */
export function buildPlan(inventory: Inventory, { takenAt, owners = [] }: PlanOptions): Plan {
  const ids = inventory.resources.map(({ id }) => id);
  const subscription = findSubscription(inventory.subscription, ids, "the inventory");
  const estate = indexEstate(inventory, subscription.subscriptionId);
  const order = breakCycles(estate, findDependencies(estate, { deployments: inventory.deployments, owners }));

  const context = { inventory, estate, owners };
  const findings = families.map((family) => family(context));
  const found = findings.flatMap(({ held = [] }) => held);
  const { held, waiting } = heldResources(estate, order.firm, placeResources(estate), found);
  const placement = placeResources(estate, held);
  const vanishing = vanishingNodes(findings, estate);
  const holding = order.firm.filter(({ from }) => !vanishing.has(from));
  const teardown = planTeardown(placement, holding, (node) => nestedFirst(estate, node));
  const prepared = preparedOperations(findings, estate, held);
  const operations = planOperations({ estate, placement, teardown, prepared });

  const allHeld = [...found, ...waiting];
  const needs = backupsNeeded(inventory);
  const plan = {
    version: PLAN_VERSION,
    planDigest: "",
    takenAt: takenAt.toISOString(),
    subscription: describeSubscription(subscription),
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
    held: describeHeld(allHeld),
    backupsNeeded: needs,
    roles: planRoleChanges(inventory, subscription.subscriptionId),
    locks: locksOf(context),
    dependents: describeDependents(inventory),
    owners: describeOwners(owners, estate),
    billing: continuingCharges(inventory),
    selfMade: findings.flatMap(({ selfMade = [] }) => selfMade),
    cycles: order.cycles,
    observed: {
      heldUntil: heldUntil(allHeld, takenAt),
      sizes: knownSizes(inventory, needs),
      costs: [],
      reading: inventory.reading ?? {},
    },
  } satisfies Plan;
  return { ...plan, planDigest: planDigest(plan) };
}

/** What an operation takes away beforehand holds nothing any more; the operation itself waits for nothing. */
function vanishingNodes(findings: readonly Findings[], estate: Estate): ReadonlySet<number> {
  const ids = findings.flatMap((finding) => finding.vanishing ?? []);
  return new Set(ids.flatMap((id) => estate.byKey.get(id.toLowerCase()) ?? []));
}

function describeSubscription(subscription: Subscription): Plan["subscription"] {
  const { subscriptionId, displayName, tenantId, state, subscriptionPolicies } = subscription;
  return {
    id: subscriptionId,
    ...(displayName === undefined ? {} : { name: displayName }),
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(state === undefined ? {} : { state }),
    ...(subscriptionPolicies?.quotaId === undefined ? {} : { quotaId: subscriptionPolicies.quotaId }),
  };
}

/** Only within the subscription, each act once, and nothing that would follow the delete of what stays. */
function preparedOperations(
  findings: readonly Findings[],
  estate: Estate,
  held: ReadonlySet<number>,
): PreparedOperation[] {
  const own = `/subscriptions/${estate.subscriptionId}`;
  const operations = new Map<string, PreparedOperation>();
  for (const operation of findings.flatMap((finding) => finding.operations ?? [])) {
    const index = estate.byKey.get(operation.target.toLowerCase());
    if (!isWithin(operation.target, own)) continue;
    if (operation.phase === "after" && index !== undefined && held.has(index)) continue;
    operations.set(`${operation.action} ${operation.target.toLowerCase()}`, operation);
  }
  return [...operations]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, operation]) => operation);
}

function describeDependents(inventory: Inventory): Plan["dependents"] {
  return (inventory.dependents ?? [])
    .map(({ id, on, kind, detail }) => ({ id, on, kind, because: detail ?? kind }))
    .toSorted((left, right) => (`${left.id} ${left.on}` < `${right.id} ${right.on}` ? -1 : 1));
}

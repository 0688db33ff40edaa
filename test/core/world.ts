import type { Inventory } from "../../core/inventory/inventory.ts";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { buildPlan, type PlanOptions } from "../../core/plan/build-plan.ts";
import type { Operation, Plan, PlanResource } from "../../core/plan/plan.ts";

export const SUBSCRIPTION = "0b1f6471-1bf0-4dda-aec3-111122223333";
const TAKEN_AT = new Date("2026-03-01T12:00:00.000Z");

/** The id of a resource in a group: `id("rg-a", "Microsoft.Network/virtualNetworks/hub")`. */
export function id(group: string, path = ""): string {
  const base = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${group}`;
  return path === "" ? base : `${base}/providers/${path}`;
}

/** A resource of which only what matters to the test is said. */
export function resource(
  group: string,
  path: string,
  properties: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): Record<string, unknown> & { id: string } {
  return { id: id(group, path), properties, ...more };
}

export interface World {
  readonly resources: readonly Record<string, unknown>[];
  readonly [list: string]: unknown;
}

export function inventoryOf(world: World): Inventory {
  const subscription = { subscriptionId: SUBSCRIPTION };
  return parseInventory({ subscription, ...world }, "world").inventory;
}

export function planOf(world: World, options: Partial<PlanOptions> = {}): Plan {
  return buildPlan(inventoryOf(world), { takenAt: TAKEN_AT, ...options });
}

/** `before unlock:rg-a/locks/keep` … without the deletes of groups: what a test of one family looks at. */
export function actionsOf(plan: Plan): string[] {
  return plan.operations
    .filter(({ action }) => action !== "deleteGroup")
    .map(({ phase, id: name }) => `${phase} ${name}`);
}

export function operation(plan: Plan, name: string): Operation {
  const found = plan.operations.find((each) => each.id === name);
  if (found === undefined) {
    throw new Error(`no operation ${name} among ${plan.operations.map((each) => each.id).join(", ")}`);
  }
  return found;
}

export function planned(plan: Plan, target: string): PlanResource {
  const found = plan.resources.find((each) => each.id.toLowerCase() === target.toLowerCase());
  if (found === undefined) throw new Error(`the plan has no ${target}`);
  return found;
}

/** What a resource needs, as `last name: because`. */
export function needsOf(plan: Plan, target: string): string[] {
  return planned(plan, target).dependsOn.map(
    ({ on, because }) => `${on.slice(on.lastIndexOf("/") + 1)}: ${because}`,
  );
}

/** What is held, as `code last-name`. */
export function codesOf(plan: Plan): string[] {
  return plan.held.map(({ target, code }) => `${code} ${target.slice(target.lastIndexOf("/") + 1)}`);
}

import { idKey } from "../arm-id.ts";
import type { Operation, Plan } from "./plan.ts";

/**
 * Operations that no planner of ours has made: on another subscription, or on something that the plan does not name
 * to its reviewers as a resource, a group or a lock, or that is no part of such a one. Whoever writes one into a
 * plan.json can compute its digest, too. What was deleted before the plan is named by its purge alone.
 */
export function strayOperations(plan: Plan): Operation[] {
  const own = `/subscriptions/${plan.subscription.id.toLowerCase()}/`;
  const groups = new Set(plan.resourceGroups.map(({ id }) => idKey(id)));
  const named = new Set([...plan.resources, ...plan.locks].map(({ id }) => idKey(id)));
  const isNamed = ({ action, target }: Operation): boolean => {
    const key = idKey(target);
    if (!key.startsWith(own)) return false;
    if (action === "purge") return true;
    if (action === "deleteGroup") return groups.has(key);
    return scopesOf(key).some((scope) => named.has(scope));
  };
  return plan.operations.filter((operation) => !isNamed(operation));
}

/** The id and everything it lies in, from itself upwards. */
function scopesOf(key: string): string[] {
  const segments = key.split("/");
  return segments.map((_, index) => segments.slice(0, segments.length - index).join("/"));
}

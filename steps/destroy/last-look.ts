import type { AzureConnection } from "../../azure/connection.ts";
import { type ListedResource, listResources } from "../../azure/list-resources.ts";
import { refusedStatus } from "../../azure/refused-status.ts";
import { groupIdOf, idKey, isWithin, parseArmId } from "../../core/arm-id.ts";
import { findDrift } from "../../core/plan/find-drift.ts";
import type { Operation, Plan } from "../../core/plan/plan.ts";
import type { HeldOperation } from "../../engine/outcome.ts";
import { heldByChange, heldByUnplanned } from "./held-by-drift.ts";
import type { OwnershipBaseline } from "./ownership-baseline.ts";

export interface LastLookOptions {
  readonly plan: Plan;
  readonly connection: AzureConnection;
  readonly signal: AbortSignal;
  readonly isWatched: (resource: ListedResource) => boolean;
  readonly baseline: OwnershipBaseline;
}

/** Deletes in one group that follow each other share a look: ARM's lists are older than this anyway. */
const LOOK_HOLDS_MS = 3000;

/**
 * The look just before a delete: one call lists the group, and whatever is new, made again or in other hands holds it.
 * @throws SundownError not_permitted, azure_refused, cloud_unreachable
 */
export function lastLook({
  plan,
  connection,
  signal,
  isWatched,
  baseline,
}: LastLookOptions): (operation: Operation) => Promise<HeldOperation | undefined> {
  const inGroup = Map.groupBy(plan.resources, ({ id }) => groupIdOf(idKey(id)));
  const looks = new Map<string, { readonly at: number; readonly listed: Promise<ListedResource[]> }>();
  const look = (group: string): Promise<ListedResource[]> => {
    const known = looks.get(group);
    if (known !== undefined && performance.now() - known.at < LOOK_HOLDS_MS) return known.listed;
    const listed = listGroup(connection, plan.subscription.id, group, signal);
    looks.set(group, { at: performance.now(), listed });
    return listed;
  };
  return async (operation) => {
    const { action, target } = operation;
    if (action !== "deleteGroup" && action !== "delete") return undefined;
    const group = parseArmId(target)?.resourceGroup;
    if (group === undefined) return undefined;
    const listed = await look(group);
    if (action === "deleteGroup") {
      const resources = inGroup.get(idKey(target)) ?? [];
      const fresh = { resources: listed.map(asResource), resourceGroups: [] };
      const { unplanned } = findDrift({ ...plan, resources }, fresh);
      if (unplanned.length > 0) return heldByUnplanned(operation, unplanned);
    }
    const changes = listed
      .filter((resource) => isWithin(resource.id, target) || isWithin(target, resource.id))
      .filter(isWatched)
      .flatMap((resource) => {
        const how = baseline.changeOf(resource);
        return how === undefined ? [] : [{ id: resource.id, how }];
      });
    return heldByChange(operation, changes);
  };
}

/** A group that is gone has nothing in it; the delete will find out the same. */
async function listGroup(
  connection: AzureConnection,
  subscriptionId: string,
  groupName: string,
  signal: AbortSignal,
): Promise<ListedResource[]> {
  try {
    return await listResources(connection, subscriptionId, { groupName, signal });
  } catch (error) {
    if (refusedStatus(error) === 404) return [];
    throw error;
  }
}

function asResource({ id }: ListedResource): { id: string; type: string; name: string } {
  const { type = "", name = "" } = parseArmId(id) ?? {};
  return { id, type, name };
}

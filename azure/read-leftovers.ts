import { idKey, isWithin } from "../core/arm-id.ts";
import type { RawInventory } from "../core/inventory/inventory.ts";
import type { AzureConnection } from "./connection.ts";
import { deletedLists, type HiddenList, subscriptionLists } from "./hidden-lists.ts";
import { isRecord } from "./is-record.ts";
import { type Item, type ListedItem, listedResource, readLists, textOf } from "./read-lists.ts";
import { readPolicies } from "./read-policies.ts";
import type { LeftOut, Unreadable } from "./unreadable.ts";

/** One call for each group is only made where something in it is known, or nothing can be known otherwise. */
const GROUPS_AT_MOST = 30;

type RawResource = RawInventory["resources"][number];

export interface Leftovers {
  readonly resources: RawResource[];
  readonly deletedResources: NonNullable<RawInventory["deletedResources"]>;
  readonly policyAssignments: RawResource[];
  readonly denyAssignments: RawResource[];
  readonly unreadable: Unreadable[];
  readonly leftOut: readonly LeftOut[];
}

/** Soft-deleted leftovers, policy and deny assignments, and what stands at the subscription itself. */
export async function readLeftovers(
  connection: AzureConnection,
  subscriptionId: string,
  groups: readonly { readonly id: string }[],
  signal?: AbortSignal,
): Promise<Leftovers> {
  const missing: Unreadable[] = [];
  const read = (lists: readonly HiddenList[]): Promise<ListedItem[]> =>
    readLists(connection, lists, missing, signal);
  const items = (all: readonly ListedItem[]): Item[] => all.map(({ item }) => item);
  const at = ({ path, apiVersion }: HiddenList): HiddenList => ({
    path: `/subscriptions/${subscriptionId}/providers/${path}`,
    apiVersion,
  });
  const deleted = items(await read(deletedLists.map(at)));
  const denied = items(
    await read([at({ path: "Microsoft.Authorization/denyAssignments", apiVersion: "2022-04-01" })]),
  );
  // Where deny assignments cannot be listed, only the groups themselves can tell of their stacks.
  const isBlind = missing.some(({ what }) => what.includes("denyAssignments"));
  const mayHaveStacks = isBlind ? groups.map(({ id }) => id) : groupsWithStacks(denied);
  const asked = mayHaveStacks.slice(0, GROUPS_AT_MOST);
  const governing = await read([
    ...subscriptionLists.map(at),
    ...asked.map((group) => ({
      path: `${group}/providers/Microsoft.Resources/deploymentStacks`,
      apiVersion: "2024-03-01",
    })),
  ]);
  const policies = await readPolicies(connection, `/subscriptions/${subscriptionId}`, {
    listed: items(governing),
    signal,
  });
  const assigned = policies.assignments.map((item) => ({ item, apiVersion: "2023-04-01" }));
  // Lists of a subscription also hold what stands above it, and that is not ours to delete.
  const isOwn = ({ item }: ListedItem): boolean => isWithin(item.id, `/subscriptions/${subscriptionId}`);
  return {
    resources: [...governing, ...assigned].filter(isOwn).map(listedResource),
    deletedResources: deleted.map(asDeleted),
    policyAssignments: policies.assignments.map((item) => listedResource({ item })),
    denyAssignments: denied.map((item) => listedResource({ item: { ...item, properties: denialOf(item) } })),
    unreadable: [...missing, ...policies.unreadable],
    leftOut: [
      ...policies.leftOut,
      ...(asked.length < mayHaveStacks.length
        ? [{ what: "deployment stacks of groups", read: asked.length, of: mayHaveStacks.length }]
        : []),
    ],
  };
}

/**
 * Stacks of groups are in no list of the subscription, but the deny assignments that they make are. One without deny
 * settings hinders nothing and goes with its group.
 */
function groupsWithStacks(denied: readonly Item[]): string[] {
  const groups = denied.flatMap(({ id, properties }) => {
    const name = isRecord(properties) ? textOf(properties.denyAssignmentName) : undefined;
    const group = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(id)?.[0];
    return group !== undefined && /deployment ?stack/i.test(name ?? "") ? [group] : [];
  });
  return [...new Map(groups.map((group) => [idKey(group), group])).values()];
}

/** Whether it refuses deletes, in place of its patterns of actions. */
function denialOf({ properties }: Item): Record<string, unknown> {
  const known = isRecord(properties) ? properties : {};
  const permissions: unknown[] = Array.isArray(known.permissions) ? known.permissions : [];
  const hits = (actions: unknown): boolean =>
    Array.isArray(actions) &&
    actions.some((action: unknown) => typeof action === "string" && /^\*$|\/(?:delete|\*)$/i.test(action));
  const refusesDelete =
    permissions.length === 0 ||
    permissions.some(
      (permission) => isRecord(permission) && hits(permission.actions) && !hits(permission.notActions),
    );
  const name = textOf(known.denyAssignmentName) ?? "";
  const stackId = /\/[^'"\s]+\/deploymentStacks\/[^'"\s]*[^'"\s.]/i.exec(name)?.[0];
  return {
    ...known,
    refusesDelete,
    madeBy: makerOf(name),
    ...(stackId === undefined ? {} : { stackId }),
  };
}

/** The name of a deny assignment tells who made it. */
function makerOf(name: string): string {
  if (/deployment ?stack/i.test(name)) return "deploymentStack";
  if (/blueprint/i.test(name)) return "blueprint";
  return /managed (?:application|resource group)|databricks/i.test(name) ? "managedGroup" : "somebody";
}

function asDeleted(item: Item): NonNullable<RawInventory["deletedResources"]>[number] {
  const properties = isRecord(item.properties) ? item.properties : {};
  const name = textOf(item.name);
  const type = textOf(item.type);
  const purge = textOf(properties.scheduledPurgeDate);
  return {
    id: item.id,
    ...(name === undefined ? {} : { name }),
    ...(type === undefined ? {} : { type }),
    ...(purge === undefined ? {} : { scheduledPurgeDate: purge }),
    ...(typeof properties.purgeProtectionEnabled === "boolean"
      ? { purgeProtection: properties.purgeProtectionEnabled }
      : {}),
  };
}

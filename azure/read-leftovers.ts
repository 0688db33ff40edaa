import { idKey } from "../core/arm-id.ts";
import type { RawInventory } from "../core/inventory/inventory.ts";
import type { AzureConnection } from "./connection.ts";
import { deletedLists, type HiddenList, subscriptionLists } from "./hidden-lists.ts";
import { isRecord } from "./is-record.ts";
import { mapBounded } from "./map-bounded.ts";
import { definitionOf, effectOf } from "./policy-effects.ts";
import {
  type Item,
  LISTS_AT_ONCE,
  type ListedItem,
  listedResource,
  readLists,
  textOf,
} from "./read-lists.ts";
import type { Unreadable } from "./unreadable.ts";

type RawResource = RawInventory["resources"][number];

export interface Leftovers {
  readonly resources: RawResource[];
  readonly deletedResources: NonNullable<RawInventory["deletedResources"]>;
  readonly policyAssignments: RawResource[];
  readonly denyAssignments: RawResource[];
  readonly unreadable: Unreadable[];
}

/** Soft-deleted leftovers, policy and deny assignments, and what stands at the subscription itself. */
export async function readLeftovers(
  connection: AzureConnection,
  subscriptionId: string,
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
  const policies = await read([
    at({ path: "Microsoft.Authorization/policyAssignments", apiVersion: "2023-04-01" }),
  ]);
  const denied = items(
    await read([at({ path: "Microsoft.Authorization/denyAssignments", apiVersion: "2022-04-01" })]),
  );
  const governing = await read([
    ...subscriptionLists.map(at),
    ...groupsWithStacks(denied).map((group) => ({
      path: `${group}/providers/Microsoft.Resources/deploymentStacks`,
      apiVersion: "2024-03-01",
    })),
  ]);
  const assignments = await withEffects(connection, items(policies), items(governing), signal);
  return {
    resources: [
      ...governing.map(listedResource),
      ...ownOf(assignments, subscriptionId).map((item) => listedResource({ item, apiVersion: "2023-04-01" })),
    ],
    deletedResources: deleted.map(asDeleted),
    policyAssignments: assignments.map((item) => listedResource({ item })),
    denyAssignments: denied.map((item) => listedResource({ item: { ...item, properties: denialOf(item) } })),
    unreadable: missing,
  };
}

/** Stacks of groups are in no list of the subscription, but the deny assignments that they make are. */
function groupsWithStacks(denied: readonly Item[]): string[] {
  const groups = denied.flatMap(({ id, properties }) => {
    const name = isRecord(properties) ? textOf(properties.denyAssignmentName) : undefined;
    const group = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(id)?.[0];
    return group !== undefined && /deployment ?stack/i.test(name ?? "") ? [group] : [];
  });
  return [...new Map(groups.map((group) => [idKey(group), group])).values()];
}

/** Adds to each assignment what it does; definitions of management groups are read one by one, each once. */
async function withEffects(
  connection: AzureConnection,
  assignments: readonly Item[],
  governing: readonly Item[],
  signal?: AbortSignal,
): Promise<Item[]> {
  const definitions = new Map(governing.map((item) => [idKey(item.id), item]));
  const wanted = new Map(
    assignments.flatMap((assignment) => {
      const id = definitionOf(assignment);
      return id === undefined || definitions.has(idKey(id)) ? [] : [[idKey(id), id] as const];
    }),
  );
  await mapBounded([...wanted], LISTS_AT_ONCE, async ([key, id]) => {
    const answer = await connection.request({
      method: "GET",
      path: id,
      apiVersion: "2023-04-01",
      ...(signal === undefined ? {} : { signal }),
    });
    if (answer.status === 200 && isRecord(answer.body)) definitions.set(key, { ...answer.body, id });
  });
  return assignments.map((assignment) => ({
    ...assignment,
    properties: {
      ...(isRecord(assignment.properties) ? assignment.properties : {}),
      ...effectOf(assignment, definitions),
    },
  }));
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
  return { ...known, refusesDelete, madeBy: makerOf(textOf(known.denyAssignmentName) ?? "") };
}

/** The name of a deny assignment tells who made it. */
function makerOf(name: string): string {
  if (/deployment ?stack/i.test(name)) return "deploymentStack";
  if (/blueprint/i.test(name)) return "blueprint";
  return /managed (?:application|resource group)|databricks/i.test(name) ? "managedGroup" : "somebody";
}

/** The list of a subscription also holds what is assigned above it, and that is not ours to delete. */
function ownOf(assignments: readonly Item[], subscriptionId: string): Item[] {
  const own = `/subscriptions/${subscriptionId}/`.toLowerCase();
  return assignments.filter(({ id }) => id.toLowerCase().startsWith(own));
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

import { idKey } from "../core/arm-id.ts";
import type { RawInventory } from "../core/inventory/inventory.ts";
import type { AzureConnection } from "./connection.ts";
import { childLists, deletedLists, type HiddenList, subscriptionLists } from "./hidden-lists.ts";
import { isRecord } from "./is-record.ts";
import { mapBounded } from "./map-bounded.ts";
import { definitionOf, effectOf } from "./policy-effects.ts";
import { type Collection, readCollection } from "./read-collection.ts";
import type { Unreadable } from "./unreadable.ts";

type RawResource = RawInventory["resources"][number];
type Item = Collection["items"][number];

const LISTS_AT_ONCE = 8;

export interface Leftovers {
  readonly resources: RawResource[];
  readonly deployments: NonNullable<RawInventory["deployments"]>;
  readonly deletedResources: NonNullable<RawInventory["deletedResources"]>;
  readonly policyAssignments: RawResource[];
  readonly denyAssignments: RawResource[];
  readonly unreadable: Unreadable[];
}

/**
 * Children that block, soft-deleted leftovers, deployment history, policy and deny assignments, and what stands at
 * the subscription itself: a few calls for each vault, account, server, group or service, never one for each resource.
 */
export async function readLeftovers(
  connection: AzureConnection,
  subscriptionId: string,
  known: {
    readonly groups: readonly { readonly id: string }[];
    readonly resources: readonly { readonly id: string; readonly type?: string | undefined }[];
  },
  signal?: AbortSignal,
): Promise<Leftovers> {
  const missing: Unreadable[] = [];
  const read = async ({ path, apiVersion }: HiddenList): Promise<readonly Read[]> => {
    const { items, unreadable } = await readCollection(connection, path, apiVersion, signal);
    // A service that is not registered has no such list, so there is nothing in it.
    if (unreadable !== undefined && unreadable.status !== 404) missing.push(unreadable);
    return items.map((item) => ({ item, apiVersion }));
  };
  const readAll = async (lists: readonly HiddenList[]): Promise<Read[]> =>
    (await mapBounded(lists, LISTS_AT_ONCE, read)).flat();
  const items = (all: readonly Read[] | undefined): Item[] => (all ?? []).map(({ item }) => item);

  const scope = `/subscriptions/${subscriptionId}/providers`;
  const at = ({ path, apiVersion }: HiddenList): HiddenList => ({ path: `${scope}/${path}`, apiVersion });
  const children = await readAll(
    known.resources.flatMap(({ id, type = "" }) =>
      (childLists[type.toLowerCase()] ?? []).map(({ path, apiVersion }) => ({
        path: `${id}${path}`,
        apiVersion,
      })),
    ),
  );
  const containers = await readPolicies(connection, children, signal);
  const deleted = items(await readAll(deletedLists.map(at)));
  const deployments = items(
    await readAll([
      at({ path: "Microsoft.Resources/deployments", apiVersion: "2024-03-01" }),
      ...known.groups.map(({ id }) => ({
        path: `${id}/providers/Microsoft.Resources/deployments`,
        apiVersion: "2024-03-01",
      })),
    ]),
  );
  const [policies, denials] = await mapBounded(
    [
      at({ path: "Microsoft.Authorization/policyAssignments", apiVersion: "2023-04-01" }),
      at({ path: "Microsoft.Authorization/denyAssignments", apiVersion: "2022-04-01" }),
    ],
    2,
    read,
  );
  const denied = items(denials);
  const governing = await readAll([
    ...subscriptionLists.map(at),
    ...groupsWithStacks(denied).map((group) => ({
      path: `${group}/providers/Microsoft.Resources/deploymentStacks`,
      apiVersion: "2024-03-01",
    })),
  ]);
  const assignments = await withEffects(connection, items(policies), items(governing), signal);
  return {
    resources: [
      ...containers.map(asResource),
      ...governing.map(asResource),
      ...ownOf(assignments, subscriptionId).map((item) => asResource({ item, apiVersion: "2023-04-01" })),
    ],
    deployments: deployments.map(asDeployment),
    deletedResources: deleted.map(asDeleted),
    policyAssignments: assignments.map((item) => asResource({ item })),
    denyAssignments: denied.map((item) => asResource({ item: { ...item, properties: denialOf(item) } })),
    unreadable: missing,
  };
}

interface Read {
  readonly item: Item;
  readonly apiVersion?: string;
}

/** A list tells that a container has an immutability policy, only the container itself which. */
async function readPolicies(
  connection: AzureConnection,
  children: readonly Read[],
  signal?: AbortSignal,
): Promise<Read[]> {
  return mapBounded(children, LISTS_AT_ONCE, async (child) => {
    const properties = isRecord(child.item.properties) ? child.item.properties : {};
    if (properties.hasImmutabilityPolicy !== true || isRecord(properties.immutabilityPolicy)) return child;
    const { id } = child.item;
    const answer = await connection.request({
      method: "GET",
      path: id,
      ...(child.apiVersion === undefined ? {} : { apiVersion: child.apiVersion }),
      ...(signal === undefined ? {} : { signal }),
    });
    return answer.status === 200 && isRecord(answer.body)
      ? { ...child, item: { ...answer.body, id } }
      : child;
  });
}

/** Stacks of groups are in no list of the subscription, but the deny assignments that they make are. */
function groupsWithStacks(denied: readonly Item[]): string[] {
  const groups = denied.flatMap(({ id, properties }) => {
    const name = isRecord(properties) ? text(properties.denyAssignmentName) : undefined;
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
  return { ...known, refusesDelete, madeBy: makerOf(text(known.denyAssignmentName) ?? "") };
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

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function asResource({ item, apiVersion }: Read): RawResource {
  const name = text(item.name);
  const type = text(item.type);
  return {
    id: item.id,
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(name === undefined ? {} : { name }),
    ...(type === undefined ? {} : { type }),
    ...(isRecord(item.properties) ? { properties: { ...item.properties } } : {}),
  };
}

/** Only ids and their order: parameters and outputs of a deployment are where secrets lie. */
function asDeployment(item: Item): NonNullable<RawInventory["deployments"]>[number] {
  const properties = isRecord(item.properties) ? item.properties : {};
  const ids = (list: unknown): { id: string }[] =>
    Array.isArray(list)
      ? list.flatMap((entry: unknown) =>
          isRecord(entry) && typeof entry.id === "string" ? [{ id: entry.id }] : [],
        )
      : [];
  const entries: unknown[] = Array.isArray(properties.dependencies) ? properties.dependencies : [];
  const timestamp = text(properties.timestamp);
  return {
    id: item.id,
    ...(timestamp === undefined ? {} : { timestamp }),
    dependencies: entries.flatMap((entry) =>
      isRecord(entry) && typeof entry.id === "string"
        ? [{ id: entry.id, dependsOn: ids(entry.dependsOn) }]
        : [],
    ),
  };
}

function asDeleted(item: Item): NonNullable<RawInventory["deletedResources"]>[number] {
  const properties = isRecord(item.properties) ? item.properties : {};
  const name = text(item.name);
  const type = text(item.type);
  const purge = text(properties.scheduledPurgeDate);
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

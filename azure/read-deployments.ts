import { groupIdOf, idKey } from "../core/arm-id.ts";
import type { RawInventory } from "../core/inventory/inventory.ts";
import type { AzureConnection } from "./connection.ts";
import { isRecord } from "./is-record.ts";
import { type Item, readLists, textOf } from "./read-lists.ts";
import type { LeftOut, Unreadable } from "./unreadable.ts";

type Deployment = NonNullable<RawInventory["deployments"]>[number];

const API_VERSION = "2024-03-01";
/**
 * A history is one call for each group, and it mostly tells about the inside of its group, which Azure orders by
 * itself when the group goes. So the fullest groups are read, and the others are named as left out.
 */
const GROUPS_AT_MOST = 30;

/** Deployment history of the subscription and of its fullest groups. */
export async function readDeployments(
  connection: AzureConnection,
  subscriptionId: string,
  known: {
    readonly groups: readonly { readonly id: string }[];
    readonly resources: readonly { readonly id: string }[];
  },
  signal?: AbortSignal,
): Promise<{ deployments: Deployment[]; unreadable: Unreadable[]; leftOut: LeftOut[] }> {
  const unreadable: Unreadable[] = [];
  const groups = fullestFirst(known);
  const read = groups.slice(0, GROUPS_AT_MOST);
  const scopes = [`/subscriptions/${subscriptionId}`, ...read];
  const lists = scopes.map((scope) => ({
    path: `${scope}/providers/Microsoft.Resources/deployments`,
    apiVersion: API_VERSION,
  }));
  const listed = await readLists(connection, lists, unreadable, signal);
  return {
    deployments: listed.map(({ item }) => asDeployment(item)),
    unreadable,
    leftOut:
      groups.length > read.length
        ? [{ what: "deployment histories of groups", read: read.length, of: groups.length }]
        : [],
  };
}

function fullestFirst({ groups, resources }: Parameters<typeof readDeployments>[2]): string[] {
  const sizes = new Map<string, number>();
  for (const { id } of resources) {
    const group = idKey(groupIdOf(id) ?? "");
    sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  const sizeOf = (id: string): number => sizes.get(idKey(id)) ?? 0;
  return groups
    .map(({ id }) => id)
    .toSorted((left, right) => sizeOf(right) - sizeOf(left) || (idKey(left) < idKey(right) ? -1 : 1));
}

/** Only ids and their order: parameters and outputs of a deployment are where secrets lie. */
function asDeployment(item: Item): Deployment {
  const properties = isRecord(item.properties) ? item.properties : {};
  const ids = (list: unknown): { id: string }[] =>
    Array.isArray(list)
      ? list.flatMap((entry: unknown) =>
          isRecord(entry) && typeof entry.id === "string" ? [{ id: entry.id }] : [],
        )
      : [];
  const entries: unknown[] = Array.isArray(properties.dependencies) ? properties.dependencies : [];
  const timestamp = textOf(properties.timestamp);
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

import type { RawInventory } from "../core/inventory/inventory.ts";
import type { AzureConnection } from "./connection.ts";
import type { HiddenList } from "./hidden-lists.ts";
import { isRecord } from "./is-record.ts";
import { mapBounded } from "./map-bounded.ts";
import { type Collection, readCollection } from "./read-collection.ts";
import type { Unreadable } from "./unreadable.ts";

export const LISTS_AT_ONCE = 8;

export type Item = Collection["items"][number];

/** An item of a list, with the api-version it was read with. */
export interface ListedItem {
  readonly item: Item;
  readonly apiVersion?: string;
}

/**
 * Reads lists of ARM, several at once, all pages. What is refused goes into `missing`; a service that is not
 * registered has no such list (404), so there is nothing in it.
 */
export async function readLists(
  connection: AzureConnection,
  lists: readonly HiddenList[],
  missing: Unreadable[],
  signal?: AbortSignal,
): Promise<ListedItem[]> {
  const read = await mapBounded(lists, LISTS_AT_ONCE, async ({ path, apiVersion }) => {
    const { items, unreadable } = await readCollection(connection, path, apiVersion, signal);
    if (unreadable !== undefined && unreadable.status !== 404) missing.push(unreadable);
    return items.map((item) => ({ item, apiVersion }));
  });
  return read.flat();
}

export function listedResource({ item, apiVersion }: ListedItem): RawInventory["resources"][number] {
  const name = textOf(item.name);
  const type = textOf(item.type);
  return {
    id: item.id,
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(name === undefined ? {} : { name }),
    ...(type === undefined ? {} : { type }),
    ...(isRecord(item.properties) ? { properties: { ...item.properties } } : {}),
  };
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

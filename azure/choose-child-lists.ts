import { groupIdOf, idKey, parseArmId } from "../core/arm-id.ts";
import type { RawInventory } from "../core/inventory/inventory.ts";
import { childLists, type HiddenList } from "./hidden-lists.ts";
import { isRecord } from "./is-record.ts";
import type { LeftOut } from "./unreadable.ts";

type RawResource = RawInventory["resources"][number];

/**
 * Each list is a call for one resource, so a large subscription cannot have all of them. Whatever shows a sign of
 * holding something is always read.
 */
const LISTS_AT_MOST = 60;

/** Vaults first: nothing else tells what they hold. Containers last: most accounts have none that stops anything. */
const ORDER = [
  "microsoft.recoveryservices/vaults",
  "microsoft.dataprotection/backupvaults",
  "microsoft.cache/redis",
  "microsoft.servicebus/namespaces",
  "microsoft.eventhub/namespaces",
  "microsoft.sql/servers",
  "microsoft.sql/managedinstances",
  "microsoft.batch/batchaccounts",
  "microsoft.machinelearningservices/workspaces",
  "microsoft.datafactory/factories",
  "microsoft.storage/storageaccounts",
];

export interface ChosenLists {
  readonly lists: readonly HiddenList[];
  readonly leftOut: readonly LeftOut[];
  /** Vaults whose lists were left out: Resource Graph knows most of what they hold, with a delay. */
  readonly vaultsLeft: boolean;
}

/** Which lists of children to read, and how many of each type are left out. */
export function chooseChildLists(resources: readonly RawResource[]): ChosenLists {
  const replicating = serversThatReplicate(resources);
  const owners = resources
    .filter((resource) => childLists[typeOf(resource)] !== undefined && mayHaveChildren(resource))
    .map((resource) => ({ resource, isSure: showsChildren(resource, replicating) }))
    .toSorted((left, right) => rank(left) - rank(right) || (idOf(left) < idOf(right) ? -1 : 1));
  const lists = new Map<string, HiddenList>();
  const counts = new Map<string, { read: number; of: number }>();
  for (const { resource, isSure } of owners) {
    const type = typeOf(resource);
    const own = childLists[type] ?? [];
    const count = counts.get(type) ?? { read: 0, of: 0 };
    counts.set(type, count);
    count.of += 1;
    if (!isSure && lists.size + own.length > LISTS_AT_MOST) continue;
    count.read += 1;
    for (const { path, apiVersion } of own) {
      const full = fullPath(resource, path);
      lists.set(idKey(full), { path: full, apiVersion });
    }
  }
  const short = [...counts].filter(([, { read, of }]) => read < of);
  return {
    lists: [...lists.values()],
    leftOut: short.map(([type, count]) => ({ what: `what hides in ${type}`, ...count })),
    vaultsLeft: short.some(([type]) => type.endsWith("vaults")),
  };
}

/** Several resources of a group may share a list of it. */
function fullPath({ id, location }: RawResource, path: string): string {
  if (!path.startsWith("/providers/")) return `${id}${path}`;
  const place = (location ?? "").toLowerCase().replaceAll(" ", "");
  return `${groupIdOf(id) ?? id}${path.replace("{location}", place)}`;
}

interface Owner {
  readonly resource: RawResource;
  readonly isSure: boolean;
}

function rank({ resource, isSure }: Owner): number {
  return isSure ? -1 : ORDER.indexOf(typeOf(resource));
}

function idOf({ resource }: Owner): string {
  return idKey(resource.id);
}

function typeOf({ type }: RawResource): string {
  return (type ?? "").toLowerCase();
}

/** Tiers and kinds that have no such children at all. */
function mayHaveChildren(resource: RawResource): boolean {
  const tier = (
    isRecord(resource.sku) && typeof resource.sku.name === "string" ? resource.sku.name : ""
  ).toLowerCase();
  switch (typeOf(resource)) {
    case "microsoft.storage/storageaccounts":
      return resource.kind?.toLowerCase() !== "filestorage";
    case "microsoft.cache/redis":
      return !["basic", "standard"].includes(cacheTier(resource) ?? tier);
    case "microsoft.servicebus/namespaces":
      return tier === "" || tier === "premium";
    case "microsoft.eventhub/namespaces":
      return tier !== "basic";
    default:
      return true;
  }
}

/** A cache has its tier among its properties. */
function cacheTier({ properties }: RawResource): string | undefined {
  const sku = isRecord(properties) ? properties.sku : undefined;
  return isRecord(sku) && typeof sku.name === "string" ? sku.name.toLowerCase() : undefined;
}

/** Properties that tell before any list is read that there is something in it. */
function showsChildren(resource: RawResource, replicating: ReadonlySet<string>): boolean {
  const properties: Readonly<Record<string, unknown>> = resource.properties ?? {};
  switch (typeOf(resource)) {
    case "microsoft.storage/storageaccounts":
      return isRecord(properties.immutableStorageWithVersioning);
    case "microsoft.cache/redis":
      return Array.isArray(properties.linkedServers) && properties.linkedServers.length > 0;
    case "microsoft.servicebus/namespaces":
    case "microsoft.eventhub/namespaces":
      return typeof properties.alternateName === "string" && properties.alternateName !== "";
    case "microsoft.sql/servers":
      return replicating.has(idKey(resource.id));
    default:
      return false;
  }
}

/** Servers with a database that names its failover group. */
function serversThatReplicate(resources: readonly RawResource[]): ReadonlySet<string> {
  const servers = resources.flatMap(({ id, type, properties }) =>
    type?.toLowerCase() === "microsoft.sql/servers/databases" &&
    typeof properties?.failoverGroupId === "string"
      ? [idKey(parseArmId(id)?.parent ?? "")]
      : [],
  );
  return new Set(servers);
}

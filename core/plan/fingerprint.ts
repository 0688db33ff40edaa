import { canonicalJson, sha256 } from "../digest.ts";
import type { Resource } from "../inventory/inventory.ts";

/** Properties that change by themselves: states, counters, times and what is made up anew at each reading. */
const volatile =
  /^(?:provisioningState|state|status|.*status|.*state|etag|.*etag|lastModified.*|.*lastModified|last.*(?:time|date|at|on)|.*updatedAt|.*timestamp|.*Utc|resourceGuid|instanceView|.*utilization|.*usage|used.*|current.*|.*count|.*(?:time|date)|.*expir.*|powerState|.*token|systemData|systemdata)$/i;

/**
 * sha256 of what matters about a resource, so that a later reading shows whether somebody changed it: type,
 * location, sku, identity, managedBy and the properties that do not change by themselves. Neither the order of
 * arrays nor the case of ids counts, since Azure changes both between two readings.
 */
export function fingerprintOf(resource: Resource): string {
  const { type, kind, location, sku, identity, managedBy, properties } = resource;
  return sha256(
    canonicalJson({
      type: type.toLowerCase(),
      kind: kind ?? null,
      location: location?.toLowerCase().replaceAll(" ", "") ?? null,
      sku: settled(sku),
      identity: settled(identity),
      managedBy: settled(managedBy),
      properties: settled(properties),
    }),
  );
}

function settled(value: unknown, depth = 0): unknown {
  if (value === undefined || value === null || depth > 64) return null;
  if (typeof value === "string") return /^\/subscriptions\//i.test(value) ? value.toLowerCase() : value;
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => settled(item, depth + 1));
    if (items.length < 2) return items;
    return items
      .map((item) => ({ item, text: canonicalJson(item) }))
      .toSorted((left, right) => (left.text < right.text ? -1 : 1))
      .map(({ item }) => item);
  }
  const kept: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    if (volatile.test(name) || item === null || item === undefined) continue;
    kept[name.includes("/") ? name.toLowerCase() : name] = settled(item, depth + 1);
  }
  return kept;
}

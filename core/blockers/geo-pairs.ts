import { idKey } from "../arm-id.ts";
import type { Node } from "../dependencies/estate.ts";
import { listAt, textAt, wordAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings, HeldFinding, PreparedOperation } from "./family.ts";

const FAILOVER_GROUPS = new Set([
  "microsoft.sql/servers/failovergroups",
  "microsoft.sql/locations/instancefailovergroups",
]);
const ALIASES = new Set([
  "microsoft.eventhub/namespaces/disasterrecoveryconfigs",
  "microsoft.servicebus/namespaces/disasterrecoveryconfigs",
]);
const LINKED_CACHES = "microsoft.cache/redis/linkedservers";

/**
 * Two servers, namespaces or caches in two regions that replicate: neither can be deleted while they do. The pair
 * is broken beforehand, at its primary; the other side's entry then goes by itself.
 * @see https://learn.microsoft.com/azure/azure-sql/database/failover-group-sql-db
 * @see https://learn.microsoft.com/azure/event-hubs/event-hubs-geo-dr
 * @see https://learn.microsoft.com/azure/azure-cache-for-redis/cache-how-to-geo-replication
 */
export function geoPairs({ estate }: BlockerContext): Findings {
  const operations: PreparedOperation[] = [];
  const held: HeldFinding[] = [];
  const vanishing: string[] = [];
  for (const node of estate.nodes) {
    const isPair = FAILOVER_GROUPS.has(node.type) || ALIASES.has(node.type);
    if (!isPair && node.type !== LINKED_CACHES) continue;
    const { properties } = node.resource;
    const role =
      wordAt(properties, "replicationRole") ?? wordAt(properties, "role") ?? wordAt(properties, "serverRole");
    const partners = partnersOf(properties);
    const isHere = partners.some((partner) => estate.byKey.has(idKey(partner)));
    // A cache's link says the role of the other side.
    if (role === (isPair ? "secondary" : "primary") && isHere) {
      vanishing.push(node.id);
      continue;
    }
    if (role === "primarynotreplicating") continue;
    const blocks = [ownerOf(node), ...partners].filter((id) => id !== "");
    if (isPair && role === "secondary") {
      for (const id of blocks)
        if (estate.byKey.has(idKey(id))) held.push({ target: id, code: "pair_ends_elsewhere", stays: true });
      continue;
    }
    vanishing.push(node.id);
    operations.push({
      action: isPair ? "breakPairing" : "delete",
      phase: "before",
      target: node.id,
      because: "the two sides replicate, and neither can be deleted while they do",
      blocks,
    });
  }
  return { operations, held, vanishing };
}

function ownerOf(node: Node): string {
  return node.arm.type.split("/").length > 2 && !node.type.includes("/locations/")
    ? (node.arm.parent ?? "")
    : "";
}

function partnersOf(properties: unknown): string[] {
  const servers = listAt(properties, "partnerServers").map((server) => textAt(server, "id"));
  const pairs = listAt(properties, "managedInstancePairs").flatMap((pair) => [
    textAt(pair, "primaryManagedInstanceId"),
    textAt(pair, "partnerManagedInstanceId"),
  ]);
  const single = [textAt(properties, "partnerNamespace"), textAt(properties, "linkedRedisCacheId")];
  return [...servers, ...pairs, ...single]
    .filter((id) => id !== undefined)
    .filter((id) => id.startsWith("/"));
}

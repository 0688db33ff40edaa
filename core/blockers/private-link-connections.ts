import { idKey, parseArmId } from "../arm-id.ts";
import { listAt, textAt } from "../dependencies/read-property.ts";
import { apiVersionOf } from "../types/type-index.ts";
import type { BlockerContext, Findings, PreparedOperation } from "./family.ts";

/** Services that cannot go while somebody is connected; all others drop the connection. */
const HOLDS = new Set(["microsoft.network/privatelinkservices", "microsoft.recoveryservices/vaults"]);

/**
 * A private endpoint of somebody else: what it is connected to cannot be deleted
 * (PrivateLinkServiceWithPrivateEndpointConnectionsCannotBeDeleted) until the connection is taken away on this side.
 * Endpoints of the subscription itself go before what they are connected to.
 * @see https://learn.microsoft.com/azure/private-link/manage-private-endpoint
 */
export function privateLinkConnections({ estate }: BlockerContext): Findings {
  const operations: PreparedOperation[] = [];
  for (const node of estate.nodes) {
    if (!HOLDS.has(node.type)) continue;
    for (const connection of listAt(node.resource.properties, "privateEndpointConnections")) {
      const endpoint = textAt(connection, "properties.privateEndpoint.id");
      const id = textAt(connection, "id");
      if (endpoint === undefined || id === undefined || estate.byKey.has(idKey(endpoint))) continue;
      const apiVersion = apiVersionOf(parseArmId(id)?.type ?? "");
      operations.push({
        action: "delete",
        phase: "before",
        target: id,
        because: `a private endpoint outside this subscription is connected to ${node.arm.name}`,
        blocks: [node.id],
        ...(apiVersion === undefined ? {} : { apiVersion }),
      });
    }
  }
  return { operations };
}

import { isWithin, parseArmId } from "../core/arm-id.ts";
import { walkStrings } from "../core/dependencies/walk-strings.ts";
import type { RawInventory } from "../core/inventory/inventory.ts";
import type { Dependent } from "./describe-dependent.ts";

type RawResource = RawInventory["resources"][number];

/** What resources here say about their users elsewhere, for those that this identity may not read there. */
export function knownDependents(
  resources: readonly RawResource[],
  subscriptionId: string,
  found: readonly Dependent[],
): Dependent[] {
  const dependents: Dependent[] = [];
  const isElsewhere = (id: string): boolean =>
    id.toLowerCase().startsWith("/subscriptions/") && !isWithin(id, `/subscriptions/${subscriptionId}`);
  for (const { id: on, properties } of resources) {
    walkStrings(properties, "properties", (text, path) => {
      if (!isElsewhere(text)) return;
      if (/privateEndpointConnections\[\]\.properties\.privateEndpoint\.id$/i.test(path)) {
        dependents.push({ id: text, on, kind: "privateEndpoint", detail: path });
      }
      if (/remoteVirtualNetwork\.id$/i.test(path)) {
        const network = networkOf(on);
        const isSeen = found.some(
          ({ id, kind, on: other }) => kind === "peering" && isWithin(id, text) && isWithin(other, network),
        );
        if (!isSeen) dependents.push({ id: text, on: network, kind: "peering", detail: path });
      }
    });
  }
  return dependents;
}

/** A peering may be a resource of its own; its other side needs the network. */
function networkOf(id: string): string {
  const { type, parent } = parseArmId(id) ?? {};
  return type?.toLowerCase().endsWith("/virtualnetworkpeerings") === true ? (parent ?? id) : id;
}

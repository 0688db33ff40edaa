import { idKey } from "../arm-id.ts";
import type { EdgeCollector } from "./edges.ts";
import type { Estate } from "./estate.ts";
import { textAt } from "./read-property.ts";

const CLUSTER = "microsoft.sql/virtualclusters";
const INSTANCE = "microsoft.sql/managedinstances";

/**
 * Managed instances of one subnet share a virtual cluster, which Azure made and which no instance names: it can go
 * only after the last of them.
 * @see https://learn.microsoft.com/azure/azure-sql/managed-instance/virtual-cluster-architecture
 */
export function addVirtualClusters(estate: Estate, edges: EdgeCollector): void {
  const clusters = new Map<string, number>();
  for (const { type, index, resource } of estate.nodes) {
    const subnet = type === CLUSTER ? textAt(resource.properties, "subnetId") : undefined;
    if (subnet !== undefined) clusters.set(idKey(subnet), index);
  }
  if (clusters.size === 0) return;
  for (const { type, index, resource } of estate.nodes) {
    const subnet = type === INSTANCE ? textAt(resource.properties, "subnetId") : undefined;
    const cluster = subnet === undefined ? undefined : clusters.get(idKey(subnet));
    if (cluster !== undefined)
      edges.add(index, cluster, "lives in the virtual cluster of its subnet", "rule");
  }
}

import { groupIdOf, idKey } from "../arm-id.ts";
import type { Estate, Node } from "./estate.ts";
import { textAt } from "./read-property.ts";

/** Where a resource says which group it keeps its own machinery in: the group's id, or its name. */
const places = [
  "properties.nodeResourceGroup",
  "properties.managedResourceGroupId",
  "properties.managedResourceGroupName",
  "properties.managedResourceGroupConfiguration.name",
  "properties.infrastructureResourceGroup",
  "properties.stagingResourceGroup",
];
/**
 * A managed Service Fabric cluster keeps its network and balancer in `SFC_<clusterId>`, and names them after itself.
 * @see https://learn.microsoft.com/azure/service-fabric/how-to-managed-cluster-networking
 */
const FABRIC = "microsoft.servicefabric/managedclusters";
const fabricPart = /\/resourcegroups\/sfc_[^/]*\/providers\/.+\/[a-z]+-([a-z0-9-]+)(?:\/subnets\/[^/]+)?$/;

/** The manager of each group that some resource of the estate keeps for itself, by the group's key. */
export function groupManagers(estate: Estate): ReadonlyMap<string, number> {
  const managers = new Map<string, number>();
  for (const { index, type, resource } of estate.nodes) {
    const clusterId = type === FABRIC ? textAt(resource.properties, "clusterId") : undefined;
    const groups = places.map((path) => textAt(resource, path));
    if (clusterId !== undefined) groups.push(`SFC_${clusterId}`);
    for (const group of groups) {
      if (group === undefined) continue;
      const isId = group.startsWith("/subscriptions/");
      managers.set(
        isId ? idKey(group) : `/subscriptions/${estate.subscriptionId}/resourcegroups/${group}`.toLowerCase(),
        index,
      );
    }
  }
  for (const [key, { managedBy }] of estate.groups) {
    const manager = typeof managedBy === "string" ? estate.byKey.get(idKey(managedBy)) : undefined;
    if (manager !== undefined) managers.set(key, manager);
  }
  return managers;
}

/** The manager of the group that an id leads into: who uses what is in there uses the manager. */
export function managerMeant(
  text: string,
  node: Node,
  estate: Estate,
  managers: ReadonlyMap<string, number>,
): number | undefined {
  if (!text.startsWith("/subscriptions/")) return undefined;
  const key = idKey(text);
  if (groupIdOf(key) === node.group) return undefined;
  const manager = managers.get(groupIdOf(key) ?? "");
  if (manager !== undefined) return manager;
  const name = fabricPart.exec(key)?.[1];
  const [only, other] =
    (name === undefined ? undefined : estate.byShortName.get(name))?.filter(
      (index) => estate.nodes[index]?.type === FABRIC,
    ) ?? [];
  return other === undefined ? only : undefined;
}

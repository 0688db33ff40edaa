import { idKey } from "../core/arm-id.ts";
import { ownValuesIn } from "../core/dependencies/own-values.ts";
import type { Inventory, Resource } from "../core/inventory/inventory.ts";
import { allowedProperties } from "./allowed-properties.ts";

/**
 * The inventory with only what may lie on a disk: no secrets, never a deployment's parameters or outputs. What was
 * read from Azure is cut down like this before anything looks at it, so that a plan made from the saved file is
 * the plan made from the reading.
 */
export function savedForm(inventory: Inventory): Inventory {
  const names = new Map<string, Set<string>>();
  const know = (name: string, type: string): void => {
    names.set(name, (names.get(name) ?? new Set()).add(type.toLowerCase()));
  };
  for (const resource of inventory.resources) {
    const { id, name, type } = resource;
    know(name.slice(name.lastIndexOf("/") + 1).toLowerCase(), type);
    // Odd ids are references, too, when they lead to something.
    know(idKey(id), type);
    for (const [value] of ownValuesIn(resource)) know(value, type);
  }
  const cut = <Kind extends Pick<Resource, "properties">>(resource: Kind): Kind =>
    resource.properties
      ? { ...resource, properties: allowedProperties(resource.properties, names) }
      : resource;
  const { policyAssignments, denyAssignments } = inventory;
  return {
    ...inventory,
    resources: inventory.resources.map(cut),
    ...(policyAssignments === undefined ? {} : { policyAssignments: policyAssignments.map(cut) }),
    ...(denyAssignments === undefined ? {} : { denyAssignments: denyAssignments.map(cut) }),
  };
}

import { idKey } from "../core/arm-id.ts";
import type { Inventory, Resource } from "../core/inventory/inventory.ts";
import { allowedProperties } from "./allowed-properties.ts";
import { hiddenApiVersions } from "./hidden-lists.ts";

/**
 * The inventory with only what may lie on a disk: no secrets, never a deployment's parameters or outputs. What was
 * read from Azure is cut down like this before anything looks at it, so that a plan made from the saved file is
 * the plan made from the reading. Types that providers do not name get the api-version they are called with.
 */
export function savedForm(inventory: Inventory): Inventory {
  const names = new Map<string, Set<string>>();
  const know = (name: string, type: string): void => {
    names.set(name, (names.get(name) ?? new Set()).add(type.toLowerCase()));
  };
  for (const { id, name, type } of inventory.resources) {
    know(name.slice(name.lastIndexOf("/") + 1).toLowerCase(), type);
    // Odd ids are references, too, when they lead to something.
    know(idKey(id), type);
  }
  const cut = <Kind extends Pick<Resource, "properties">>(resource: Kind): Kind =>
    resource.properties
      ? { ...resource, properties: allowedProperties(resource.properties, names) }
      : resource;
  const { policyAssignments, denyAssignments } = inventory;
  return {
    ...inventory,
    resources: inventory.resources.map((resource) => {
      const apiVersion = resource.apiVersion ?? hiddenApiVersions[resource.type.toLowerCase()];
      return cut(apiVersion === undefined ? resource : { ...resource, apiVersion });
    }),
    ...(policyAssignments === undefined ? {} : { policyAssignments: policyAssignments.map(cut) }),
    ...(denyAssignments === undefined ? {} : { denyAssignments: denyAssignments.map(cut) }),
  };
}

import { idKey, parseArmId } from "../arm-id.ts";
import type { Resource } from "../inventory/inventory.ts";

/**
 * Children that lists do not show and that stand in their parent's properties, but that may have to be deleted by
 * themselves: the two halves of a peering make two networks need each other, and only deleting one half opens that.
 */
const inline: Readonly<Record<string, string>> = {
  "microsoft.network/virtualnetworks": "virtualNetworkPeerings",
};

/** The children of a resource that stand in its properties, as resources. */
export function inlineChildren(resource: Resource): Resource[] {
  const member = inline[resource.type.toLowerCase()];
  const list = member === undefined ? undefined : resource.properties?.[member];
  if (member === undefined || !Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => childOf(resource, member, item) ?? []);
}

/** Whether a path of a resource leads into one of these children, which speak for themselves. */
export function leadsToInlineChild(type: string, path: string): boolean {
  const member = inline[type];
  return member !== undefined && path.startsWith(`properties.${member}[]`);
}

function childOf(parent: Resource, member: string, item: unknown): Resource | undefined {
  if (typeof item !== "object" || item === null) return undefined;
  const name = "name" in item && typeof item.name === "string" ? item.name : undefined;
  const id = "id" in item && typeof item.id === "string" ? item.id : `${parent.id}/${member}/${name}`;
  const arm = parseArmId(id);
  const isChild = idKey(id).startsWith(`${idKey(parent.id)}/`);
  if (arm === undefined || !isChild || (name === undefined && !("id" in item))) return undefined;
  const properties = "properties" in item && isRecord(item.properties) ? item.properties : {};
  return { id, name: arm.name, type: arm.type, properties };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

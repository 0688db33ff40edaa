import { isObject, type JsonObject, listOf, objectOf, textOf } from "./json.ts";
import { keyOf, parentKeyOf } from "./resource-path.ts";
import type { StoredResource } from "./store.ts";
import type { World } from "./world.ts";

/** A resource as a GET answers it. */
export function resourceBody(world: World, resource: StoredResource): JsonObject {
  const { properties: _properties, ...rest } = resource.body;
  const embedded = resource.embeddedIn ? embeddedItem(world, resource) : undefined;
  const properties = objectOf(embedded ? embedded.properties : resource.body.properties);
  return {
    id: resource.id,
    name: resource.name,
    type: resource.type,
    ...rest,
    properties: {
      ...properties,
      ...storageEndpoints(world, resource, properties),
      provisioningState: resource.deleting
        ? "Deleting"
        : (textOf(properties.provisioningState) ?? "Succeeded"),
    },
  };
}

/** A resource as ARM lists it: without properties. */
export function listedBody(resource: StoredResource, expanded: boolean): JsonObject {
  const { properties, ...rest } = resource.body;
  const created = new Date(resource.createdAt).toISOString();
  return {
    id: resource.id,
    name: resource.name,
    type: resource.type,
    ...rest,
    ...(expanded
      ? {
          createdTime: created,
          changedTime: created,
          provisioningState: resource.deleting
            ? "Deleting"
            : (textOf(objectOf(properties).provisioningState) ?? "Succeeded"),
        }
      : {}),
  };
}

function embeddedItem(world: World, resource: StoredResource): JsonObject | undefined {
  const parent = world.store.resources.get(parentKeyOf(resource.key));
  const list = objectOf(parent?.body.properties)[resource.embeddedIn?.property ?? ""];
  return listOf(list)
    .filter(isObject)
    .find((item) =>
      textOf(item.id) ? keyOf(String(item.id)) === resource.key : item.name === resource.name,
    );
}

function storageEndpoints(world: World, resource: StoredResource, properties: JsonObject): JsonObject {
  if (resource.type.toLowerCase() !== "microsoft.storage/storageaccounts" || !world.storageHost) return {};
  const others = Object.keys(objectOf(properties.primaryEndpoints)).filter((service) => service !== "blob");
  const hasBlobs = textOf(resource.body.kind)?.toLowerCase() !== "filestorage";
  return {
    primaryEndpoints: {
      ...Object.fromEntries(
        others.map((service) => [service, `https://${world.storageHost}/.${service}/${resource.name}/`]),
      ),
      ...(hasBlobs ? { blob: `https://${world.storageHost}/${resource.name}/` } : {}),
    },
  };
}

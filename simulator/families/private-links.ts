import { listOf, objectOf, textOf } from "../json.ts";
import { keyOf } from "../resource-path.ts";
import type { StoredResource } from "../store.ts";
import type { World } from "../world.ts";
import { familyErrors } from "./family-errors.ts";
import type { FamilyRules } from "./family-rules.ts";

const linkService = "microsoft.network/privatelinkservices";
const recoveryVault = "microsoft.recoveryservices/vaults";

/** Z12, B5: a private link service or recovery vault stays while a private endpoint, wherever it lies, is connected. */
export const privateLinks: FamilyRules = {
  refusal(_world, resource, going) {
    const type = resource.type.toLowerCase();
    if (type !== linkService && type !== recoveryVault) return undefined;
    const connected = endpointsOf(resource).filter((id) => !going.has(keyOf(id)));
    if (connected.length === 0) return undefined;
    return type === linkService
      ? familyErrors.linkServiceConnected(resource.id, connected)
      : familyErrors.vaultHasPrivateEndpoints(connected.map((id) => id.split("/").at(-1) ?? id));
  },
  removed(world, resource) {
    if (resource.type.toLowerCase() === "microsoft.network/privateendpoints") disconnect(world, resource);
  },
};

function endpointsOf(resource: StoredResource): string[] {
  return listOf(objectOf(resource.body.properties).privateEndpointConnections).flatMap(
    (item) => endpointOf(item) ?? [],
  );
}

function endpointOf(connection: unknown): string | undefined {
  return textOf(objectOf(objectOf(objectOf(connection).properties).privateEndpoint).id);
}

/** The connection that the other side shows goes with its endpoint. */
function disconnect(world: World, endpoint: StoredResource): void {
  for (const service of world.store.resources.values()) {
    const type = service.type.toLowerCase();
    if (type !== linkService && type !== recoveryVault) continue;
    const properties = objectOf(service.body.properties);
    const all = listOf(properties.privateEndpointConnections);
    const left = all.filter((item) => keyOf(endpointOf(item) ?? "") !== endpoint.key);
    if (left.length === all.length) continue;
    world.store.putResource(service.id, {
      ...service.body,
      properties: { ...properties, privateEndpointConnections: left },
    });
  }
}

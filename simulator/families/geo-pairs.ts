import type { ArmError } from "../arm-error.ts";
import { errors } from "../error-bodies.ts";
import { guardWrite } from "../guards.ts";
import { answer, answerEmpty, demand } from "../http.ts";
import { listOf, objectOf, textOf } from "../json.ts";
import { resourceBody } from "../resource-body.ts";
import { keyOf, parentKeyOf } from "../resource-path.ts";
import type { StoredResource } from "../store.ts";
import type { World } from "../world.ts";
import { familyErrors } from "./family-errors.ts";
import type { FamilyRules } from "./family-rules.ts";

const failoverType = "microsoft.sql/servers/failovergroups";
const instanceFailoverType = "microsoft.sql/locations/instancefailovergroups";
const aliasType = /^microsoft\.(?:eventhub|servicebus)\/namespaces\/disasterrecoveryconfigs$/i;
const namespaceType = /^microsoft\.(?:eventhub|servicebus)\/namespaces$/i;
const linkType = "microsoft.cache/redis/linkedservers";

/** Z16, Z17: servers, namespaces and caches that replicate to each other stay while they do. */
export const geoPairs: FamilyRules = {
  refusal(world, resource, going) {
    const type = resource.type.toLowerCase();
    if (type === "microsoft.sql/servers") return serverRefusal(world, resource);
    // No group delete takes it along: it belongs to a location, and only its own delete ends it.
    if (type === instanceFailoverType && going.size > 1)
      return familyErrors.serverReplicates(resource.name, resource.name);
    if (type === "microsoft.sql/managedinstances") return instanceRefusal(world, resource);
    if (namespaceType.test(type)) return namespaceRefusal(world, resource);
    if (type === "microsoft.cache/redis") return cacheRefusal(world, resource);
    if (
      (type === failoverType || type === instanceFailoverType) &&
      roleOf(resource) === "secondary" &&
      partnerLives(world, resource)
    )
      return familyErrors.pairPrimaryOnly(resource.name);
    return undefined;
  },
  removed(world, resource) {
    const type = resource.type.toLowerCase();
    if (type === failoverType) removeOtherSide(world, resource, failoverType);
    if (type === linkType) removeOtherSide(world, resource, linkType);
    if (type === instanceFailoverType)
      for (const { key, name } of ofType(world, instanceFailoverType))
        if (name.toLowerCase() === resource.name.toLowerCase()) world.store.removeResource(key);
  },
  register(app, world) {
    app.get("/~/microsoft.sql/locations/:location/instancefailovergroups", (c) => {
      const { key } = c.get("path");
      demand(world, c, "Microsoft.Sql/locations/instanceFailoverGroups/read", parentKeyOf(key));
      const found = ofType(world, instanceFailoverType).filter((group) => group.key.startsWith(`${key}/`));
      return answer(c, 200, { value: found.map((group) => resourceBody(world, group)) });
    });
    for (const namespace of ["microsoft.eventhub", "microsoft.servicebus"]) {
      app.post(`/~/${namespace}/namespaces/:name/disasterrecoveryconfigs/:alias/breakpairing`, (c) => {
        const path = c.get("path");
        const alias = world.store.resources.get(parentOfAction(path.key));
        if (!alias) throw errors.resourceNotFound({ ...path, types: path.types.slice(0, 2) });
        guardWrite(world, c, alias.key, `${alias.type}/breakPairing/action`);
        if (roleOf(alias) === "secondary") throw familyErrors.pairPrimaryOnly(alias.name);
        breakPairing(world, alias);
        return answerEmpty(c, 200);
      });
    }
  },
};

function serverRefusal(world: World, server: StoredResource): ArmError | undefined {
  const group = childrenOf(world, server.key).find(({ type }) => type.toLowerCase() === failoverType);
  return group && familyErrors.serverReplicates(server.name, group.name);
}

function instanceRefusal(world: World, instance: StoredResource): ArmError | undefined {
  const group = ofType(world, instanceFailoverType).find((one) =>
    partnersOf(one).some((id) => keyOf(id) === instance.key),
  );
  return group && familyErrors.serverReplicates(instance.name, group.name);
}

function ofType(world: World, type: string): StoredResource[] {
  return [...world.store.resources.values()].filter((resource) => resource.type.toLowerCase() === type);
}

function namespaceRefusal(world: World, namespace: StoredResource): ArmError | undefined {
  const alias = childrenOf(world, namespace.key).find(
    (child) => aliasType.test(child.type) && partnersOf(child).length > 0,
  );
  return alias && familyErrors.namespacePaired(namespace.name, alias.name);
}

function cacheRefusal(world: World, cache: StoredResource): ArmError | undefined {
  const link = childrenOf(world, cache.key).find(({ type }) => type.toLowerCase() === linkType);
  return link && familyErrors.cacheLinked(cache.name, link.name);
}

function breakPairing(world: World, alias: StoredResource): void {
  for (const partner of partnersOf(alias)) {
    for (const child of childrenOf(world, keyOf(partner))) {
      if (aliasType.test(child.type) && child.name.toLowerCase() === alias.name.toLowerCase())
        world.store.removeResource(child.key);
    }
  }
  const { partnerNamespace: _partner, ...properties } = objectOf(alias.body.properties);
  world.store.putResource(alias.id, {
    ...alias.body,
    properties: { ...properties, role: "PrimaryNotReplicating", partnerNamespace: "" },
  });
}

/** The other side's entry of the same pair goes by itself. */
function removeOtherSide(world: World, resource: StoredResource, type: string): void {
  const owner = parentKeyOf(resource.key);
  for (const partner of partnersOf(resource)) {
    for (const child of childrenOf(world, keyOf(partner))) {
      if (child.type.toLowerCase() !== type) continue;
      if (partnersOf(child).some((id) => keyOf(id) === owner)) world.store.removeResource(child.key);
    }
  }
}

function partnerLives(world: World, group: StoredResource): boolean {
  return partnersOf(group).some((id) => world.store.exists(keyOf(id)));
}

function partnersOf({ body }: StoredResource): string[] {
  const properties = objectOf(body.properties);
  return [
    ...listOf(properties.partnerServers).map((server) => objectOf(server).id),
    ...listOf(properties.managedInstancePairs).flatMap((pair) => [
      objectOf(pair).primaryManagedInstanceId,
      objectOf(pair).partnerManagedInstanceId,
    ]),
    properties.partnerNamespace,
    properties.linkedRedisCacheId,
  ].flatMap((id) => (textOf(id)?.startsWith("/") ? [String(id)] : []));
}

function roleOf({ body }: StoredResource): string | undefined {
  const { replicationRole, role } = objectOf(body.properties);
  return (textOf(replicationRole) ?? textOf(role))?.toLowerCase();
}

function childrenOf(world: World, key: string): StoredResource[] {
  return [...world.store.childrenOf(key)]
    .map((child) => world.store.resources.get(child))
    .filter((child) => child !== undefined);
}

function parentOfAction(key: string): string {
  return key.slice(0, key.lastIndexOf("/"));
}

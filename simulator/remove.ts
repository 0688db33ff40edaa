import { objectOf, textOf } from "./json.ts";
import type { StoredResource } from "./store.ts";
import type { World } from "./world.ts";

/** Takes a resource out of the world with everything that goes with it. */
export function removeNow(world: World, going: Iterable<string>): void {
  const groups = new Set<string>();
  for (const key of going) {
    const resource = world.store.resources.get(key);
    if (!resource) continue;
    softDelete(world, resource);
    for (const group of world.store.managedGroupsOf(key)) groups.add(group);
    world.store.removeResource(key);
    world.locks.dropWithin(key);
    world.roles.dropAssignmentsWithin(key);
    world.power.delete(key);
  }
  for (const group of groups) {
    if (world.store.inGroup(group).size === 0) world.store.removeGroup(group);
  }
}

/** Key vaults and AI accounts are kept for a while after their delete. */
function softDelete(world: World, resource: StoredResource): void {
  const type = resource.type.toLowerCase();
  if (type !== "microsoft.keyvault/vaults" && type !== "microsoft.cognitiveservices/accounts") return;
  const properties = objectOf(resource.body.properties);
  const days =
    typeof properties.softDeleteRetentionInDays === "number" ? properties.softDeleteRetentionInDays : 90;
  const now = world.clock.now();
  world.deleted.set(resource.key, {
    id: resource.id,
    name: resource.name,
    type: resource.type,
    location: textOf(resource.body.location) ?? "westeurope",
    deletionDate: world.clock.iso(now),
    scheduledPurgeDate: world.clock.iso(now + days * 86_400_000),
    purgeProtection: properties.enablePurgeProtection === true,
  });
}

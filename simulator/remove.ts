import type { World } from "./world.ts";

/** Takes a resource out of the world with everything that goes with it. */
export function removeNow(world: World, going: Iterable<string>): void {
  const groups = new Set<string>();
  for (const key of going) {
    const resource = world.store.resources.get(key);
    if (!resource) continue;
    for (const group of world.store.managedGroupsOf(key)) groups.add(group);
    world.store.removeResource(key);
    world.ghosts.gone(resource);
    world.locks.dropWithin(key);
    world.roles.dropAssignmentsWithin(key);
    world.power.delete(key);
    for (const family of world.families) family.removed?.(world, resource);
  }
  for (const group of groups) {
    if (world.store.inGroup(group).size === 0) world.store.removeGroup(group);
  }
}

import { objectOf, textOf } from "../json.ts";
import { removeNow } from "../remove.ts";
import { keyOf } from "../resource-path.ts";
import type { StoredResource } from "../store.ts";
import type { World } from "../world.ts";
import { familyErrors } from "./family-errors.ts";
import type { FamilyRules } from "./family-rules.ts";

/** Virtual seconds until Azure itself removes a cluster that has no instance any more. */
const keptSeconds = 6 * 3600;

const clusterType = "microsoft.sql/virtualclusters";
const instanceType = "microsoft.sql/managedinstances";

/** Z15: a virtual cluster is there as long as its instances, and for hours afterwards, and holds its subnet. */
export const virtualClusters: FamilyRules = {
  refusal(world, resource, going) {
    if (resource.type.toLowerCase() !== clusterType) return undefined;
    const left = instancesIn(world, subnetOf(resource)).filter(({ key }) => !going.has(key));
    if (left.length === 0) return undefined;
    return familyErrors.clusterHasInstances(
      resource.name,
      left.map(({ name }) => name),
    );
  },
  removed(world, resource) {
    if (resource.type.toLowerCase() !== instanceType) return;
    const subnet = subnetOf(resource);
    world.clock.after(keptSeconds, () => {
      if (instancesIn(world, subnet).length > 0) return;
      removeNow(
        world,
        inSubnet(world, clusterType, subnet).map(({ key }) => key),
      );
    });
  },
};

function subnetOf(resource: StoredResource): string {
  return keyOf(textOf(objectOf(resource.body.properties).subnetId) ?? "");
}

function instancesIn(world: World, subnet: string): StoredResource[] {
  return inSubnet(world, instanceType, subnet);
}

function inSubnet(world: World, type: string, subnet: string): StoredResource[] {
  return [...world.store.resources.values()].filter(
    (resource) => resource.type.toLowerCase() === type && subnetOf(resource) === subnet,
  );
}

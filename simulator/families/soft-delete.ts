import { objectOf, textOf } from "../json.ts";
import type { World } from "../world.ts";
import { registerDeletedResourceRoutes } from "./deleted-resource-routes.ts";
import type { FamilyRules } from "./family-rules.ts";
import { isPurged, registerPurgingDeletes } from "./purging-deletes.ts";
import { softDeleting } from "./soft-deleting-services.ts";

/** D1 to D5: what is deleted is kept for days, until it is purged or its days are over. */
export const softDelete: FamilyRules = {
  removed(world, resource) {
    if (isPurged(world, resource.key)) return;
    const service = softDeleting[resource.type.toLowerCase()];
    if (service === undefined) return;
    const properties = objectOf(resource.body.properties);
    const given = properties.softDeleteRetentionInDays;
    const days = typeof given === "number" ? given : service.days;
    if (days === 0 || properties.enableSoftDelete === false) return;
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
    world.clock.after(days * 86_400, () => forget(world, resource.key, now));
  },
  register(app, world) {
    registerDeletedResourceRoutes(app, world);
    registerPurgingDeletes(app, world);
  },
};

function forget(world: World, key: string, since: number): void {
  if (world.deleted.get(key)?.deletionDate === world.clock.iso(since)) world.deleted.delete(key);
}

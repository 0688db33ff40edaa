import { objectOf, textOf } from "../json.ts";
import type { StoredResource } from "../store.ts";
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
    keepDeleted(world, resource, days, properties.enablePurgeProtection === true);
  },
  register(app, world) {
    registerDeletedResourceRoutes(app, world);
    registerPurgingDeletes(app, world);
  },
};

/** What has gone stays for days; what is protected is kept for all of them. */
export function keepDeleted(
  world: World,
  { key, id, name, type, body }: StoredResource,
  days: number,
  purgeProtection: boolean,
): void {
  const now = world.clock.now();
  const deletionDate = world.clock.iso(now);
  const scheduledPurgeDate = world.clock.iso(now + days * 86_400_000);
  const location = textOf(body.location) ?? "westeurope";
  world.deleted.set(key, { id, name, type, location, deletionDate, scheduledPurgeDate, purgeProtection });
  world.clock.after(days * 86_400, () => {
    if (world.deleted.get(key)?.deletionDate === deletionDate) world.deleted.delete(key);
  });
}

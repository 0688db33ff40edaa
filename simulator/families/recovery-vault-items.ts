import { objectOf, textOf } from "../json.ts";
import { isWithin } from "../resource-path.ts";
import type { StoredResource } from "../store.ts";
import type { World } from "../world.ts";

export const itemType = /\/(?:protecteditems|replicationprotecteditems)$/i;

export function vaultOf(world: World, key: string): StoredResource | undefined {
  const [scope, rest = ""] = key.split("/providers/");
  const [namespace, type, name] = rest.split("/");
  if (namespace !== "microsoft.recoveryservices" || type !== "vaults" || name === undefined) return undefined;
  return world.store.resources.get(`${scope}/providers/${namespace}/${type}/${name}`);
}

export function protectedItemsOf(world: World, key: string): StoredResource[] {
  return below(world, key, itemType);
}

export function containersOf(world: World, vaultKey: string): StoredResource[] {
  return below(world, vaultKey, /\/protectioncontainers$/i);
}

/** Servers outside Azure that back up to the vault through a server of their own. */
export function enginesOf(world: World, vaultKey: string): StoredResource[] {
  return below(world, vaultKey, /\/backupengines$/i);
}

/** What Site Recovery knows as a place; regions of Azure go with the last machine. */
export function fabricsOf(world: World, vaultKey: string): StoredResource[] {
  return below(world, vaultKey, /\/replicationfabrics$/i);
}

export function isAzureFabric({ body }: StoredResource): boolean {
  const details = objectOf(objectOf(body.properties).customDetails);
  return textOf(details.instanceType)?.toLowerCase() === "azure";
}

export function below(world: World, key: string, wanted: RegExp): StoredResource[] {
  return world.store
    .subtree(key)
    .map((inner) => world.store.resources.get(inner))
    .filter((found) => found !== undefined)
    .filter((found) => found.key !== key && isWithin(found.key, key) && wanted.test(found.type));
}

export function isSoftDeleted(item: StoredResource): boolean {
  return objectOf(item.body.properties).isScheduledForDeferredDelete === true;
}

export function softDeleteIsOn(vault: StoredResource): boolean {
  const settings = objectOf(objectOf(vault.body.properties).securitySettings);
  const state = textOf(objectOf(settings.softDeleteSettings).softDeleteState);
  return state === "Enabled" || state === "AlwaysON";
}

/** Days a soft-deleted item is kept for. */
export function keptDays(vault: StoredResource): number {
  const settings = objectOf(objectOf(vault.body.properties).securitySettings);
  const days = objectOf(settings.softDeleteSettings).softDeleteRetentionPeriodInDays;
  return typeof days === "number" ? days : 14;
}

export function friendlyName(item: StoredResource): string {
  return textOf(objectOf(item.body.properties).friendlyName) ?? item.name;
}

/** Whether a `$filter` on the backup management type, if there is one, takes this. */
export function matchesManagementType(item: StoredResource, filter: string | undefined): boolean {
  const wanted = /backupManagementType eq '([^']+)'/i.exec(filter ?? "")?.[1]?.toLowerCase();
  if (wanted === undefined) return true;
  const own = textOf(objectOf(item.body.properties).backupManagementType)?.toLowerCase();
  return own === undefined || own === wanted;
}

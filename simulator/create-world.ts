import { AccessControl } from "./access-control.ts";
import { DirectoryGroups } from "./directory-groups.ts";
import type { Estate, EstateSubscription } from "./estate.ts";
import { families } from "./families/all-families.ts";
import { FaultQueue } from "./fault-queue.ts";
import { loadFileShares } from "./file-shares.ts";
import { Ghosts } from "./ghosts.ts";
import { textOf } from "./json.ts";
import { Locks, lockProperties } from "./locks.ts";
import { ManagementGroups } from "./management-groups.ts";
import { Operations } from "./operations.ts";
import { Registrations } from "./registrations.ts";
import { RequestLog } from "./request-log.ts";
import { groupKeyOf, keyOf, parsePath } from "./resource-path.ts";
import { Roles } from "./roles.ts";
import { Store } from "./store.ts";
import { Subscriptions } from "./subscriptions.ts";
import { type Limits, Throttle } from "./throttle.ts";
import { VirtualClock } from "./virtual-clock.ts";
import type { DeletedThing, Identity, Lags, World } from "./world.ts";

export interface WorldOptions {
  readonly estate: Estate;
  readonly tenantId: string;
  readonly identities: readonly Identity[];
  readonly speed: number;
  readonly storageHost: string | undefined;
  readonly throttle: boolean | Partial<Limits>;
  readonly dateSkewSeconds: number;
  readonly lags: Lags;
  readonly pageSize: number;
  readonly emptyPages: boolean;
  readonly federatedSubjects: readonly string[] | undefined;
}

const defaultPolicies = {
  locationPlacementId: "Public_2014-09-01",
  quotaId: "PayAsYouGo_2014-09-01",
  spendingLimit: "Off",
};

/** Fills a new world with an estate, which itself stays as it is. */
export function createWorld(options: WorldOptions): World {
  const estate = structuredClone(options.estate);
  const clock = new VirtualClock(options.speed);
  const store = new Store(() => clock.now());
  const subscriptions = new Subscriptions(clock);
  const managementGroups = new ManagementGroups(options.tenantId);
  const roles = new Roles(clock, options.lags.roles);
  const locks = new Locks();
  loadSubscriptions(subscriptions, managementGroups, estate, options.tenantId);
  loadResources(store, estate);
  for (const lock of estate.locks ?? []) locks.put(lock.id, lockProperties(lock));
  for (const role of estate.roleDefinitions ?? []) roles.load(role.id, role.properties);
  for (const assignment of estate.roleAssignments ?? []) roles.assign(assignment.id, assignment.properties);
  return {
    ...options,
    estate,
    clock,
    startedAt: clock.now(),
    families,
    store,
    subscriptions,
    managementGroups,
    roles,
    locks,
    operations: new Operations(clock),
    access: new AccessControl(roles, managementGroups, new DirectoryGroups(estate.directoryGroups ?? [])),
    registrations: new Registrations(clock, estate.unregisteredProviders ?? []),
    throttle: new Throttle(clock, options.throttle),
    faults: new FaultQueue(),
    ghosts: new Ghosts(clock),
    log: new RequestLog(),
    deleted: loadDeleted(estate, clock),
    fileShares: loadFileShares(estate, clock),
    power: new Map(),
  };
}

function loadSubscriptions(
  subscriptions: Subscriptions,
  groups: ManagementGroups,
  estate: Estate,
  tenantId: string,
): void {
  const known = [...(estate.subscription ? [estate.subscription] : []), ...(estate.subscriptions ?? [])];
  for (const subscription of known) subscriptions.add(toStored(subscription, tenantId));
  const ids = [
    ...(estate.resourceGroups ?? []).map(({ id }) => id ?? ""),
    ...estate.resources.map(({ id }) => id),
  ];
  for (const id of ids) {
    const { subscriptionId } = parsePath(id);
    if (subscriptionId && !subscriptions.get(subscriptionId))
      subscriptions.add(toStored({ subscriptionId }, tenantId));
  }
  for (const group of estate.managementGroups ?? []) groups.put(group.name, group.displayName, group.parent);
  for (const { id } of subscriptions.all()) groups.place(id, groups.rootName);
  for (const group of estate.managementGroups ?? []) {
    for (const id of group.subscriptions ?? []) groups.place(id.split("/").at(-1) ?? id, group.name);
  }
}

function toStored(subscription: EstateSubscription, tenantId: string) {
  return {
    id: subscription.subscriptionId,
    displayName: subscription.displayName ?? `Subscription ${subscription.subscriptionId.slice(0, 8)}`,
    tenantId: textOf(subscription.simulatorTenantId) ?? tenantId,
    policies: { ...defaultPolicies, ...subscription.subscriptionPolicies },
    authorizationSource: subscription.authorizationSource ?? "RoleBased",
    state: subscription.state ?? "Enabled",
  };
}

function loadResources(store: Store, estate: Estate): void {
  store.loading = true;
  store.readReferences = estate.edges === undefined;
  const only = estate.subscription?.subscriptionId;
  for (const group of estate.resourceGroups ?? []) {
    const { id, name, properties: _properties, type: _type, ...body } = group;
    const path = id ?? (only && name ? `/subscriptions/${only}/resourceGroups/${name}` : undefined);
    if (path) store.putGroup(path, { location: "westeurope", ...body });
  }
  for (const resource of [...estate.resources, ...(estate.policyAssignments ?? [])]) {
    const groupKey = groupKeyOf(keyOf(resource.id));
    if (groupKey && !store.groups.has(groupKey)) {
      store.putGroup(parsePath(resource.id).id.split("/").slice(0, 5).join("/"), {
        location: resource.location ?? "westeurope",
      });
    }
    store.putResource(resource.id, resource);
  }
  for (const { from, to } of estate.edges ?? []) store.addUse(keyOf(from), keyOf(to));
  store.readReferences = estate.edges === undefined;
  store.loading = false;
}

function loadDeleted(estate: Estate, clock: VirtualClock): Map<string, DeletedThing> {
  const deleted = new Map<string, DeletedThing>();
  for (const item of estate.deletedResources ?? []) {
    const path = parsePath(item.id);
    const name = item.name ?? path.names.at(-1) ?? item.id;
    const purge = item.scheduledPurgeDate ?? clock.iso(clock.now() + 90 * 86_400_000);
    deleted.set(path.key, {
      id: item.id,
      name,
      type: item.type ?? "Microsoft.KeyVault/vaults",
      location: item.location ?? "westeurope",
      deletionDate: clock.iso(),
      scheduledPurgeDate: purge,
      purgeProtection: item.purgeProtection === true,
    });
  }
  return deleted;
}

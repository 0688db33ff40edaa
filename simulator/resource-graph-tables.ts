import { errors } from "./error-bodies.ts";
import { isHidden } from "./hidden-types.ts";
import { type JsonObject, objectOf } from "./json.ts";
import { resourceBody } from "./resource-body.ts";
import { groupKeyOf, subscriptionKeyOf } from "./resource-path.ts";
import { isGoverning, type StoredResource } from "./store.ts";
import type { World } from "./world.ts";

/** Rows of one Resource Graph table, as it was a while ago; `within` says which subscriptions are asked. */
export function graphRows(
  world: World,
  table: string,
  within: (subscriptionId: string) => boolean,
): JsonObject[] {
  switch (table) {
    case "resources":
      return resourceRows(world, within, (resource) => !elsewhere(resource));
    case "recoveryservicesresources":
      return resourceRows(world, within, ({ type }) => backupChild.test(type.toLowerCase()));
    case "dnsresources":
      return resourceRows(world, within, ({ type }) => dnsRecord.test(type.toLowerCase()));
    case "insightsresources":
      return resourceRows(world, within, ({ type }) => collectionAssociation.test(type));
    case "networkresources":
      return resourceRows(world, within, ({ type }) => networkManagerChild.test(type));
    case "policyresources":
      return resourceRows(world, within, ({ type }) => policy.test(type));
    case "resourcecontainers":
      return containerRows(world, within);
    case "authorizationresources":
      return authorizationRows(world, within);
    default:
      throw errors.invalidQuery(`The simulator does not know the table '${table}'.`);
  }
}

const collectionAssociation = /^microsoft\.insights\/datacollectionruleassociations$/i;
const networkManagerChild = /^microsoft\.network\/networkmanagers\//i;
const policy = /^microsoft\.authorization\/policy(?:assignments|definitions|setdefinitions)$/i;
const backupChild = /^microsoft\.(?:recoveryservices\/vaults|dataprotection\/backupvaults)\//;
const dnsRecord =
  /^microsoft\.network\/(?:dnszones|privatednszones)\/(?:a|aaaa|caa|cname|mx|ns|ptr|soa|srv|txt)$/;

function elsewhere(resource: StoredResource): boolean {
  return isHidden(resource.type) || isGoverning(resource);
}

function resourceRows(
  world: World,
  within: (id: string) => boolean,
  wanted: (resource: StoredResource) => boolean,
): JsonObject[] {
  const since = world.clock.now() - world.lags.graph * 1000;
  const shown: StoredResource[] = [];
  const add = (resource: StoredResource) => {
    const subscriptionId = resource.key.split("/")[2] ?? "";
    if (!resource.embeddedIn && within(subscriptionId) && wanted(resource)) shown.push(resource);
  };
  for (const resource of world.store.resources.values()) if (resource.createdAt <= since) add(resource);
  for (const { resource, removedAt } of world.store.remnants) {
    if (removedAt > since && !world.store.exists(resource.key)) add(resource);
  }
  return shown.map((resource) => resourceRow(world, resource));
}

/** Type and group name come in lower case, unlike those of ARM. */
function resourceRow(world: World, resource: StoredResource): JsonObject {
  const body = resourceBody(world, resource);
  const group = resource.groupKey?.split("/")[4] ?? "";
  return {
    id: withLowerGroup(resource.id),
    name: resource.name,
    type: resource.type.toLowerCase(),
    tenantId: world.tenantId,
    kind: body.kind ?? "",
    location: body.location ?? "",
    resourceGroup: group,
    subscriptionId: resource.key.split("/")[2] ?? "",
    managedBy: body.managedBy ?? "",
    sku: body.sku ?? null,
    plan: body.plan ?? null,
    properties: body.properties,
    tags: body.tags ?? null,
    identity: body.identity ?? null,
    zones: body.zones ?? null,
    extendedLocation: body.extendedLocation ?? null,
  };
}

function withLowerGroup(id: string): string {
  const parts = id.split("/");
  if (groupKeyOf(id.toLowerCase()) && parts[4]) parts[4] = parts[4].toLowerCase();
  return parts.join("/");
}

function containerRows(world: World, within: (id: string) => boolean): JsonObject[] {
  const subscriptions = world.subscriptions
    .all()
    .filter(({ id }) => within(id.toLowerCase()))
    .map((subscription) => ({
      ...emptyRow(world),
      id: `/subscriptions/${subscription.id}`,
      name: subscription.displayName,
      type: "microsoft.resources/subscriptions",
      subscriptionId: subscription.id,
      properties: {
        state: world.subscriptions.visibleState(subscription),
        subscriptionPolicies: subscription.policies,
        managementGroupAncestorsChain: world.managementGroups
          .aboveSubscription(subscription.id)
          .map((key) => ({ name: key.split("/").at(-1) })),
      },
    }));
  const groups = [...world.store.groups.values()]
    .filter(({ key }) => within(key.split("/")[2] ?? ""))
    .map((group) => ({
      ...emptyRow(world),
      ...group.body,
      id: group.id,
      name: group.name,
      type: "microsoft.resources/subscriptions/resourcegroups",
      resourceGroup: group.name.toLowerCase(),
      subscriptionId: group.key.split("/")[2],
      properties: { provisioningState: group.state },
    }));
  const management = world.managementGroups.all().map((group) => ({
    ...emptyRow(world),
    id: `/providers/Microsoft.Management/managementGroups/${group.name}`,
    name: group.name,
    type: "microsoft.management/managementgroups",
    properties: { displayName: group.displayName, tenantId: world.tenantId },
  }));
  return [...subscriptions, ...groups, ...management];
}

function authorizationRows(world: World, within: (id: string) => boolean): JsonObject[] {
  const inScope = (scope: string) => {
    const subscription = subscriptionKeyOf(scope)?.split("/")[2];
    return subscription === undefined || within(subscription);
  };
  const assignments = world.roles
    .assignments()
    .filter(({ scope }) => inScope(scope))
    .map((assignment) => ({
      ...emptyRow(world),
      id: assignment.id,
      name: assignment.name,
      type: "microsoft.authorization/roleassignments",
      subscriptionId: subscriptionKeyOf(assignment.scope)?.split("/")[2] ?? "",
      properties: assignment.properties,
    }));
  const definitions = world.roles.listed().map(({ role, properties }) => ({
    ...emptyRow(world),
    id: role.id,
    name: role.name,
    type: "microsoft.authorization/roledefinitions",
    properties: { ...properties, isServiceRole: objectOf(properties).type === "BuiltInRole" },
  }));
  return [...assignments, ...definitions];
}

function emptyRow(world: World): JsonObject {
  return {
    tenantId: world.tenantId,
    kind: "",
    location: "",
    resourceGroup: "",
    subscriptionId: "",
    managedBy: "",
    sku: null,
    plan: null,
    tags: null,
    identity: null,
    zones: null,
    extendedLocation: null,
  };
}

import type { Hono } from "hono";
import { staleSeconds } from "./disturb.ts";
import { errors } from "./error-bodies.ts";
import { groupAt } from "./group-routes.ts";
import { isHidden } from "./hidden-types.ts";
import { answer, demand, type RequestContext, type SimulatorEnvironment } from "./http.ts";
import { objectOf, textOf } from "./json.ts";
import { type Field, parseFilter } from "./odata-filter.ts";
import { pageOf } from "./paging.ts";
import { listedBody } from "./resource-body.ts";
import { groupKeyOf, isWithin, parentKeyOf, subscriptionKeyOf } from "./resource-path.ts";
import { serviceBody } from "./service-states.ts";
import { isListed, type StoredResource } from "./store.ts";
import type { World } from "./world.ts";

/** Lists of resources: of a subscription, of a group, of one type. */
export function registerResourceListRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get("/subscriptions/:subscription/resources", (c) => {
    const scope = subscriptionKeyOf(c.get("path").key) ?? "";
    demand(world, c, "Microsoft.Resources/subscriptions/resources/read", scope);
    return answerList(world, c, scope);
  });

  app.get("/subscriptions/:subscription/resourcegroups/:group/resources", (c) => {
    const group = groupAt(world, c);
    demand(world, c, "Microsoft.Resources/subscriptions/resourceGroups/resources/read", group.key);
    return answerList(world, c, group.key);
  });
}

/** `…/providers/{namespace}/{type}` without a name; types nobody knows answer an empty list. */
export function answerTypedList(world: World, c: RequestContext): Response {
  const path = c.get("path");
  if (path.group) groupAt(world, c);
  demand(world, c, `${path.namespace}/${path.types.join("/")}/read`, path.scope.toLowerCase());
  const parent = path.types.length > 1 ? path.key.split("/").slice(0, -1).join("/") : undefined;
  if (parent && !world.store.exists(parent) && !isImplicit(world, parent))
    throw errors.resourceNotFound({ ...path, types: path.types.slice(0, -1) });
  const type = [path.namespace, ...path.types].join("/").toLowerCase();
  const scope = path.scope.toLowerCase();
  const groupKey = path.group ? groupKeyOf(path.key) : undefined;
  const found = shown(world, groupKey, staleSeconds(c)).filter(
    (resource) =>
      resource.type.toLowerCase() === type &&
      (parent ? parentKeyOf(resource.key) === parent : isAt(resource.key, scope, type)),
  );
  const embedded = parent ? embeddedOf(world, parent, type) : [];
  const page = pageOf(
    c,
    [...found, ...embedded].toSorted((a, b) => a.sequence - b.sequence),
    { size: world.pageSize },
  );
  return answer(c, 200, {
    value: page.items.map((resource) => serviceBody(world, resource)),
    ...(page.nextLink ? { nextLink: page.nextLink } : {}),
  });
}

/** A service within an account is always there, whether the estate names it or not. */
function isImplicit(world: World, key: string): boolean {
  return key.endsWith("/default") && world.store.exists(parentKeyOf(key));
}

/** Types that are listed at their own scope only, not with those of all scopes below. */
const ownScope = new Set([
  "microsoft.resources/deploymentstacks",
  "microsoft.blueprint/blueprintassignments",
  "microsoft.managedservices/registrationassignments",
  "microsoft.managedservices/registrationdefinitions",
  "microsoft.consumption/budgets",
  "microsoft.insights/diagnosticsettings",
]);

function isAt(key: string, scope: string, type: string): boolean {
  return ownScope.has(type) ? parentKeyOf(key) === scope : isWithin(key, scope);
}

function embeddedOf(world: World, parent: string, type: string): StoredResource[] {
  return [...world.store.childrenOf(parent)]
    .map((key) => world.store.resources.get(key))
    .filter((child) => child !== undefined)
    .filter((child) => child.embeddedIn !== undefined && child.type.toLowerCase() === type);
}

/** What exists and has done so for a moment, and what went a moment ago; of one group or of everything. */
function shown(world: World, groupKey: string | undefined, stale: number): StoredResource[] {
  const now = world.clock.now();
  const since = now - Math.max(world.lags.lists, stale) * 1000;
  const longest = Math.max(world.lags.lists, world.lags.graph, world.faults.longestStale);
  world.store.forgetRemnants(now - longest * 1000);
  const keys = groupKey ? world.store.inGroup(groupKey) : world.store.resources.keys();
  const found: StoredResource[] = [];
  for (const key of keys) {
    const resource = world.store.resources.get(key);
    if (resource && !resource.embeddedIn && resource.createdAt <= since) found.push(resource);
  }
  const late = new Map(world.ghosts.listed().map((resource) => [resource.key, resource]));
  for (const { resource, removedAt } of world.store.remnants) {
    if (removedAt > since) late.set(resource.key, resource);
  }
  for (const resource of late.values()) {
    const wanted = groupKey === undefined || resource.groupKey === groupKey;
    if (wanted && !world.store.exists(resource.key)) found.push(resource);
  }
  return found;
}

function answerList(world: World, c: RequestContext, scope: string): Response {
  const filter = c.req.query("$filter");
  const test = filter ? parseFilter(filter) : undefined;
  const found = shown(world, groupKeyOf(scope), staleSeconds(c))
    .filter(
      (resource) =>
        isListed(resource) &&
        !isHidden(resource.type) &&
        isWithin(resource.key, scope) &&
        (!test || matches(world, resource, test)),
    )
    .toSorted((a, b) => a.sequence - b.sequence);
  const page = pageOf(c, found, {
    size: world.pageSize,
    emptyFirst: world.emptyPages && filter !== undefined && !c.req.query("$top"),
  });
  const expanded = c.req.query("$expand") !== undefined;
  return answer(c, 200, {
    value: page.items.map((resource) => listedBody(resource, expanded)),
    ...(page.nextLink ? { nextLink: page.nextLink } : {}),
  });
}

/** Filters on a tag need all of the resource's tags, so they are tried one by one. */
function matches(world: World, resource: StoredResource, test: (field: Field) => boolean): boolean {
  const tags = Object.entries(objectOf(resource.body.tags));
  const tried = tags.length > 0 ? tags : [[undefined, undefined] as const];
  return tried.some(([name, value]) =>
    test((field) => fieldOf(world, resource, field, { name, value: textOf(value) })),
  );
}

interface Tag {
  readonly name: string | undefined;
  readonly value: string | undefined;
}

function fieldOf(world: World, resource: StoredResource, name: string, tag: Tag): string | undefined {
  switch (name) {
    case "resourcegroup":
      return resource.groupKey
        ? (world.store.groups.get(resource.groupKey)?.name ?? resource.groupKey.split("/")[4])
        : undefined;
    case "resourcetype":
      return resource.type;
    case "name":
      return resource.name;
    case "location":
      return textOf(resource.body.location);
    case "tagname":
      return tag.name;
    case "tagvalue":
      return tag.value;
    case "identity/principalid":
      return textOf(objectOf(resource.body.identity).principalId);
    default:
      throw errors.invalidFilter(name);
  }
}

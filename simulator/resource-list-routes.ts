import type { Hono } from "hono";
import { errors } from "./error-bodies.ts";
import { groupAt } from "./group-routes.ts";
import { answer, demand, type RequestContext, type SimulatorEnvironment } from "./http.ts";
import { objectOf } from "./json.ts";
import { parseFilter } from "./odata-filter.ts";
import { pageOf } from "./paging.ts";
import { listedBody, resourceBody } from "./resource-body.ts";
import { isWithin, parentKeyOf, subscriptionKeyOf } from "./resource-path.ts";
import type { StoredResource } from "./store.ts";
import type { World } from "./world.ts";

/** Lists of resources: of a subscription, of a group, of one type. */
export function registerResourceListRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get("/subscriptions/:subscription/resources", (c) => {
    const scope = subscriptionKeyOf(c.get("path").key) ?? "";
    demand(world, c, "Microsoft.Resources/subscriptions/resources/read", scope);
    return answerList(world, c, (resource) => subscriptionKeyOf(resource.key) === scope);
  });

  app.get("/subscriptions/:subscription/resourcegroups/:group/resources", (c) => {
    const group = groupAt(world, c);
    demand(world, c, "Microsoft.Resources/subscriptions/resourceGroups/resources/read", group.key);
    return answerList(world, c, (resource) => resource.groupKey === group.key);
  });
}

/** `…/providers/{namespace}/{type}` without a name; types nobody knows answer an empty list. */
export function answerTypedList(world: World, c: RequestContext): Response {
  const path = c.get("path");
  if (path.group) groupAt(world, c);
  demand(world, c, `${path.namespace}/${path.types.join("/")}/read`, path.scope.toLowerCase());
  const parent = path.types.length > 1 ? path.key.split("/").slice(0, -1).join("/") : undefined;
  if (parent && !world.store.exists(parent))
    throw errors.resourceNotFound({ ...path, types: path.types.slice(0, -1) });
  const type = [path.namespace, ...path.types].join("/").toLowerCase();
  const scope = path.scope.toLowerCase();
  const found = listed(world).filter(
    (resource) =>
      resource.type.toLowerCase() === type &&
      (parent ? parentKeyOf(resource.key) === parent : isWithin(resource.key, scope)),
  );
  const embedded = parent ? embeddedOf(world, parent, type) : [];
  const page = pageOf(
    c,
    [...found, ...embedded].toSorted((a, b) => a.sequence - b.sequence),
    { size: world.pageSize },
  );
  return answer(c, 200, {
    value: page.items.map((resource) => resourceBody(world, resource)),
    ...(page.nextLink ? { nextLink: page.nextLink } : {}),
  });
}

function embeddedOf(world: World, parent: string, type: string): StoredResource[] {
  return [...world.store.childrenOf(parent)]
    .map((key) => world.store.resources.get(key))
    .filter((child) => child !== undefined)
    .filter((child) => child.embeddedIn !== undefined && child.type.toLowerCase() === type);
}

/** Everything ARM lists: what exists and has done so for a moment, and what went a moment ago. */
export function listed(world: World): StoredResource[] {
  const since = world.clock.now() - world.lags.lists * 1000;
  const shown: StoredResource[] = [];
  for (const resource of world.store.resources.values()) {
    if (!resource.embeddedIn && resource.createdAt <= since) shown.push(resource);
  }
  for (const { resource, removedAt } of world.store.remnants) {
    if (removedAt > since && !world.store.exists(resource.key)) shown.push(resource);
  }
  return shown;
}

function answerList(
  world: World,
  c: RequestContext,
  within: (resource: StoredResource) => boolean,
): Response {
  const filter = c.req.query("$filter");
  const test = filter ? parseFilter(filter) : undefined;
  const found = listed(world)
    .filter((resource) => within(resource) && (!test || test((name) => fieldOf(world, resource, name))))
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

function fieldOf(world: World, resource: StoredResource, name: string): string | undefined {
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  const tags = objectOf(resource.body.tags);
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
      return text(resource.body.location);
    case "tagname":
      return Object.keys(tags)[0];
    case "tagvalue":
      return text(Object.values(tags)[0]);
    case "identity/principalid":
      return text(objectOf(resource.body.identity).principalId);
    default:
      throw errors.invalidFilter(name);
  }
}

import type { Hono } from "hono";
import { deleteResource } from "./delete-resource.ts";
import { errors } from "./error-bodies.ts";
import { familyErrors } from "./families/family-errors.ts";
import { groupAt } from "./group-routes.ts";
import { guardDelete, guardWrite } from "./guards.ts";
import {
  answer,
  answerAccepted,
  answerEmpty,
  demand,
  jsonBody,
  type RequestContext,
  type SimulatorEnvironment,
} from "./http.ts";
import { type JsonObject, objectOf, textOf } from "./json.ts";
import { resourceBody } from "./resource-body.ts";
import { answerTypedList } from "./resource-list-routes.ts";
import { parentKeyOf, typeOf } from "./resource-path.ts";
import type { StoredResource } from "./store.ts";
import type { World } from "./world.ts";

/** Any resource by its id. Registered last: what a more special route knows goes there. */
export function registerResourceRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get("/~/*", (c) => {
    const path = c.get("path");
    if (path.open) return answerTypedList(world, c);
    demand(world, c, `${typeOf(path)}/read`, path.key);
    const resource = resourceAt(world, c);
    return c.req.method === "HEAD" ? answerEmpty(c, 204) : answer(c, 200, resourceBody(world, resource));
  });

  app.put("/~/*", async (c) => {
    const path = c.get("path");
    if (path.open) throw errors.unknownRoute("PUT", path.id);
    guardWrite(world, c, path.key, `${typeOf(path)}/write`);
    if (path.group && groupAt(world, c).state === "Deleting") throw errors.groupBeingDeleted(path.group);
    demandRegistered(world, c);
    demandParent(world, c);
    const old = world.store.resources.get(path.key);
    const resource = world.store.putResource(path.id, written(await jsonBody(c), old));
    return answer(c, old ? 200 : 201, resourceBody(world, resource));
  });

  app.patch("/~/*", async (c) => {
    const path = c.get("path");
    if (path.open) throw errors.unknownRoute("PATCH", path.id);
    guardWrite(world, c, path.key, `${typeOf(path)}/write`);
    const old = resourceAt(world, c);
    const change = await jsonBody(c);
    const properties = { ...objectOf(old.body.properties), ...objectOf(change.properties) };
    const resource = world.store.putResource(old.id, { ...old.body, ...change, properties });
    return answer(c, 200, resourceBody(world, resource));
  });

  app.delete("/~/*", (c) => {
    const path = c.get("path");
    if (path.open) throw errors.unknownRoute("DELETE", path.id);
    if (path.group) groupAt(world, c);
    const resource = world.store.resources.get(path.key);
    guardDelete(world, c, path.key, `${typeOf(path)}/delete`, resource?.id ?? path.id);
    if (!resource) return answerEmpty(c, 204);
    const { behaviour, operation } = deleteResource(world, resource, c.get("fault"));
    if (!operation || behaviour.answer === "sync") return answerEmpty(c, 200);
    return answerAccepted(world, c, operation, {
      base: operationsBase(resource, path.subscriptionId ?? ""),
      headers: behaviour.answer,
    });
  });
}

/** Where a provider keeps its operations. */
export function operationsBase(resource: StoredResource, subscriptionId: string): string {
  const location = (textOf(resource.body.location) ?? "westeurope").toLowerCase().replaceAll(" ", "");
  return `/subscriptions/${subscriptionId}/providers/${resource.type.split("/")[0]}/locations/${location}`;
}

/** The resource a path names, or the right 404: the gateway's for a missing group or resource. */
function resourceAt(world: World, c: RequestContext): StoredResource {
  const path = c.get("path");
  const resource = world.store.resources.get(path.key);
  if (resource) return resource;
  if (path.group) groupAt(world, c);
  throw errors.resourceNotFound(path);
}

function demandRegistered(world: World, c: RequestContext): void {
  const { subscriptionId, namespace } = c.get("path");
  if (subscriptionId === undefined || namespace === undefined) return;
  if (world.registrations.stateOf(subscriptionId, namespace) !== "Registered")
    throw familyErrors.notRegistered(namespace);
}

function demandParent(world: World, c: RequestContext): void {
  const path = c.get("path");
  if (path.types.length < 2) return;
  const parent = parentKeyOf(path.key);
  if (!world.store.exists(parent)) throw errors.parentNotFound(path.id.slice(0, parent.length));
}

function written(body: JsonObject, old: StoredResource | undefined): JsonObject {
  const properties = { ...objectOf(body.properties), provisioningState: "Succeeded" };
  return { ...(old ? { location: old.body.location } : {}), ...body, properties };
}

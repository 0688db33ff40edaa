import type { Hono } from "hono";
import { deleteGroup } from "./delete-group.ts";
import { staleSeconds } from "./disturb.ts";
import { errors } from "./error-bodies.ts";
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
import { objectOf, textOf } from "./json.ts";
import { parseFilter } from "./odata-filter.ts";
import { subscriptionKeyOf } from "./resource-path.ts";
import type { StoredGroup } from "./store.ts";
import type { World } from "./world.ts";

const routes = "/subscriptions/:subscription/resourcegroups";

/** Resource groups. */
export function registerGroupRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get(routes, (c) => {
    const scope = subscriptionKeyOf(c.get("path").key) ?? "";
    demand(world, c, "Microsoft.Resources/subscriptions/resourceGroups/read", scope);
    const filter = c.req.query("$filter");
    const test = filter ? parseFilter(filter) : () => true;
    const groups = world.store.groupsSince(staleSeconds(c)).filter(
      (group) =>
        subscriptionKeyOf(group.key) === scope &&
        test((name) => {
          const tags = objectOf(group.body.tags);
          return name === "name"
            ? group.name
            : name === "tagname"
              ? Object.keys(tags).join(" ")
              : textOf(tags[name]);
        }),
    );
    return answer(c, 200, { value: groups.map(groupBody) });
  });

  app.get(`${routes}/:group`, (c) => {
    const head = c.req.method === "HEAD";
    const group = world.store.groups.get(c.get("path").key);
    demand(world, c, "Microsoft.Resources/subscriptions/resourceGroups/read", c.get("path").key);
    if (!group) throw errors.groupNotFound(c.get("path").group ?? "");
    return head ? answerEmpty(c, 204) : answer(c, 200, groupBody(group));
  });
  registerGroupChanges(app, world);
}

function registerGroupChanges(app: Hono<SimulatorEnvironment>, world: World): void {
  app.put(`${routes}/:group`, async (c) => {
    const path = c.get("path");
    const old = world.store.groups.get(path.key);
    guardWrite(world, c, path.key, "Microsoft.Resources/subscriptions/resourceGroups/write");
    if (old?.state === "Deleting") throw errors.groupBeingDeleted(old.name);
    const body = await jsonBody(c);
    if (!textOf(body.location))
      throw errors.badRequest("The location property is required for this definition.", "LocationRequired");
    const id = `/subscriptions/${path.subscriptionId}/resourceGroups/${path.group}`;
    const group = world.store.putGroup(old?.id ?? id, pick(body));
    return answer(c, old ? 200 : 201, groupBody(group));
  });

  app.patch(`${routes}/:group`, async (c) => {
    const group = groupAt(world, c);
    guardWrite(world, c, group.key, "Microsoft.Resources/subscriptions/resourceGroups/write");
    group.body = { ...group.body, ...pick(await jsonBody(c)) };
    return answer(c, 200, groupBody(group));
  });

  app.delete(`${routes}/:group`, (c) => {
    const group = groupAt(world, c);
    guardDelete(world, c, group.key, "Microsoft.Resources/subscriptions/resourceGroups/delete", group.id);
    if (group.state === "Deleting") throw errors.groupBeingDeleted(group.name);
    const operation = deleteGroup(world, group, c.get("fault"));
    return answerAccepted(world, c, operation, {
      base: `/subscriptions/${c.get("path").subscriptionId}`,
      headers: "location",
      result: "operationresults",
    });
  });
}

/** The group a path names, or the 404. */
export function groupAt(world: World, c: RequestContext): StoredGroup {
  const path = c.get("path");
  const key = path.key.split("/").slice(0, 5).join("/");
  const group = world.store.groups.get(key);
  if (!group) throw errors.groupNotFound(path.group ?? "");
  return group;
}

function pick(body: Record<string, unknown>): Record<string, unknown> {
  const { location, tags, managedBy } = body;
  return {
    ...(location === undefined ? {} : { location }),
    ...(tags === undefined ? {} : { tags }),
    ...(managedBy === undefined ? {} : { managedBy }),
  };
}

function groupBody(group: StoredGroup): object {
  return {
    id: group.id,
    name: group.name,
    type: "Microsoft.Resources/resourceGroups",
    ...group.body,
    properties: { provisioningState: group.state },
  };
}

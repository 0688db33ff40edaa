import type { Hono } from "hono";
import { errors } from "./error-bodies.ts";
import { answer, demand, type RequestContext, type SimulatorEnvironment } from "./http.ts";
import { pageOf } from "./paging.ts";
import { resourceBody } from "./resource-body.ts";
import { parentKeyOf } from "./resource-path.ts";
import type { World } from "./world.ts";

/** H1: all record sets of a zone in one list, whatever their type. */
export function registerRecordSetRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get("/~/microsoft.network/dnszones/:zone/recordsets", (c) => answerRecordSets(world, c));
  app.get("/~/microsoft.network/dnszones/:zone/all", (c) => answerRecordSets(world, c));
  app.get("/~/microsoft.network/privatednszones/:zone/all", (c) => answerRecordSets(world, c));
}

function answerRecordSets(world: World, c: RequestContext): Response {
  const path = c.get("path");
  const zone = parentKeyOf(`${path.key}/x`);
  const found = world.store.resources.get(zone);
  if (!found) throw errors.resourceNotFound({ ...path, types: path.types.slice(0, -1) });
  demand(world, c, `${found.type}/read`, zone);
  const sets = [...world.store.childrenOf(zone)]
    .map((key) => world.store.resources.get(key))
    .filter((child) => child !== undefined)
    .filter((child) => child.type.split("/").length === 3 && !/\/virtualnetworklinks$/i.test(child.type))
    .toSorted((a, b) => a.sequence - b.sequence);
  const page = pageOf(c, sets, { size: world.pageSize });
  return answer(c, 200, {
    value: page.items.map((child) => {
      const { location: _location, ...body } = resourceBody(world, child);
      return body;
    }),
    ...(page.nextLink ? { nextLink: page.nextLink } : {}),
  });
}

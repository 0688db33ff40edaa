import type { Hono } from "hono";
import { answer, demand, type RequestContext, type SimulatorEnvironment } from "./http.ts";
import { isObject, type JsonObject, listOf, objectOf, textsOf } from "./json.ts";
import { resourceBody } from "./resource-body.ts";
import { answerTypedList } from "./resource-list-routes.ts";
import { keyOf } from "./resource-path.ts";
import type { World } from "./world.ts";

const listRoute = "/~/microsoft.storage/storageaccounts/:account/fileservices/:service/shares";

/** H11: shares as Resource Manager shows them. Stands before the routes it refines. */
export function registerFileShareListRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get(listRoute, async (c) => {
    const { value, ...rest } = objectOf(await answerTypedList(world, c).json());
    const expand = expandOf(c);
    const items = listOf(value)
      .filter(isObject)
      .filter(({ properties }) => expand.has("deleted") || objectOf(properties).deleted !== true)
      .flatMap((share) => [share, ...(expand.has("snapshots") ? snapshotsOf(world, share) : [])]);
    return answer(c, 200, { ...rest, value: items });
  });
  app.get(`${listRoute}/:name`, async (c, next) => {
    const { key } = c.get("path");
    const stored = world.store.resources.get(key);
    const bytes = world.fileShares.get(key)?.bytes;
    if (!stored || bytes === undefined || !expandOf(c).has("stats")) {
      await next();
      return undefined;
    }
    demand(world, c, "Microsoft.Storage/storageAccounts/fileServices/shares/read", key);
    const body = resourceBody(world, stored);
    return answer(c, 200, { ...body, properties: { ...objectOf(body.properties), shareUsageBytes: bytes } });
  });
}

const expandOf = (c: RequestContext): Set<string> =>
  new Set((c.req.query("$expand") ?? "").toLowerCase().split(","));

/** Of a share's contents `snapshots` are their times; they have the id of the share. */
function snapshotsOf(world: World, share: JsonObject): JsonObject[] {
  const contents = Object.entries(world.estate.contents ?? {}).find(
    ([id]) => keyOf(id) === keyOf(String(share.id)),
  );
  return textsOf(contents?.[1].snapshots).map((snapshotTime) => ({
    ...share,
    properties: { ...objectOf(share.properties), snapshotTime },
  }));
}

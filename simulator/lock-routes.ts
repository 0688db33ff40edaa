import type { Hono } from "hono";
import { errors } from "./error-bodies.ts";
import {
  answer,
  answerEmpty,
  demand,
  jsonBody,
  type RequestContext,
  type SimulatorEnvironment,
} from "./http.ts";
import { objectOf, textOf } from "./json.ts";
import { lockBody } from "./locks.ts";
import { groupKeyOf, keyOf } from "./resource-path.ts";
import type { World } from "./world.ts";

const levels = ["CanNotDelete", "ReadOnly", "NotSpecified"];

/** Management locks at any scope. */
export function registerLockRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get("/~/microsoft.authorization/locks", (c) => {
    const scope = keyOf(c.get("path").scope);
    demandScope(world, scope, c);
    demand(world, c, "Microsoft.Authorization/locks/read", scope);
    return answer(c, 200, { value: world.locks.listAt(scope).map(lockBody) });
  });

  app.get("/~/microsoft.authorization/locks/:name", (c) => {
    const path = c.get("path");
    demand(world, c, "Microsoft.Authorization/locks/read", keyOf(path.scope));
    const lock = world.locks.get(path.key);
    if (!lock) throw errors.lockNotFound(path.names.at(-1) ?? "");
    return answer(c, 200, lockBody(lock));
  });

  app.put("/~/microsoft.authorization/locks/:name", async (c) => {
    const path = c.get("path");
    const scope = keyOf(path.scope);
    demandScope(world, scope, c);
    demand(world, c, "Microsoft.Authorization/locks/write", scope);
    const properties = objectOf((await jsonBody(c)).properties);
    const level = levels.find((known) => known.toLowerCase() === textOf(properties.level)?.toLowerCase());
    if (!level) throw errors.badRequest("The lock level is not valid.", "LockLevelNotSupported");
    const { lock, created } = world.locks.put(path.id, { ...properties, level });
    return answer(c, created ? 201 : 200, lockBody(lock));
  });

  app.delete("/~/microsoft.authorization/locks/:name", (c) => {
    const path = c.get("path");
    demand(world, c, "Microsoft.Authorization/locks/delete", keyOf(path.scope));
    return answerEmpty(c, world.locks.delete(path.key) ? 200 : 204);
  });
}

function demandScope(world: World, scope: string, c: RequestContext): void {
  const group = groupKeyOf(scope);
  if (group && !world.store.groups.has(group)) throw errors.groupNotFound(c.get("path").group ?? "");
  if (scope.includes("/providers/") && !world.store.exists(scope))
    throw errors.notFound(`The resource '${scope}'`);
}

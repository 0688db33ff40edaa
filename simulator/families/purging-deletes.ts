import type { Hono } from "hono";
import { guardDelete } from "../guards.ts";
import { answerEmpty, type SimulatorEnvironment } from "../http.ts";
import type { World } from "../world.ts";

/** Keys of what is being deleted for good. */
const purging = new WeakMap<World, Set<string>>();

/** D5: a workspace deleted with `forceToPurge` is kept nowhere, and one that is kept is purged by the same call. */
export function registerPurgingDeletes(app: Hono<SimulatorEnvironment>, world: World): void {
  const keys = new Set<string>();
  purging.set(world, keys);
  app.delete("/~/microsoft.machinelearningservices/workspaces/:name", async (c, next) => {
    const { key, id, group } = c.get("path");
    const isPurge = c.req.query("forceToPurge")?.toLowerCase() === "true";
    const isKept = !world.store.exists(key) && world.deleted.has(key);
    const groupKey = key.split("/").slice(0, 5).join("/");
    if (isPurge && isKept && group !== undefined && world.store.groups.has(groupKey)) {
      guardDelete(world, c, key, "Microsoft.MachineLearningServices/workspaces/delete", id);
      world.deleted.delete(key);
      return answerEmpty(c, 200);
    }
    if (isPurge) keys.add(key);
    await next();
    if (c.res.status >= 400) keys.delete(key);
    return c.res;
  });
}

/** Whether what has just gone is kept nowhere; asked once. */
export function isPurged(world: World, key: string): boolean {
  return purging.get(world)?.delete(key) === true;
}

import type { Hono } from "hono";
import { answer, demand, type SimulatorEnvironment } from "./http.ts";
import { objectOf, textOf } from "./json.ts";
import { isWithin, keyOf, parsePath } from "./resource-path.ts";
import type { World } from "./world.ts";

/** Deny assignments at a scope with those below and above it: the estate's own, and those that stacks make. */
export function registerDenyAssignmentRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get("/~/microsoft.authorization/denyassignments", (c) => {
    const scope = keyOf(c.get("path").scope);
    demand(world, c, "Microsoft.Authorization/denyAssignments/read", scope);
    const found = [...(world.estate.denyAssignments ?? []).map(ownBody), ...stackBodies(world)].filter(
      ({ id }) => {
        const own = keyOf(parsePath(id).scope);
        return isWithin(own, scope) || isWithin(scope, own);
      },
    );
    return answer(c, 200, { value: found });
  });
}

function ownBody({ id, properties }: { readonly id: string; readonly properties?: unknown }): { id: string } {
  return bodyOf(id, { scope: parsePath(id).scope, ...objectOf(properties) });
}

function stackBodies(world: World): { id: string }[] {
  return [...world.store.resources.values()].flatMap(({ type, id, name, body }) => {
    const mode = textOf(objectOf(objectOf(body.properties).denySettings).mode)?.toLowerCase() ?? "none";
    if (type.toLowerCase() !== "microsoft.resources/deploymentstacks" || mode === "none") return [];
    const { scope } = parsePath(id);
    const denyAssignmentName = `Deny assignment created by Deployment Stack ${id}`;
    const own = `${scope}/providers/Microsoft.Authorization/denyAssignments/stack-${name}`;
    return [bodyOf(own, { denyAssignmentName, scope, isSystemProtected: true })];
  });
}

function bodyOf(id: string, properties: Record<string, unknown>): { id: string } {
  const body = {
    id,
    name: id.split("/").at(-1),
    type: "Microsoft.Authorization/denyAssignments",
    properties,
  };
  return body;
}

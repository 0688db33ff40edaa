import type { Hono } from "hono";
import { answer, demand, type SimulatorEnvironment } from "../http.ts";
import { resourceBody } from "../resource-body.ts";
import { isWithin, keyOf, parsePath, subscriptionKeyOf } from "../resource-path.ts";
import type { World } from "../world.ts";
import { assignmentsIn } from "./policy-rules.ts";

/** Policy assignments at a scope: those at, below and above it. */
export function registerPolicyRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get("/~/microsoft.authorization/policyassignments", (c) => {
    const scope = keyOf(c.get("path").scope);
    demand(world, c, "Microsoft.Authorization/policyAssignments/read", scope);
    const subscription = subscriptionKeyOf(scope);
    const above = subscription ? world.access.scopesAbove(subscription) : [];
    const found = assignmentsIn(world).filter(({ id }) => {
      const own = keyOf(parsePath(id).scope);
      return isWithin(own, scope) || isWithin(scope, own) || above.includes(own);
    });
    return answer(c, 200, { value: found.map((assignment) => resourceBody(world, assignment)) });
  });
}

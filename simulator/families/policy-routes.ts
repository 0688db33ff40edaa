import type { Hono } from "hono";
import { answer, demand, type SimulatorEnvironment } from "../http.ts";
import { resourceBody } from "../resource-body.ts";
import { isWithin, keyOf, parsePath } from "../resource-path.ts";
import type { World } from "../world.ts";

/**
 * Policy assignments and exemptions at a scope: those at, below and above it. Definitions and sets: those at and
 * above it; `policyType eq 'Custom'` is all that is here anyway.
 */
export function registerPolicyRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  const list = (name: string, withBelow: boolean): void => {
    const type = `microsoft.authorization/${name}`;
    app.get(`/~/${type}`, (c) => {
      const scope = keyOf(c.get("path").scope);
      demand(world, c, `Microsoft.Authorization/${name}/read`, scope);
      const above = world.access.scopesAbove(scope);
      const found = [...world.store.resources.values()].filter((one) => {
        if (one.type.toLowerCase() !== type) return false;
        const own = keyOf(parsePath(one.id).scope);
        return isWithin(scope, own) || above.includes(own) || (withBelow && isWithin(own, scope));
      });
      return answer(c, 200, { value: found.map((one) => resourceBody(world, one)) });
    });
  };
  list("policyassignments", true);
  list("policyexemptions", true);
  list("policydefinitions", false);
  list("policysetdefinitions", false);
}

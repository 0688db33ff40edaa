import type { Hono } from "hono";
import { errors } from "./error-bodies.ts";
import { answer, demand, type RequestContext, type SimulatorEnvironment } from "./http.ts";
import { isWithin, keyOf } from "./resource-path.ts";
import type { World } from "./world.ts";

const accounts = "/~/microsoft.billing/billingaccounts";
/** Of the roles at an invoice section the only one that may not list them. */
const creator = /^azure subscription creator$/i;

/** Who pays for the subscription, and the billing roles at the places it is billed to. */
export function registerBillingRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  const { property, roleAssignments = [], roleDefinitions = [] } = world.estate.billing ?? {};

  app.get("/~/microsoft.billing/billingproperty/default", (c) => {
    const { scope, id } = c.get("path");
    demand(world, c, "Microsoft.Billing/billingProperty/read", keyOf(scope));
    const paid = world.estate.subscription?.subscriptionId ?? "";
    if (property === undefined || keyOf(scope) !== `/subscriptions/${paid.toLowerCase()}`)
      throw errors.notFound("The billing property");
    return answer(c, 200, {
      id,
      name: "default",
      type: "Microsoft.Billing/billingProperty",
      properties: property,
    });
  });

  const nameOf = (roleDefinitionId: string): string =>
    roleDefinitions.find(({ id }) => keyOf(id) === keyOf(roleDefinitionId))?.roleName ?? "";

  /** Roles hold for what lies below, too; the right to list them comes with every role but one. */
  const demandRole = (c: RequestContext, scope: string): void => {
    const caller = c.get("principal");
    const principals = world.access.principalsOf(caller.objectId);
    const mayList = roleAssignments.some(
      (one) =>
        principals.includes(one.principalId.toLowerCase()) &&
        isWithin(scope, keyOf(one.scope)) &&
        !creator.test(nameOf(one.roleDefinitionId)),
    );
    if (!mayList)
      throw errors.authorizationFailed(caller, "Microsoft.Billing/billingRoleAssignments/read", scope);
  };

  app.get(`${accounts}/*`, (c, next) => {
    const { key, types } = c.get("path");
    const last = types.at(-1)?.toLowerCase();
    if (last === "billingroleassignments") {
      const scope = key.slice(0, key.lastIndexOf("/"));
      demandRole(c, scope);
      const value = roleAssignments
        .filter((one) => keyOf(one.scope) === scope)
        .map(({ scope: at, principalId, roleDefinitionId }, index) => ({
          id: `${at}/billingRoleAssignments/${index}`,
          name: String(index),
          properties: { scope: at, principalId, roleDefinitionId },
        }));
      return answer(c, 200, { value });
    }
    const definition = roleDefinitions.find(({ id }) => keyOf(id) === key);
    if (definition === undefined) return next();
    demandRole(c, key.slice(0, key.lastIndexOf("/billingroledefinitions/")));
    return answer(c, 200, { id: definition.id, properties: { roleName: definition.roleName } });
  });
}

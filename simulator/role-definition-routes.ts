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
import { type JsonObject, listOf, objectOf, textOf, textsOf } from "./json.ts";
import { managementGroupPrefix } from "./management-groups.ts";
import { parseFilter } from "./odata-filter.ts";
import { isWithin, keyOf } from "./resource-path.ts";
import type { StoredRole } from "./roles.ts";
import type { World } from "./world.ts";

const writeAction = "Microsoft.Authorization/roleDefinitions/write";
const deleteAction = "Microsoft.Authorization/roleDefinitions/delete";

/** Custom roles and built-in ones, at any scope. */
export function registerRoleDefinitionRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get("/~/microsoft.authorization/roledefinitions", (c) => {
    const scope = scopeOf(c);
    const filter = c.req.query("$filter");
    const test = filter ? parseFilter(filter) : () => true;
    const found = world.roles
      .listed()
      .filter(({ properties }) => isAssignableAt(world, properties, scope))
      .filter(({ properties }) =>
        test((name) =>
          name === "type"
            ? textOf(properties.type)
            : name === "rolename"
              ? textOf(properties.roleName)
              : undefined,
        ),
      );
    return answer(c, 200, { value: found.map(({ role, properties }) => roleBody(role, properties)) });
  });

  app.get("/~/microsoft.authorization/roledefinitions/:name", (c) => {
    const role = world.roles.definition(c.get("path").names.at(-1) ?? "");
    if (!role) throw errors.roleNotFound(c.get("path").names.at(-1) ?? "");
    return answer(c, 200, roleBody(role, role.properties));
  });

  app.put("/~/microsoft.authorization/roledefinitions/:name", async (c) => {
    const path = c.get("path");
    const old = world.roles.definition(path.names.at(-1) ?? "");
    if (old?.builtIn) throw errors.roleIsBuiltIn(old.name);
    const properties = completed(objectOf((await jsonBody(c)).properties));
    checkDefinition(world, properties, old);
    demand(world, c, writeAction, scopeOf(c));
    checkScopes(world, c, old, textsOf(properties.assignableScopes));
    const role = world.roles.put(path.id, properties);
    return answer(c, 201, roleBody(role, role.properties));
  });

  app.delete("/~/microsoft.authorization/roledefinitions/:name", (c) => {
    const role = world.roles.definition(c.get("path").names.at(-1) ?? "");
    if (!role) return answerEmpty(c, 204);
    if (role.builtIn) throw errors.roleIsBuiltIn(role.name);
    const scopes = textsOf(role.properties.assignableScopes);
    demandEverywhere(world, c, deleteAction, scopes);
    demandNoneDisabled(world, scopes);
    if (world.roles.assignmentsOf(role).length > 0) throw errors.roleHasAssignments(role.id);
    world.roles.delete(role);
    return answer(c, 200, roleBody(role, role.properties));
  });
}

function scopeOf(c: RequestContext): string {
  const { scope } = c.get("path");
  return scope ? keyOf(scope) : "";
}

function roleBody(role: StoredRole, properties: JsonObject): object {
  return { properties, id: role.id, type: "Microsoft.Authorization/roleDefinitions", name: role.name };
}

/** Azure answers all four lists of every permission, also those left out. */
function completed(properties: JsonObject): JsonObject {
  return {
    ...properties,
    description: properties.description ?? null,
    permissions: listOf(properties.permissions).map((permission) => ({
      actions: [],
      notActions: [],
      dataActions: [],
      notDataActions: [],
      ...objectOf(permission),
    })),
  };
}

/** A list at a scope holds the roles that can be assigned there; a tenant-wide list holds all. */
function isAssignableAt(world: World, properties: JsonObject, scope: string): boolean {
  if (scope === "") return true;
  const above = world.access.scopesAbove(scope);
  return textsOf(properties.assignableScopes).some((assignable) => {
    const key = assignable === "/" ? "" : keyOf(assignable);
    return key === "" || isWithin(scope, key) || isWithin(key, scope) || above.includes(key);
  });
}

function checkDefinition(world: World, properties: JsonObject, old: StoredRole | undefined): void {
  const name = textOf(properties.roleName);
  if (!name) throw errors.badRequest("The role definition has no roleName.", "RoleDefinitionNameNullOrEmpty");
  const taken = world.roles
    .definitions()
    .some(
      (role) =>
        role !== old &&
        role.name !== old?.name &&
        textOf(role.properties.roleName)?.toLowerCase() === name.toLowerCase(),
    );
  if (taken) throw errors.roleNameTaken(name);
  const scopes = textsOf(properties.assignableScopes);
  if (scopes.length === 0)
    throw errors.roleScopes("The role definition must have at least one assignable scope.");
  if (scopes.includes("/")) throw errors.roleScopes("A custom role cannot be assignable at the root scope.");
  const groups = scopes.filter((scope) => keyOf(scope).startsWith(managementGroupPrefix));
  if (groups.length > 1)
    throw errors.roleScopes("A custom role may have only one management group in its assignable scopes.");
  const data = listOf(properties.permissions).some(
    (permission) => textsOf(objectOf(permission).dataActions).length > 0,
  );
  if (groups.length > 0 && data) {
    throw errors.roleScopes("A custom role with dataActions cannot be assignable at a management group.");
  }
  for (const scope of scopes) {
    const subscription = /^\/subscriptions\/([^/]+)/i.exec(scope)?.[1];
    if (subscription && !world.subscriptions.get(subscription))
      throw errors.subscriptionNotFound(subscription);
  }
}

/** Rights on every scope, old and new; no disabled subscription; no assignment below what is taken out. */
function checkScopes(
  world: World,
  c: RequestContext,
  old: StoredRole | undefined,
  scopes: readonly string[],
): void {
  const before = textsOf(old?.properties.assignableScopes);
  demandEverywhere(world, c, writeAction, [...new Set([...before, ...scopes])]);
  demandNoneDisabled(world, [...before, ...scopes]);
  if (!old) return;
  const kept = scopes.map(keyOf);
  const removed = before.filter((scope) => !kept.includes(keyOf(scope)));
  const assigned = removed.filter((scope) =>
    world.roles
      .assignmentsOf(old)
      .some(
        (assignment) =>
          isWithin(assignment.scope, keyOf(scope)) && !kept.some((left) => isWithin(assignment.scope, left)),
      ),
  );
  if (assigned.length > 0) throw errors.scopeHasAssignments(assigned);
}

function demandEverywhere(world: World, c: RequestContext, action: string, scopes: readonly string[]): void {
  const principal = c.get("principal");
  const missing = scopes.filter((scope) => !world.access.may(principal.objectId, action, keyOf(scope)));
  if (missing.length > 0) throw errors.linkedAuthorizationFailed(principal, action, missing);
}

function demandNoneDisabled(world: World, scopes: readonly string[]): void {
  for (const scope of scopes) {
    const subscription = world.subscriptions.get(/^\/subscriptions\/([^/]+)/i.exec(scope)?.[1] ?? "");
    if (subscription && world.subscriptions.isReadOnly(subscription))
      throw errors.disabledSubscription(subscription.id);
  }
}

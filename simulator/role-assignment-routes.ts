import type { Hono } from "hono";
import { ownerRole, userAccessAdministratorRole } from "./built-in-roles.ts";
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
import { parseFilter } from "./odata-filter.ts";
import { isWithin, keyOf } from "./resource-path.ts";
import type { StoredAssignment } from "./roles.ts";
import type { World } from "./world.ts";

/** Role assignments at any scope, and deny assignments of the estate. */
export function registerRoleAssignmentRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get("/~/microsoft.authorization/roleassignments", (c) => {
    const scope = scopeOf(c);
    demand(world, c, "Microsoft.Authorization/roleAssignments/read", scope);
    const found = selectAssignments(world, scope, c.req.query("$filter"));
    return answer(c, 200, { value: found.map(assignmentBody) });
  });

  app.get("/~/microsoft.authorization/roleassignments/:name", (c) => {
    const path = c.get("path");
    demand(world, c, "Microsoft.Authorization/roleAssignments/read", scopeOf(c));
    const assignment = world.roles.assignment(path.id);
    if (!assignment) throw errors.assignmentNotFound(path.names.at(-1) ?? "");
    return answer(c, 200, assignmentBody(assignment));
  });
  registerAssignmentChanges(app, world);
}

function registerAssignmentChanges(app: Hono<SimulatorEnvironment>, world: World): void {
  app.put("/~/microsoft.authorization/roleassignments/:name", async (c) => {
    const path = c.get("path");
    demand(world, c, "Microsoft.Authorization/roleAssignments/write", scopeOf(c));
    const properties = objectOf((await jsonBody(c)).properties);
    const roleDefinitionId = textOf(properties.roleDefinitionId);
    const principalId = textOf(properties.principalId);
    if (!roleDefinitionId || !principalId)
      throw errors.invalidBody("roleDefinitionId and principalId are required.");
    if (!world.roles.definition(roleDefinitionId)) throw errors.roleNotFound(roleDefinitionId);
    const role = roleDefinitionId.split("/").at(-1)?.toLowerCase();
    const twin = world.roles
      .assignments()
      .some(
        (other) =>
          other.key === path.key ||
          (other.scope === scopeOf(c) &&
            other.properties.principalId.toLowerCase() === principalId.toLowerCase() &&
            other.properties.roleDefinitionId.toLowerCase().endsWith(role ?? "")),
      );
    if (twin) throw errors.assignmentExists();
    const assignment = world.roles.assign(path.id, {
      principalType: "ServicePrincipal",
      condition: null,
      conditionVersion: null,
      createdOn: world.clock.iso(),
      updatedOn: world.clock.iso(),
      description: null,
      ...properties,
      roleDefinitionId,
      principalId,
    });
    return answer(c, 201, assignmentBody(assignment));
  });

  app.delete("/~/microsoft.authorization/roleassignments/:name", (c) => {
    const path = c.get("path");
    demand(world, c, "Microsoft.Authorization/roleAssignments/delete", scopeOf(c));
    const locked = world.locks.againstDelete(path.key);
    if (locked.length > 0) throw errors.scopeLocked(path.id, "delete", locked);
    const assignment = world.roles.assignment(path.id);
    if (!assignment) return answerEmpty(c, 204);
    if (isLastAdministrator(world, assignment)) throw errors.lastOwner();
    world.roles.unassign(path.id);
    return answer(c, 200, assignmentBody(assignment));
  });

  app.get("/~/microsoft.authorization/permissions", (c) => {
    const scope = scopeOf(c);
    demand(world, c, "Microsoft.Authorization/permissions/read", scope);
    return answer(c, 200, { value: world.access.permissions(c.get("principal").objectId, scope) });
  });

  app.get("/~/microsoft.authorization/denyassignments", (c) => {
    const scope = scopeOf(c);
    const found = (world.estate.denyAssignments ?? []).filter(
      (item) => scope === "" || isWithin(keyOf(item.id), scope),
    );
    return answer(c, 200, { value: found });
  });
}

function scopeOf(c: RequestContext): string {
  const { scope } = c.get("path");
  return scope ? keyOf(scope) : "";
}

function assignmentBody(assignment: StoredAssignment): object {
  return {
    properties: assignment.properties,
    id: assignment.id,
    type: "Microsoft.Authorization/roleAssignments",
    name: assignment.name,
  };
}

/** At, above and below a scope; `atScope()` leaves out what is below. A tenant-wide list holds all. */
function selectAssignments(world: World, scope: string, filter: string | undefined): StoredAssignment[] {
  const test = filter ? parseFilter(filter) : undefined;
  const above = world.access.scopesAbove(scope);
  // An assignment counts for who is in a group; the members of groups stand in no assignment.
  const asked = /assignedTo\('([^']*)'\)/i.exec(filter ?? "")?.[1];
  const candidates = asked === undefined ? world.roles.assignments() : world.access.assignedTo(asked);
  return candidates.filter((assignment) => {
    const atOrAbove =
      assignment.scope === "" || isWithin(scope, assignment.scope) || above.includes(assignment.scope);
    const below = scope === "" || isWithin(assignment.scope, scope);
    if (!atOrAbove && !below) return false;
    return test ? test((name) => fieldOf(assignment, name, { asked, atOrAbove })) : true;
  });
}

function fieldOf(
  assignment: StoredAssignment,
  name: string,
  { asked, atOrAbove }: { readonly asked: string | undefined; readonly atOrAbove: boolean },
): string | undefined {
  if (name === "assignedto") return asked;
  if (name === "atscope") return String(atOrAbove);
  if (name === "principalid") return assignment.properties.principalId;
  if (name === "roledefinitionid") return assignment.properties.roleDefinitionId;
  throw errors.invalidFilter(name);
}

/** The last Owner or User Access Administrator at a subscription's own scope must stay. */
function isLastAdministrator(world: World, assignment: StoredAssignment): boolean {
  const administers = ({ properties }: StoredAssignment) =>
    [ownerRole, userAccessAdministratorRole].some((role) =>
      properties.roleDefinitionId.toLowerCase().endsWith(role),
    );
  if (!/^\/subscriptions\/[^/]+$/.test(assignment.scope) || !administers(assignment)) return false;
  return !world.roles
    .assignments()
    .some((other) => other !== assignment && other.scope === assignment.scope && administers(other));
}

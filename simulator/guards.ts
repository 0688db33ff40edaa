import { errors } from "./error-bodies.ts";
import { demand, type RequestContext } from "./http.ts";
import { listOf, objectOf, textOf, textsOf } from "./json.ts";
import { groupKeyOf, isWithin, keyOf, parsePath } from "./resource-path.ts";
import type { World } from "./world.ts";

/** What must hold before anything is deleted: rights, no deny assignment, no lock. In the order of Azure. */
export function guardDelete(world: World, c: RequestContext, key: string, action: string, id: string): void {
  demand(world, c, action, key);
  guardDenyAssignments(world, c, key, action);
  guardMoves(world, key);
  const attempt = { principal: c.get("principal"), key, id, action };
  for (const family of world.families) family.guardDelete?.(world, attempt);
  const locked = world.locks.againstDelete(key);
  if (locked.length > 0) throw errors.scopeLocked(id, "delete", locked);
}

export function guardWrite(world: World, c: RequestContext, key: string, action: string): void {
  demand(world, c, action, key);
  guardDenyAssignments(world, c, key, action);
  guardMoves(world, key);
  const attempt = { principal: c.get("principal"), key, id: c.get("path").id, action };
  for (const family of world.families) family.guardWrite?.(world, attempt);
  const locked = world.locks.againstWrite(key);
  if (locked.length > 0) throw errors.scopeLocked(c.get("path").id, "write", locked);
}

/** While resources move, both groups take no changes. */
function guardMoves(world: World, key: string): void {
  const group = world.store.groups.get(groupKeyOf(key) ?? key);
  if (group?.moving === true) throw errors.groupMoving(group.name);
}

/** A managed group belongs to its manager; a deny assignment of the estate forbids what it names. */
function guardDenyAssignments(world: World, c: RequestContext, key: string, action: string): void {
  const principal = c.get("principal");
  const group = world.store.groups.get(groupKeyOf(key) ?? "");
  const manager = textOf(group?.body.managedBy);
  if (group && manager?.includes("/providers/")) {
    throw errors.denyAssignment(
      principal,
      action,
      c.get("path").id,
      `System deny assignment created by ${manager}`,
    );
  }
  for (const assignment of world.estate.denyAssignments ?? []) {
    const properties = objectOf(assignment.properties);
    const scope = keyOf(textOf(properties.scope) ?? parsePath(assignment.id).scope);
    if (!isWithin(key, scope) || !denies(properties, action) || excludes(properties, principal.objectId))
      continue;
    throw errors.denyAssignment(
      principal,
      action,
      c.get("path").id,
      textOf(properties.denyAssignmentName) ?? assignment.id,
    );
  }
}

function denies(properties: Record<string, unknown>, action: string): boolean {
  const permissions = listOf(properties.permissions);
  if (permissions.length === 0) return true;
  const verb = action.split("/").at(-1)?.toLowerCase() ?? "";
  return permissions.some((permission) => {
    const { actions, notActions } = objectOf(permission);
    const hit = (patterns: unknown) =>
      textsOf(patterns).some((pattern) =>
        ["*", `*/${verb}`, action.toLowerCase()].includes(pattern.toLowerCase()),
      );
    return hit(actions) && !hit(notActions);
  });
}

function excludes(properties: Record<string, unknown>, objectId: string): boolean {
  return listOf(properties.excludePrincipals).some(
    (item) => textOf(objectOf(item).id)?.toLowerCase() === objectId.toLowerCase(),
  );
}

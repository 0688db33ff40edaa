import type { RoleAssignment } from "../inventory/inventory.ts";

/**
 * The guid a role definition is known by. The same role is written with different scopes in front
 * (`/subscriptions/S/providers/…/roleDefinitions/G` and `/providers/…/roleDefinitions/G`); the guid is the same.
 */
export function roleGuid(roleDefinitionId: string): string {
  const trimmed = roleDefinitionId.endsWith("/") ? roleDefinitionId.slice(0, -1) : roleDefinitionId;
  return trimmed.slice(trimmed.lastIndexOf("/") + 1).toLowerCase();
}

/** Where an assignment holds: its `scope`, or the part of its id before `/providers/Microsoft.Authorization`. */
export function assignmentScope(assignment: Pick<RoleAssignment, "id" | "properties">): string {
  if (assignment.properties.scope !== undefined) return assignment.properties.scope;
  const end = assignment.id.toLowerCase().lastIndexOf("/providers/microsoft.authorization/roleassignments/");
  return end < 0 ? assignment.id : assignment.id.slice(0, end);
}

/** The built-in role Owner: the same guid in every tenant. */
export const OWNER_ROLE = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

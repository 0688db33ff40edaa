import { idKey, isWithin } from "../arm-id.ts";
import type { Inventory, RoleAssignment, RoleDefinition } from "../inventory/inventory.ts";
import type { RoleChange } from "../plan/plan.ts";
import { assignmentScope, roleGuid } from "./role-ids.ts";
import { trimScopes } from "./trim-scopes.ts";

/**
 * What happens to every custom role whose AssignableScopes hold the subscription or anything in it. After the
 * cancel such a role can be neither changed nor deleted, so all of this comes before.
 *
 * - trim: other scopes remain; assignments below the removed ones stand in the way and go first
 *   (`RoleScopeBeingRemovedContainsAssignments`).
 * - delete: nothing would remain (Azure wants at least one scope), and nothing is assigned outside.
 * - held: nothing would remain, but the role is assigned outside the subscription.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#custom-roles
 */
export function planRoleChanges(inventory: Inventory, subscriptionId: string): RoleChange[] {
  const subscription = `/subscriptions/${subscriptionId}`;
  const assignments = Map.groupBy(inventory.roleAssignments ?? [], (assignment) =>
    roleGuid(assignment.properties.roleDefinitionId),
  );
  const changes = new Map<string, RoleChange>();
  for (const role of inventory.roleDefinitions ?? []) {
    if (role.properties.type !== undefined && role.properties.type.toLowerCase() !== "customrole") continue;
    // A tenant-wide list can show one role once for every scope it is read at.
    if (changes.has(roleGuid(role.id))) continue;
    const change = changeOf(role, assignments.get(roleGuid(role.id)) ?? [], subscription);
    if (change !== undefined) changes.set(roleGuid(role.id), change);
  }
  return [...changes.values()].toSorted((a, b) => (idKey(a.role) < idKey(b.role) ? -1 : 1));
}

function changeOf(
  role: RoleDefinition,
  assignments: readonly RoleAssignment[],
  subscription: string,
): RoleChange | undefined {
  const { remove, remaining } = trimScopes(role.properties.assignableScopes, subscription);
  if (remove.length === 0) return undefined;
  const inside = assignments.filter((assignment) => isWithin(assignmentScope(assignment), subscription));
  const outside = assignments.length - inside.length;
  const change = remaining.length > 0 ? "trim" : outside === 0 ? "delete" : "held";
  return {
    role: role.id,
    name: role.properties.roleName,
    change,
    remove,
    remaining,
    assignments: change === "held" ? [] : inside.map((assignment) => assignment.id).toSorted(),
    because: BECAUSE[change](remaining.length, outside),
  };
}

const BECAUSE = {
  trim: (remaining: number) => `${remaining} other scope${remaining === 1 ? " remains" : "s remain"}`,
  delete: () => "no other scope would remain and nothing is assigned outside the subscription",
  held: (_remaining: number, outside: number) =>
    `no other scope would remain, but the role is assigned ${outside} time${outside === 1 ? "" : "s"} outside the subscription`,
} as const;

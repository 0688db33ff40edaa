import { idKey } from "../arm-id.ts";
import type { RoleAssignment } from "../inventory/inventory.ts";
import { assignmentScope } from "../roles/role-ids.ts";
import { hasCondition, isOwnership } from "./who-can-cancel.ts";

const MANAGEMENT_GROUPS = "/providers/Microsoft.Management/managementGroups/";

/** A name as Azure allows it: up to 90 letters, digits, and `_ - ( ) .`. */
const NAME = /^[\w().-]{1,90}$/;

/** The id of a management group given by its id or by its name; `undefined` when it can be neither. */
export function managementGroupId(idOrName: string): string | undefined {
  const isId = idOrName.toLowerCase().startsWith(MANAGEMENT_GROUPS.toLowerCase());
  const name = isId ? idOrName.slice(MANAGEMENT_GROUPS.length) : idOrName;
  return NAME.test(name) ? `${MANAGEMENT_GROUPS}${name}` : undefined;
}

export interface OwnershipAfterMove {
  /** Ids of assignments that make the identity Owner now and not afterwards. */
  readonly lost: readonly string[];
  /** Whether an Owner assignment without a condition is left, as a cancel takes. */
  readonly staysOwner: boolean;
}

/**
 * What a move to another management group leaves of the rights to cancel. Assignments at the subscription and at the
 * root stay; those at a management group hold only for what lies below it.
 * @param own what is assigned to the identity and its groups, both at the subscription and at the new group
 * @param target ids of the new management group and of those above it
 * @see https://learn.microsoft.com/azure/governance/management-groups/manage#moving-management-groups-and-subscriptions
 */
export function ownershipAfterMove(
  own: readonly RoleAssignment[],
  subscriptionId: string,
  target: readonly string[],
): OwnershipAfterMove {
  const above = new Set(target.map(idKey));
  const stays = (assignment: RoleAssignment): boolean => {
    const scope = idKey(assignmentScope(assignment));
    return !scope.startsWith(MANAGEMENT_GROUPS.toLowerCase()) || above.has(scope);
  };
  const ownerships = own.filter((it) => isOwnership(it, subscriptionId) && !hasCondition(it));
  return {
    lost: ownerships.filter((it) => !stays(it)).map(({ id }) => id),
    staysOwner: ownerships.some(stays),
  };
}

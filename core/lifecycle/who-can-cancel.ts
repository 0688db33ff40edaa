import { idKey, isWithin } from "../arm-id.ts";
import type { RoleAssignment } from "../inventory/inventory.ts";
import { assignmentScope, OWNER_ROLE, roleGuid } from "../roles/role-ids.ts";
import { offerOf } from "./offers.ts";

export interface WhoCanCancel {
  /** null when it cannot be known from what was read. */
  readonly able: boolean | null;
  readonly because: string;
  /** Object ids of the principals that hold Owner without a condition at the subscription or above it. */
  readonly owners: readonly string[];
}

export interface CancelRights {
  /** As listed for the subscription: at it, below it and inherited from above. */
  readonly assignments: readonly RoleAssignment[];
  readonly subscriptionId: string;
  readonly quotaId: string | undefined;
  /** Object id of the executing identity. */
  readonly executor: string | undefined;
}

/**
 * Whether this identity can cancel: today's rule is Owner, without a condition, at the subscription or above it.
 * Rights through a group cannot be seen from assignments alone, so their absence is not proven: null, not false.
 * @see https://learn.microsoft.com/azure/cost-management-billing/manage/cancel-azure-subscription#who-can-cancel-a-subscription
 */
export function whoCanCancel({ assignments, subscriptionId, quotaId, executor }: CancelRights): WhoCanCancel {
  const subscription = `/subscriptions/${subscriptionId}`;
  const ownerships = assignments.filter((assignment) => {
    const scope = assignmentScope(assignment);
    const below = isWithin(scope, subscription) && idKey(scope) !== idKey(subscription);
    return roleGuid(assignment.properties.roleDefinitionId) === OWNER_ROLE && !below;
  });
  const conditioned = (assignment: RoleAssignment): boolean => (assignment.properties.condition ?? "") !== "";
  const isExecutor = ({ properties }: RoleAssignment): boolean =>
    properties.principalId.toLowerCase() === executor?.toLowerCase();
  const owners = [
    ...new Set(ownerships.filter((it) => !conditioned(it)).map(({ properties }) => properties.principalId)),
  ];

  const offer = offerOf(quotaId);
  if (offer.cancelledBy === "person" && offer.names.length > 0) {
    return {
      able: false,
      because: `${offer.names.join(" or ")} is cancelled by the partner or Microsoft`,
      owners,
    };
  }
  const own = ownerships.filter(isExecutor);
  if (own.some((assignment) => !conditioned(assignment))) {
    return { able: true, because: "this identity is Owner without a condition", owners };
  }
  if (own.length > 0) return { able: false, because: "this identity is Owner only with a condition", owners };
  return {
    able: null,
    because: "this identity has no Owner assignment of its own; it may be Owner through a group",
    owners,
  };
}

import { idKey, isWithin } from "../arm-id.ts";
import type { RoleAssignment } from "../inventory/inventory.ts";
import type { MessageCode } from "../messages/registry.ts";
import { assignmentScope, OWNER_ROLE, roleGuid } from "../roles/role-ids.ts";
import { type BillingReading, billingInWords, isPartnerAgreement } from "./billing.ts";
import { offerOf } from "./offers.ts";

export interface WhoCanCancel {
  /** null when it cannot be known from what was read. */
  readonly able: boolean | null;
  readonly because: string;
  /** What a cancel is refused with; absent when able. Its remedy says what a person does. */
  readonly code?: MessageCode;
}

export interface CancelRights {
  /**
   * What is assigned to the identity or its groups at, above and below the subscription; `undefined` when that could
   * not be read.
   */
  readonly assignments: readonly RoleAssignment[] | undefined;
  readonly subscriptionId: string;
  readonly quotaId: string | undefined;
  /** Who pays for it: told in `because`, and never a right. */
  readonly billing: BillingReading;
}

/**
 * Whether an identity can cancel: today's rule is Owner, without a condition, at the subscription or above it, for
 * every offer that an owner cancels (docs/who-can-cancel.md). Unknown is never taken for a yes.
 * @see https://learn.microsoft.com/azure/cost-management-billing/manage/cancel-azure-subscription#who-can-cancel-a-subscription
 */
export function whoCanCancel({ billing, ...rights }: CancelRights): WhoCanCancel {
  const judged = isPartnerAgreement(billing)
    ? ({ able: false, because: "the partner that sells it cancels it", code: "offer_needs_person" } as const)
    : judge(rights);
  return { ...judged, because: `${judged.because}; ${billingInWords(billing)}` };
}

function judge({ assignments, subscriptionId, quotaId }: Omit<CancelRights, "billing">): WhoCanCancel {
  const offer = offerOf(quotaId);
  if (offer.names.length === 0) {
    const because = `the offer behind ${quotaId ?? "no quotaId"} is not known, so a person has to find out who cancels it`;
    return { able: null, because, code: "offer_unknown" };
  }
  if (offer.cancelledBy === "person") {
    const because = `${offer.names.join(" or ")} is cancelled by the partner or Microsoft`;
    return { able: false, because, code: "offer_needs_person" };
  }
  if (assignments === undefined) {
    const because = "the role assignments of this identity could not be read";
    return { able: null, because, code: "cancel_right_unknown" };
  }
  const ownerships = assignments.filter((assignment) => isOwnership(assignment, subscriptionId));
  if (ownerships.some((assignment) => !hasCondition(assignment))) {
    return { able: true, because: "this identity is Owner without a condition" };
  }
  const because =
    ownerships.length > 0
      ? "this identity is Owner only with a condition"
      : "this identity is Owner neither by itself nor through a group";
  return { able: false, because, code: "cancel_not_permitted" };
}

/** Whether it makes somebody Owner of the whole subscription: at it or above, not below. */
export function isOwnership(assignment: RoleAssignment, subscriptionId: string): boolean {
  const subscription = `/subscriptions/${subscriptionId}`;
  const scope = assignmentScope(assignment);
  const below = isWithin(scope, subscription) && idKey(scope) !== idKey(subscription);
  return roleGuid(assignment.properties.roleDefinitionId) === OWNER_ROLE && !below;
}

/** Azure leaves the member out, or writes null or nothing into it. */
export function hasCondition({ properties }: RoleAssignment): boolean {
  return (properties.condition ?? "") !== "";
}

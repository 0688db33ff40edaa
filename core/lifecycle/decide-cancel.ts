import type { MessageCode } from "../messages/registry.ts";
import { CANCELLED_STATES, parseSubscriptionState } from "./subscription-state.ts";

export type CancelDecision =
  | { readonly kind: "cancel" }
  /** Nothing to do: it ended well before. */
  | { readonly kind: "cancelled" }
  | { readonly kind: "refuse"; readonly code: MessageCode; readonly message: string };

/**
 * What a cancel means for a subscription in this state. Only Enabled is cancelled, and PastDue where the approved
 * manifest acknowledges it: all operations are open to it, but what is owed stays owed. Unknown means stop.
 * @see https://learn.microsoft.com/azure/cost-management-billing/manage/subscription-states
 */
export function decideCancel(state: string | undefined, pastDueAcknowledged = false): CancelDecision {
  const known = parseSubscriptionState(state);
  if (known === "Enabled" || (known === "PastDue" && pastDueAcknowledged)) return { kind: "cancel" };
  if (known !== undefined && CANCELLED_STATES.includes(known)) return { kind: "cancelled" };
  if (known === "PastDue") {
    return { kind: "refuse", code: "subscription_past_due", message: "The subscription is PastDue." };
  }
  if (known === "Deleted") {
    return { kind: "refuse", code: "subscription_deleted", message: "The subscription is Deleted." };
  }
  return {
    kind: "refuse",
    code: "subscription_state_unknown",
    message: `The subscription's state is ${state === undefined ? "missing" : JSON.stringify(state)}.`,
  };
}

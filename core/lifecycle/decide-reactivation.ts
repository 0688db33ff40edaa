import type { MessageCode } from "../messages/registry.ts";
import { lifecycleDates } from "./dates.ts";
import { offerOf } from "./offers.ts";
import { parseSubscriptionState } from "./subscription-state.ts";

export interface ReactivationFacts {
  readonly state: string | undefined;
  readonly quotaId: string | undefined;
  /** When the cancel was accepted; `undefined` when no journal knows. */
  readonly cancelledAt: Date | undefined;
  readonly now: Date;
}

export type ReactivationDecision = (
  | { readonly kind: "already" | "enable" | "support" }
  | { readonly kind: "refuse"; readonly code: MessageCode; readonly message: string }
) & {
  /** Last moment to reactivate, where it is known. */
  readonly until?: string;
};

/** What can be done to bring a subscription back: pay-as-you-go by an owner's call, all others by support. */
export function decideReactivation({
  state,
  quotaId,
  cancelledAt,
  now,
}: ReactivationFacts): ReactivationDecision {
  const until = cancelledAt === undefined ? undefined : lifecycleDates(cancelledAt).reactivateUntil;
  const known = parseSubscriptionState(state);
  const when = until === undefined ? {} : { until };
  if (known === "Enabled") return { kind: "already", ...when };
  if (known === "PastDue") {
    return {
      kind: "refuse",
      code: "subscription_past_due",
      message: "The subscription is PastDue, not cancelled.",
      ...when,
    };
  }
  if (known === undefined) {
    const shown = state === undefined ? "missing" : JSON.stringify(state);
    return {
      kind: "refuse",
      code: "subscription_state_unknown",
      message: `The subscription's state is ${shown}.`,
      ...when,
    };
  }
  if (known === "Deleted") {
    return { kind: "refuse", code: "reactivate_too_late", message: "The subscription is Deleted.", ...when };
  }
  if (until !== undefined && Date.parse(until) < now.getTime()) {
    const message = `It could be reactivated until ${until}.`;
    return { kind: "refuse", code: "reactivate_too_late", message, ...when };
  }
  return { kind: offerOf(quotaId).reactivatedBy === "owner" ? "enable" : "support", ...when };
}

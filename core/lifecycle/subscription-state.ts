/** Every state ARM documents; anything else is unknown and stops. */
export const SUBSCRIPTION_STATES = ["Enabled", "Warned", "PastDue", "Disabled", "Deleted"] as const;

export type SubscriptionState = (typeof SUBSCRIPTION_STATES)[number];

/** The state as ARM writes it, compared without regard to case; `undefined` for one that is not known. */
export function parseSubscriptionState(text: string | undefined): SubscriptionState | undefined {
  return SUBSCRIPTION_STATES.find((state) => state.toLowerCase() === text?.toLowerCase());
}

/**
 * Where a subscription ends after a cancel: Disabled when it was empty, Warned when something remained or where the
 * offer goes through it (facts: both are seen).
 */
export const CANCELLED_STATES: readonly SubscriptionState[] = ["Warned", "Disabled"];

const NEXT: Readonly<Record<SubscriptionState, readonly SubscriptionState[]>> = {
  Enabled: ["Warned", "PastDue", "Disabled"],
  PastDue: ["Enabled", "Warned", "Disabled"],
  Warned: ["Enabled", "Disabled", "Deleted"],
  Disabled: ["Enabled", "Warned", "Deleted"],
  Deleted: [],
};

/** Whether Azure documents a way from a state to one of others; reads that lag repeat a state, so staying is one. */
export function canBecome(from: SubscriptionState, wanted: readonly SubscriptionState[]): boolean {
  return wanted.some((to) => from === to || NEXT[from].includes(to));
}

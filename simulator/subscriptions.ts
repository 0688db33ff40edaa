import type { JsonObject } from "./json.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** Virtual seconds that a cancel or an enable takes to show: between 482 and 662 in the recording. */
const lagSeconds = 570;
/** After an enable the state flips back for a moment, about 662 s later. */
const flip = { from: 662, until: 668 };

export interface StoredSubscription {
  readonly id: string;
  displayName: string;
  readonly tenantId: string;
  readonly policies: JsonObject;
  readonly authorizationSource: string;
  /** The state before the last change. */
  before: string;
  /** The state after it. */
  state: string;
  /** Virtual time of the last cancel or enable. */
  changedAt: number | undefined;
  change: "cancel" | "enable" | undefined;
  cancelledAt: number | undefined;
}

/** The tenant's subscriptions and how their state changes. */
export class Subscriptions {
  readonly #byId = new Map<string, StoredSubscription>();
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  add(
    subscription: Pick<
      StoredSubscription,
      "id" | "displayName" | "tenantId" | "policies" | "authorizationSource" | "state"
    >,
  ): void {
    this.#byId.set(subscription.id.toLowerCase(), {
      ...subscription,
      before: subscription.state,
      changedAt: undefined,
      change: undefined,
      cancelledAt: undefined,
    });
  }

  get(id: string): StoredSubscription | undefined {
    return this.#byId.get(id.toLowerCase());
  }

  all(): StoredSubscription[] {
    return [...this.#byId.values()];
  }

  /** The state as a reader sees it now: changes show late, and an enable flips once. */
  visibleState(subscription: StoredSubscription): string {
    if (subscription.changedAt === undefined) return subscription.state;
    const age = (this.#clock.now() - subscription.changedAt) / 1000;
    if (age < lagSeconds) return subscription.before;
    if (subscription.change === "enable" && age >= flip.from && age < flip.until) return subscription.before;
    return subscription.state;
  }

  /** True from the cancel on, whatever readers see. */
  isReadOnly(subscription: StoredSubscription): boolean {
    return !["Enabled", "PastDue"].includes(subscription.state);
  }

  cancel(subscription: StoredSubscription, somethingRemains: boolean): void {
    if (subscription.change === "cancel") return;
    const isEnterprise = /^EnterpriseAgreement_/i.test(String(subscription.policies.quotaId));
    this.#change(subscription, "cancel", somethingRemains || isEnterprise ? "Warned" : "Disabled");
    subscription.cancelledAt = this.#clock.now();
  }

  enable(subscription: StoredSubscription): void {
    if (subscription.state === "Enabled") return;
    this.#change(subscription, "enable", "Enabled");
    subscription.cancelledAt = undefined;
  }

  #change(subscription: StoredSubscription, change: "cancel" | "enable", state: string): void {
    subscription.before = this.visibleState(subscription);
    subscription.state = state;
    subscription.change = change;
    subscription.changedAt = this.#clock.now();
  }

  body(subscription: StoredSubscription): object {
    return {
      id: `/subscriptions/${subscription.id}`,
      authorizationSource: subscription.authorizationSource,
      managedByTenants: [],
      subscriptionId: subscription.id,
      tenantId: subscription.tenantId,
      displayName: subscription.displayName,
      state: this.visibleState(subscription),
      subscriptionPolicies: subscription.policies,
    };
  }
}

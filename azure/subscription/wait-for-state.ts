import { setTimeout as sleep } from "node:timers/promises";
import type { Subscription } from "../../core/inventory/inventory.ts";
import {
  canBecome,
  parseSubscriptionState,
  type SubscriptionState,
} from "../../core/lifecycle/subscription-state.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import type { AzureConnection } from "../connection.ts";
import { readSubscription } from "../read-subscription.ts";

export interface WaitOptions {
  /** Milliseconds between two reads. @default 10_000 */
  readonly intervalMs?: number;
  /**
   * Milliseconds until waiting ends without a result. A recorded cancel still showed Enabled after 482 s and
   * showed Warned at 662 s. @default 1_800_000 (half an hour)
   */
  readonly patienceMs?: number;
  /** How often in a row the state must be seen: one read can come from a replica that is ahead. @default 4 */
  readonly inARow?: number;
  readonly signal?: AbortSignal;
  /** Told of every state that was read. */
  readonly onState?: (state: string) => void;
}

/** What waiting saw, in order, equal neighbours merged. */
export interface WaitResult {
  /** Present when a wanted state was seen often enough. */
  readonly state?: SubscriptionState;
  readonly subscription?: Subscription;
  readonly seen: readonly string[];
}

/**
 * Reads a subscription until one of the wanted states was seen several times in a row, or patience ends. Reads that
 * fail for a moment, or find nothing for a moment, are waited out; they count as not seen.
 * @throws SundownError subscription_state_unknown, subscription_deleted, not_permitted; whatever the last failure was when patience ends
 */
export async function waitForState(
  connection: AzureConnection,
  subscriptionId: string,
  wanted: readonly SubscriptionState[],
  options: WaitOptions = {},
): Promise<WaitResult> {
  const { intervalMs = 10_000, patienceMs = 1_800_000, inARow = 4, signal, onState = () => {} } = options;
  const deadline = performance.now() + patienceMs;
  const seen: string[] = [];
  let hits = 0;
  for (;;) {
    const read = await readState(connection, subscriptionId, signal);
    const state = parseSubscriptionState(read?.state);
    if (read !== undefined && state === undefined) {
      throw new SundownError("subscription_state_unknown", {
        message: `The subscription ${subscriptionId} is in the unknown state ${JSON.stringify(read.state)}.`,
        place: `/subscriptions/${subscriptionId}`,
      });
    }
    if (state !== undefined && !canBecome(state, wanted)) {
      throw new SundownError("subscription_deleted", {
        message: `The subscription ${subscriptionId} is ${state}, which it cannot leave any more.`,
        place: `/subscriptions/${subscriptionId}`,
      });
    }
    const shown = state ?? "unreadable";
    if (seen.at(-1) !== shown) seen.push(shown);
    onState(shown);
    hits = state !== undefined && wanted.includes(state) ? hits + 1 : 0;
    if (hits >= inARow && state !== undefined) {
      return { state, seen, ...(read === undefined ? {} : { subscription: read }) };
    }
    if (performance.now() + intervalMs > deadline) return { seen };
    await sleep(intervalMs, undefined, signal === undefined ? {} : { signal });
  }
}

const PASSING = new Set(["subscription_not_found", "cloud_unreachable", "azure_throttled", "azure_refused"]);

async function readState(
  connection: AzureConnection,
  subscriptionId: string,
  signal: AbortSignal | undefined,
): Promise<(Subscription & { readonly state: string }) | undefined> {
  try {
    return await readSubscription(connection, subscriptionId, signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (isSundownError(error) && PASSING.has(error.code)) return undefined;
    throw error;
  }
}

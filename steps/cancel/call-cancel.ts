import { setTimeout as sleep } from "node:timers/promises";
import { readInventory } from "../../azure/read-inventory.ts";
import { cancelSubscription } from "../../azure/subscription/cancel-subscription.ts";
import { unseenLeftovers } from "../../core/lifecycle/unseen-leftovers.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import { count } from "../../core/report/markdown.ts";
import { recordedCall } from "../recorded-call.ts";
import type { PerformCancelOptions } from "./perform-cancel.ts";
import { proveNothingLeft } from "./prove-ready.ts";

/** The pause between two tries doubles up to this many times the first one. */
const LONGEST_PAUSE = 12;

/**
 * Calls the cancel, intent before and answer after. Where Azure says that resources exist although none is listed,
 * it is tried again with growing pauses until patience ends; then the error says what may be behind it.
 * @returns the correlation id of the accepted call
 * @throws SundownError cancel_not_permitted, cancel_refused, resources_existing_on_subscription, resources_left,
 *   journal_unwritable, cloud_unreachable
 */
export async function callCancel(options: PerformCancelOptions): Promise<string | undefined> {
  const { plan, signal, host, wait = {} } = options;
  const { intervalMs = 10_000, patienceMs = 1_800_000 } = wait;
  const deadline = performance.now() + patienceMs;
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    try {
      return await callOnce(options);
    } catch (error) {
      // Nothing is left in any list, yet Azure still counts something: that passes within minutes, or never.
      if (!isSundownError(error) || error.code !== "resources_existing_on_subscription") throw error;
      const pause = Math.min(intervalMs * 2 ** (tries - 1), intervalMs * LONGEST_PAUSE);
      if (performance.now() + pause > deadline) throw await explained(error, tries, options);
      host.progress({
        task: `cancel ${plan.subscription.id}`,
        title: "Azure still counts resources that no list shows; trying again",
        state: "running",
      });
      await sleep(pause, undefined, { signal });
    }
  }
}

async function callOnce({ connection, journal, plan }: PerformCancelOptions): Promise<string | undefined> {
  const { id } = plan.subscription;
  const line = { step: "cancel", about: `/subscriptions/${id}` };
  // Not cut short by an interruption: a call under way is waited for, so that its answer is on record.
  const { correlationId } = await recordedCall(journal, line, { act: "cancel" }, () =>
    cancelSubscription(connection, id),
  );
  return correlationId;
}

/** Reads once more: what has appeared since is named as left, else what may be behind it. */
async function explained(
  refusal: SundownError,
  tries: number,
  { connection, plan, signal }: PerformCancelOptions,
): Promise<SundownError> {
  const inventory = await readInventory(connection, plan.subscription.id, { signal });
  proveNothingLeft(inventory, plan);
  const suspects = unseenLeftovers(inventory, plan);
  return new SundownError("resources_existing_on_subscription", {
    message: `${refusal.message} No list shows any, and ${count(tries, "try was", "tries were")} refused. ${suspects.join(" ")}`,
    ...(refusal.place === undefined ? {} : { place: refusal.place }),
    data: { ...refusal.data, tries, suspects },
    cause: refusal,
  });
}

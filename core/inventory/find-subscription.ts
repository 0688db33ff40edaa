import { idKey, isSubscriptionId, subscriptionIdOf } from "../arm-id.ts";
import { SundownError } from "../messages/sundown-error.ts";
import type { RawInventory, Subscription } from "./inventory.ts";

/** Which subscription is to go: the one the inventory names, else the only one that its ids lie in. */
export function findSubscription(
  named: RawInventory["subscription"],
  ids: Iterable<string>,
  source: string,
): Subscription {
  if (named !== undefined) {
    checkId(named.subscriptionId, "subscription.subscriptionId", source);
    checkSame(named, source);
    return named;
  }
  const seen = new Map<string, string>();
  for (const id of ids) {
    const subscription = subscriptionIdOf(id);
    if (subscription !== undefined) seen.set(subscription.toLowerCase(), subscription);
  }
  const found = [...seen.keys()].toSorted();
  const [only] = found;
  if (only === undefined) {
    throw new SundownError("subscription_unknown", {
      message: `${source} names no subscription and has no id that lies in one`,
      place: source,
    });
  }
  if (found.length > 1) {
    throw new SundownError("subscription_ambiguous", {
      message: `${source} has resources of ${found.length} subscriptions: ${found.join(", ")}`,
      place: source,
      data: { subscriptions: found },
    });
  }
  checkId(only, `/subscriptions/${only}`, source);
  return { subscriptionId: only };
}

function checkId(id: string, place: string, source: string): void {
  if (isSubscriptionId(id)) return;
  throw new SundownError("inventory_invalid", {
    message: `${place}: "${id}" is not the id of a subscription, which is a GUID`,
    place: `${source}: ${place}`,
    remedy: "Write the subscription's id as Azure shows it: eight, four, four, four and twelve hex digits.",
  });
}

/** Azure tells both; an inventory in which they differ is of two subscriptions. */
function checkSame({ id, subscriptionId }: NonNullable<RawInventory["subscription"]>, source: string): void {
  if (typeof id !== "string" || idKey(id) === idKey(`/subscriptions/${subscriptionId}`)) return;
  throw new SundownError("inventory_invalid", {
    message: `subscription.id is "${id}", but subscription.subscriptionId is "${subscriptionId}"`,
    place: `${source}: subscription.id`,
    remedy: "Read the inventory again: both name one subscription.",
  });
}

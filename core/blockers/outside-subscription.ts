import { subscriptionIdOf } from "../arm-id.ts";
import type { BlockerContext, Findings } from "./family.ts";

/** What lies in another subscription, or above all of them, is not ours to delete. */
export function outsideSubscription({ estate }: BlockerContext): Findings {
  const own = estate.subscriptionId.toLowerCase();
  const outside = estate.nodes.filter(({ key }) => subscriptionIdOf(key) !== own);
  return { held: outside.map(({ id }) => ({ target: id, code: "outside_subscription", stays: true })) };
}

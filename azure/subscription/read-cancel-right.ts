import { type WhoCanCancel, whoCanCancel } from "../../core/lifecycle/who-can-cancel.ts";
import type { AzureConnection } from "../connection.ts";
import { readSubscription } from "../read-subscription.ts";
import { readOwnAssignments } from "../roles/read-own-assignments.ts";

/**
 * Whether the identity that is signed in may cancel a subscription, as Azure itself lists its assignments: its own
 * and those of its groups, at the subscription and inherited from above. `able` is null when it cannot be known.
 * @throws SundownError subscription_not_found, not_permitted (the subscription itself), azure_answer_invalid,
 *   cloud_unreachable
 */
export async function readCancelRight(
  connection: AzureConnection,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<WhoCanCancel> {
  const [subscription, assignments] = await Promise.all([
    readSubscription(connection, subscriptionId, signal),
    readOwnAssignments(connection, `/subscriptions/${subscriptionId}`, signal),
  ]);
  return whoCanCancel({
    assignments,
    subscriptionId,
    quotaId: subscription.subscriptionPolicies?.quotaId,
  });
}

import { type WhoCanCancel, whoCanCancel } from "../../core/lifecycle/who-can-cancel.ts";
import type { AzureConnection } from "../connection.ts";
import { readSubscription } from "../read-subscription.ts";
import { executingPrincipal } from "../roles/executing-principal.ts";
import { readOwnAssignments } from "../roles/read-own-assignments.ts";
import { readBilling } from "./read-billing.ts";

/**
 * Whether the identity that is signed in may cancel a subscription, as Azure itself lists its assignments: its own
 * and those of its groups, at the subscription and inherited from above. `able` is null when it cannot be known.
 * `because` also says who pays for it and which billing roles the identity has there.
 * @throws SundownError subscription_not_found, not_permitted (the subscription itself), azure_answer_invalid,
 *   cloud_unreachable
 */
export async function readCancelRight(
  connection: AzureConnection,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<WhoCanCancel> {
  const [subscription, assignments, principal] = await Promise.all([
    readSubscription(connection, subscriptionId, signal),
    readOwnAssignments(connection, `/subscriptions/${subscriptionId}`, signal),
    executingPrincipal(connection),
  ]);
  // Groups that have something assigned here are known; billing asks nobody for the others.
  const groups = (assignments ?? []).map(({ properties }) => properties.principalId);
  const principals = principal === undefined ? groups : [principal, ...groups];
  return whoCanCancel({
    assignments,
    billing: await readBilling(connection, subscriptionId, principals, signal),
    subscriptionId,
    quotaId: subscription.subscriptionPolicies?.quotaId,
  });
}

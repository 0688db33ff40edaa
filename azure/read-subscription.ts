import { SubscriptionClient } from "@azure/arm-resources-subscriptions";
import { isRestError } from "@azure/core-rest-pipeline";
import { isSubscriptionId } from "../core/arm-id.ts";
import type { Subscription } from "../core/inventory/inventory.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { AzureConnection } from "./connection.ts";
import { explainSdkFailure } from "./explain-failure.ts";

/**
 * The subscription as ARM describes it now.
 * @throws SundownError subscription_not_found, not_permitted, cloud_unreachable
 */
export async function readSubscription(
  connection: AzureConnection,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<Subscription & { readonly state: string }> {
  const notFound = (cause?: unknown): SundownError =>
    new SundownError("subscription_not_found", {
      message: `There is no subscription ${subscriptionId} in ${connection.cloud.name} for this identity.`,
      place: `/subscriptions/${subscriptionId}`,
      cause,
    });
  if (!isSubscriptionId(subscriptionId)) throw notFound();
  const client = new SubscriptionClient(connection.credential, connection.clientOptions);
  const found = await client.subscriptions
    .get(subscriptionId, signal === undefined ? {} : { abortSignal: signal })
    .catch((error: unknown) => {
      if (isRestError(error) && (error.statusCode === 404 || error.code === "InvalidSubscriptionId")) {
        throw notFound(error);
      }
      throw explainSdkFailure(error, `/subscriptions/${subscriptionId}`);
    });
  if (found.state === undefined || found.subscriptionId?.toLowerCase() !== subscriptionId.toLowerCase()) {
    throw new SundownError("azure_answer_invalid", {
      message: `The answer about subscription ${subscriptionId} lacks its id or state.`,
      place: `/subscriptions/${subscriptionId}`,
    });
  }
  const policies = found.subscriptionPolicies;
  return {
    id: `/subscriptions/${found.subscriptionId}`,
    subscriptionId: found.subscriptionId,
    state: found.state,
    ...(found.displayName === undefined ? {} : { displayName: found.displayName }),
    ...(found.tenantId === undefined ? {} : { tenantId: found.tenantId }),
    ...(found.authorizationSource === undefined ? {} : { authorizationSource: found.authorizationSource }),
    ...(policies === undefined
      ? {}
      : {
          subscriptionPolicies: {
            ...(policies.quotaId === undefined ? {} : { quotaId: policies.quotaId }),
            ...(policies.spendingLimit === undefined ? {} : { spendingLimit: policies.spendingLimit }),
            ...(policies.locationPlacementId === undefined
              ? {}
              : { locationPlacementId: policies.locationPlacementId }),
          },
        }),
  };
}

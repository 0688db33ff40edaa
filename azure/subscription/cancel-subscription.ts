import { SubscriptionClient } from "@azure/arm-subscriptions";
import { isRestError } from "@azure/core-rest-pipeline";
import { reasonOf } from "../../core/messages/reason-of.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { AzureConnection } from "../connection.ts";
import { explainSdkFailure } from "../explain-failure.ts";

export interface AcceptedCall {
  /** Names the call in Azure's activity log. */
  readonly correlationId: string | undefined;
}

/**
 * Asks Azure to cancel a subscription. The answer means accepted, not done: the state follows minutes later
 * (`waitForState`). `IgnoreResourceCheck`, which would cancel over existing resources, is never sent.
 * @see https://learn.microsoft.com/rest/api/subscription/subscription/cancel
 * @throws SundownError resources_existing_on_subscription, cancel_not_permitted, cancel_refused, cloud_unreachable
 */
export async function cancelSubscription(
  connection: AzureConnection,
  subscriptionId: string,
): Promise<AcceptedCall> {
  return sendAct(connection, subscriptionId, "cancel", (error) => {
    const place = `/subscriptions/${subscriptionId}`;
    const code = isRestError(error) ? error.code : undefined;
    const status = isRestError(error) ? error.statusCode : undefined;
    const said = reasonOf(error).split("\n", 1)[0];
    const details = {
      place,
      cause: error,
      data: { status, azureCode: code, correlationId: correlationOf(error) },
    };
    if (code === "ResourcesExistingOnSubscription") {
      return new SundownError("resources_existing_on_subscription", {
        message: `Azure refused the cancel: resources exist on ${subscriptionId}.`,
        ...details,
      });
    }
    if (status === 401 || status === 403) {
      return new SundownError("cancel_not_permitted", {
        message: `Azure refused the cancel: ${said}`,
        ...details,
      });
    }
    if (status !== undefined && status >= 400 && status < 500 && status !== 429) {
      return new SundownError("cancel_refused", { message: `Azure refused the cancel: ${said}`, ...details });
    }
    return explainSdkFailure(error, place);
  });
}

/**
 * Asks Azure to enable a cancelled subscription again. Accepted, not done: the state flips for some minutes.
 * @see https://learn.microsoft.com/rest/api/subscription/subscription/enable
 * @throws SundownError reactivate_refused, cloud_unreachable
 */
export async function enableSubscription(
  connection: AzureConnection,
  subscriptionId: string,
): Promise<AcceptedCall> {
  return sendAct(connection, subscriptionId, "enable", (error) => {
    const place = `/subscriptions/${subscriptionId}`;
    const status = isRestError(error) ? error.statusCode : undefined;
    if (status === undefined || status === 429 || status >= 500) return explainSdkFailure(error, place);
    const said = reasonOf(error).split("\n", 1)[0];
    return new SundownError("reactivate_refused", {
      message: `Azure refused to enable ${subscriptionId}: ${said}`,
      place,
      cause: error,
      data: {
        status,
        azureCode: isRestError(error) ? error.code : undefined,
        correlationId: correlationOf(error),
      },
    });
  });
}

/** Azure names a refused call, too: support finds it by this. */
function correlationOf(error: unknown): string | undefined {
  const headers = isRestError(error) ? error.response?.headers : undefined;
  return headers?.get("x-ms-correlation-request-id") ?? headers?.get("x-ms-request-id");
}

async function sendAct(
  connection: AzureConnection,
  subscriptionId: string,
  act: "cancel" | "enable",
  explain: (error: unknown) => SundownError,
): Promise<AcceptedCall> {
  const client = new SubscriptionClient(connection.credential, {
    ...connection.clientOptions,
    credentialScopes: connection.clientOptions.credentials.scopes,
  });
  let correlationId: string | undefined;
  try {
    const answer = await client.subscription[act](subscriptionId, {
      onResponse: ({ headers }) => {
        correlationId = headers.get("x-ms-correlation-request-id") ?? headers.get("x-ms-request-id");
      },
    });
    const answered = answer.subscriptionId;
    if (answered !== undefined && answered.toLowerCase() !== subscriptionId.toLowerCase()) {
      throw new SundownError("azure_answer_invalid", {
        message: `The answer to ${act} is about another subscription: ${answered}.`,
        place: `/subscriptions/${subscriptionId}`,
      });
    }
    return { correlationId };
  } catch (error) {
    throw explain(error);
  }
}

import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ArmError } from "./arm-error.ts";

/** Passing troubles as recorded traffic words them; never a rule of a resource. */
export const faultErrors = {
  busy: (operationUri: string) =>
    new ArmError(
      409,
      "AnotherOperationInProgress",
      `Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: ${operationUri}.`,
      { details: [] },
    ),

  /** The wait stands in the text only. */
  throttledByGateway: (action: string, seconds: number) =>
    new ArmError(
      429,
      "ResourceRequestsThrottled",
      `Number of requests for action '${action}' exceeded the limit of '150' for time interval '01:00:00'. Please try again after '${seconds}' seconds.`,
      { headers: { "x-ms-failure-cause": "gateway" } },
    ),

  throttledByProvider: () =>
    new ArmError(429, "TooManyRequests", "Too many requests. Please try again after sometime."),

  throttledRetryable: (id: string, seconds: number, headers: Record<string, string>) =>
    new ArmError(429, "RetryableError", "A retryable error occurred.", {
      details: [
        {
          code: "RetryableErrorDueToAnotherOperation",
          message: `Another operation is updating resource ${id}. The call can be retried in ${seconds} seconds.`,
        },
      ],
      headers,
    }),

  gatewayTimeout: (provider: string) =>
    new ArmError(
      504,
      "GatewayTimeout",
      `The gateway did not receive a response from '${provider}' within the specified time period.`,
      { headers: { "x-ms-failure-cause": "service" } },
    ),

  serverError: (status: ContentfulStatusCode) =>
    new ArmError(
      status,
      status === 503 ? "ServerTimeout" : "InternalServerError",
      "The server could not process the request. Please retry the request.",
    ),

  /** Why an accepted operation did not come to its end. */
  failedLate: () =>
    new ArmError(409, "InternalServerError", "An internal server error occurred while the operation ran."),
};

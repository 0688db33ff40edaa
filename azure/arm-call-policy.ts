import type { PipelinePolicy, PipelineResponse } from "@azure/core-rest-pipeline";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { Cloud } from "./connection.ts";
import { kindOf, remainingOf } from "./throttle-policy.ts";

/** One exchange with ARM, for logs, evidence and the adaptive limit. Never holds a query, header or body. */
export interface ArmCall {
  readonly method: string;
  readonly path: string;
  /** 0 when no answer came. */
  readonly status: number;
  readonly correlationId: string | undefined;
  readonly milliseconds: number;
  /** What is left in the token bucket that paid for this call, where Azure says so. */
  readonly remaining: number | undefined;
}

const REQUEST_TIMEOUT_MS = 100_000;

/** `x-ms-correlation-request-id` names the operation in Azure's activity log; a polling answer may lack it. */
export function correlationOf(header: (name: string) => string | undefined): string | undefined {
  return header("x-ms-correlation-request-id") ?? header("x-ms-request-id");
}

/**
 * Stands last before the wire, once for every attempt: reports the call, gives it a time limit and refuses to let
 * a request, and with it the token, go anywhere but the cloud's own resource manager.
 */
export function armCallPolicy(cloud: Cloud, onCall: (call: ArmCall) => void): PipelinePolicy {
  return {
    name: "sundownArmCallPolicy",
    async sendRequest(request, next) {
      const url = new URL(request.url);
      if (url.origin !== cloud.resourceManager) {
        throw new SundownError("foreign_host", {
          message: `A call to ${url.origin} was not sent: it is not ${cloud.resourceManager}.`,
          place: url.origin,
        });
      }
      if (request.timeout === 0) request.timeout = REQUEST_TIMEOUT_MS;
      const started = performance.now();
      const report = (status: number, response?: PipelineResponse): void =>
        onCall({
          method: request.method,
          path: url.pathname,
          status,
          correlationId: response && correlationOf((name) => response.headers.get(name)),
          milliseconds: performance.now() - started,
          remaining: response && remainingOf(kindOf(request.method), response),
        });
      try {
        const response = await next(request);
        report(response.status, response);
        return response;
      } catch (error) {
        report(0);
        throw error;
      }
    },
  };
}

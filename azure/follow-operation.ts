import { setTimeout as sleep } from "node:timers/promises";
import { createHttpPoller, type OperationState } from "@azure/core-lro";
import { askedPause } from "./arm-retry-policy.ts";
import { classifyRefusal, type Refusal } from "./classify-refusal.ts";
import type { ArmAnswer, AzureConnection } from "./connection.ts";
import { armError } from "./explain-failure.ts";
import { innerErrors } from "./inner-errors.ts";
import { isRecord } from "./is-record.ts";

/** Where a long-running operation can be asked about; plain data, so that a later run can go on asking. */
export interface Polling {
  readonly url: string;
  /** `Azure-AsyncOperation` answers with a status in its body, `Location` with the HTTP status alone. */
  readonly header: "Azure-AsyncOperation" | "Location";
  readonly method: string;
}

/** Used where Azure names no pause; the SDKs' own default. */
const DEFAULT_INTERVAL_MS = 2000;

/** How the answer to a changing call wants to be followed; `undefined` when it is already the end. */
export function pollingOf(method: string, answer: ArmAnswer): Polling | undefined {
  const asyncUrl = answer.headers["azure-asyncoperation"];
  if (asyncUrl !== undefined) return { url: asyncUrl, header: "Azure-AsyncOperation", method };
  const location = answer.headers.location;
  if (answer.status === 202 && location !== undefined) return { url: location, header: "Location", method };
  return undefined;
}

export type Followed =
  | { readonly kind: "succeeded"; readonly correlationId: string | undefined; readonly polls: number }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly polls: number }
  /** The polling address is not known any more: only the state can tell how it ended. */
  | { readonly kind: "lost"; readonly polls: number };

/**
 * Follows a long-running operation to its end with the SDK's poller, asking no more often than Azure says.
 * @throws the signal's reason when aborted; SundownError cloud_unreachable, foreign_host
 */
export async function followOperation(
  connection: AzureConnection,
  polling: Polling,
  options: { readonly signal: AbortSignal; readonly firstAnswer?: ArmAnswer },
): Promise<Followed> {
  let last: ArmAnswer | undefined;
  let polls = 0;
  const poll = async (
    path: string,
  ): ReturnType<Parameters<typeof createHttpPoller>[0]["sendPollRequest"]> => {
    polls += 1;
    const answer = await connection.request({ method: "GET", path, signal: options.signal });
    last = answer;
    return {
      flatResponse: answer.body,
      rawResponse: {
        statusCode: answer.status,
        headers: { ...answer.headers },
        body: answer.body,
        request: { method: "GET", url: path },
      },
    };
  };
  const poller = createHttpPoller<unknown, OperationState<unknown>>(
    { sendInitialRequest: () => poll(polling.url), sendPollRequest: poll },
    {
      intervalInMs: DEFAULT_INTERVAL_MS,
      resolveOnUnsuccessful: true,
      restoreFrom: serialized(polling),
    },
  );
  // The poller asks at once; the first answer's Retry-After counts, too.
  if (options.firstAnswer !== undefined) {
    await sleep(pauseOf(options.firstAnswer), undefined, { signal: options.signal });
  }
  try {
    await poller.pollUntilDone({ abortSignal: options.signal });
  } catch (error) {
    options.signal.throwIfAborted();
    throw error;
  }
  return conclude(poller.operationState?.status, last, polls);
}

/** The form `createHttpPoller` restores from (core-lro, poller/models: RestorableOperationState). */
function serialized({ url, header, method }: Polling): string {
  const mode = header === "Location" ? "ResourceLocation" : "OperationLocation";
  const config = {
    operationLocation: url,
    initialRequestUrl: url,
    // A DELETE or POST of ours has no result to fetch afterwards.
    requestMethod: method === "PUT" ? "DELETE" : method,
    metadata: { mode },
  };
  return JSON.stringify({ state: { status: "running", config } });
}

function pauseOf(answer: ArmAnswer): number {
  return askedPause((name) => answer.headers[name], undefined, Date.now()) ?? DEFAULT_INTERVAL_MS;
}

function conclude(status: string | undefined, last: ArmAnswer | undefined, polls: number): Followed {
  if (last?.status === 404) return { kind: "lost", polls };
  if (status === "succeeded") return { kind: "succeeded", correlationId: last?.correlationId, polls };
  const ended = isRecord(last?.body) ? last.body.status : undefined;
  const error = armError(last?.body) ?? {
    code: status === "canceled" ? "Canceled" : "OperationFailed",
    message: typeof ended === "string" ? `The operation ended as ${ended}.` : "",
  };
  // An operation that ended as failed is told with 200; that is no HTTP status to classify by.
  const httpStatus = last === undefined || last.status < 400 ? 409 : last.status;
  return { kind: "refused", refusal: classifyRefusal(httpStatus, error, innerErrors(last?.body)), polls };
}

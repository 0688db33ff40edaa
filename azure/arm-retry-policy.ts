import { type PipelinePolicy, type PipelineResponse, retryPolicy } from "@azure/core-rest-pipeline";

const MAX_RETRIES = 6;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
/** Longer pauses are given back to the caller: better held with a reason than silent for half an hour. */
const MAX_ASKED_MS = 10 * 60_000;
const NO_ANSWER = new Set(["ECONNRESET", "ECONNREFUSED", "ETIMEDOUT", "EPIPE", "ENOTFOUND", "EAI_AGAIN"]);

/**
 * Cost Management says its pauses, in seconds, only in headers of its own.
 * @see https://learn.microsoft.com/azure/cost-management-billing/costs/manage-automation#data-latency-and-rate-limits
 */
const COST_PAUSES = ["qpu", "entity", "tenant", "client"].map(
  (kind) => `x-ms-ratelimit-microsoft.costmanagement-${kind}-retry-after`,
);

/**
 * The pause an answer asks for, in milliseconds: `retry-after-ms`, `Retry-After` in seconds or as a date, or, as
 * the gateway does, only in its text ("Please try again after '324' seconds"; seen in recorded traffic).
 */
export function askedPause(
  header: (name: string) => string | undefined,
  body: string | null | undefined,
  now: number,
): number | undefined {
  for (const name of ["retry-after-ms", "x-ms-retry-after-ms"]) {
    const milliseconds = Number(header(name) ?? Number.NaN);
    if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds;
  }
  const retryAfter = header("retry-after");
  if (retryAfter !== undefined) {
    const seconds = Number(retryAfter);
    if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
    const date = Date.parse(retryAfter);
    if (Number.isFinite(date)) return Math.max(0, date - now);
  }
  const costPauses = COST_PAUSES.map((name) => Number(header(name) ?? Number.NaN)).filter(Number.isFinite);
  if (costPauses.length > 0) return Math.max(...costPauses) * 1000;
  const inText = /after '?(\d{1,5})'? seconds/i.exec(body ?? "")?.[1];
  return inText === undefined ? undefined : Number(inText) * 1000;
}

/** A query is a POST, yet changes nothing. */
function isSafe(method: string, url: string): boolean {
  if (method === "GET" || method === "HEAD") return true;
  return method === "POST" && /\/providers\/Microsoft\.ResourceGraph\/resources(\?|$)/i.test(url);
}

function isPassing(status: number): boolean {
  return status === 408 || (status >= 500 && status !== 501 && status !== 505);
}

function backoff(retryCount: number): number {
  const ceiling = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** retryCount);
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}

/**
 * What is tried again below every client: throttled calls, which were not carried out, and reads without an answer.
 * A changing call that may have arrived is never repeated here; the engine looks at the state first.
 */
export function armRetryPolicy(): PipelinePolicy {
  return retryPolicy(
    [
      {
        name: "armRetryStrategy",
        retry({ retryCount, response, responseError }) {
          if (response?.status === 429) {
            const pause = pauseOf(response) ?? backoff(retryCount);
            return pause > MAX_ASKED_MS ? { skipStrategy: true } : { retryAfterInMs: Math.max(pause, 50) };
          }
          const request = response?.request ?? responseError?.request;
          if (request === undefined || !isSafe(request.method, request.url)) return { skipStrategy: true };
          if (response !== undefined) {
            if (!isPassing(response.status)) return { skipStrategy: true };
            return { retryAfterInMs: Math.min(pauseOf(response) ?? backoff(retryCount), MAX_ASKED_MS) };
          }
          const noAnswer = responseError?.code !== undefined && NO_ANSWER.has(responseError.code);
          // A refused connection does not get better by waiting long: three short tries, then a clear error.
          const tries = responseError?.code === "ECONNREFUSED" || responseError?.code === "ENOTFOUND" ? 2 : 5;
          return noAnswer && retryCount < tries
            ? { retryAfterInMs: backoff(retryCount) }
            : { skipStrategy: true };
        },
      },
    ],
    { maxRetries: MAX_RETRIES },
  );
}

function pauseOf(response: PipelineResponse): number | undefined {
  return askedPause((name) => response.headers.get(name), response.bodyAsText, Date.now());
}

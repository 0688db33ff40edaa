import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { SundownError } from "../core/messages/sundown-error.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly body: unknown;
  /** Where the answer came from, redirects followed. */
  readonly url: string;
}

const ATTEMPTS = 4;
const LONGEST_WAIT = 60_000;

const failureSchema = z.object({
  status: z.number(),
  message: z.string(),
  response: z.object({
    url: z.string(),
    headers: z.record(z.string(), z.union([z.string(), z.number(), z.undefined()])),
    data: z.unknown(),
  }),
});

type RequestFailure = z.infer<typeof failureSchema>;

/**
 * Sends a request; 5xx, lost connections and rate limits with a short wait are tried again, as GitHub asks
 * (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api). 404 is an answer,
 * every other refusal an error. The error never carries the request, whose headers hold the token. An abort throws
 * as it is, also while it waits.
 */
export async function requestWithRetry(
  route: string,
  send: () => Promise<{ status: number; headers: Answer["headers"]; data: unknown; url: string }>,
  options: { readonly attempts?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<Answer> {
  const attempts = options.attempts ?? ATTEMPTS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { status, headers, data, url } = await send();
      return { status, headers, body: data, url };
    } catch (thrown) {
      options.signal?.throwIfAborted();
      const failure = asFailure(thrown);
      if (failure?.status === 404) {
        const { headers, data, url } = failure.response;
        return { status: 404, headers, body: data, url };
      }
      const pause = pauseBefore(failure, attempt);
      if (attempt >= attempts || pause === undefined) throw refused(route, failure);
      await wait(pause, undefined, { signal: options.signal });
    }
  }
}

/** Milliseconds until another try makes sense; `undefined` when none does. */
function pauseBefore(failure: RequestFailure | undefined, attempt: number): number | undefined {
  const backoff = 250 * 2 ** (attempt - 1);
  if (failure === undefined || failure.status >= 500) return backoff;
  if (failure.status !== 429 && failure.status !== 403) return undefined;
  const retryAfter = Number(failure.response.headers["retry-after"]);
  if (!Number.isFinite(retryAfter)) return failure.status === 429 ? backoff : undefined;
  const asked = Math.max(retryAfter * 1000, backoff);
  return asked <= LONGEST_WAIT ? asked : undefined;
}

/** An answer that is an error. A lost connection is an error in octokit too, but without a response. */
function asFailure(thrown: unknown): RequestFailure | undefined {
  const checked = failureSchema.safeParse(thrown);
  return checked.success ? checked.data : undefined;
}

function refused(route: string, failure: RequestFailure | undefined): SundownError {
  if (failure === undefined || failure.status >= 500) {
    return new SundownError("github_unreachable", {
      message: `GitHub gave no usable answer to ${route}${failure === undefined ? "" : ` (status ${failure.status})`}.`,
      place: route,
    });
  }
  return new SundownError("github_refused", {
    message: `GitHub answered ${failure.status} to ${route}: ${failure.message.slice(0, 300)}`,
    place: route,
    data: { status: failure.status },
  });
}

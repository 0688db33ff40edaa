import { setTimeout as sleep } from "node:timers/promises";
import type { PipelinePolicy, PipelineResponse } from "@azure/core-rest-pipeline";
import { askedPause } from "./arm-retry-policy.ts";

/** What is counted together: ARM keeps a token bucket for each kind of request, subscription and principal. */
type Kind = "reads" | "writes" | "deletes";

const FIRST_LIMIT = 24;
const MOST_AT_ONCE = 64;
const DEFAULT_PAUSE_MS = 1000;
/** What the buckets refill by, as documented: 25 reads, 10 writes and 10 deletes a second. */
const SPACING_MS: Readonly<Record<Kind, number>> = { reads: 40, writes: 100, deletes: 100 };

export function kindOf(method: string): Kind {
  if (method === "GET" || method === "HEAD") return "reads";
  return method === "DELETE" ? "deletes" : "writes";
}

/** How many calls of one kind may be under way, and when the next may start. */
class Gate {
  readonly #spacing: number;
  readonly #waiting: (() => void)[] = [];
  #limit = FIRST_LIMIT;
  #inFlight = 0;
  #pausedUntil = 0;
  #nextStart = 0;
  #isLow = false;

  constructor(spacing: number) {
    this.#spacing = spacing;
  }

  async enter(signal: AbortSignal | undefined): Promise<void> {
    if (this.#inFlight >= Math.floor(this.#limit)) {
      // Whoever lets it go has counted it already.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#inFlight += 1;
    }
    try {
      for (let wait = this.#untilStart(); wait > 0; wait = this.#pausedUntil - Date.now()) {
        await sleep(wait, undefined, signal === undefined ? {} : { signal });
      }
    } catch (error) {
      this.#leave();
      throw error;
    }
  }

  #untilStart(): number {
    const now = Date.now();
    if (!this.#isLow) return this.#pausedUntil - now;
    this.#nextStart = Math.max(now, this.#nextStart + this.#spacing);
    return Math.max(this.#pausedUntil, this.#nextStart) - now;
  }

  /** @param remaining tokens left, where Azure says so */
  succeeded(remaining: number | undefined): void {
    // Those under way will take theirs, too.
    if (remaining !== undefined) this.#isLow = remaining <= this.#inFlight + 2;
    this.#limit = Math.min(MOST_AT_ONCE, this.#limit + 1 / this.#limit);
    this.#leave();
  }

  throttled(pause: number): void {
    const now = Date.now();
    // One burst is answered by many 429s; it counts once.
    if (now >= this.#pausedUntil) this.#limit = Math.max(1, this.#limit / 2);
    this.#pausedUntil = Math.max(this.#pausedUntil, now + pause);
    this.#leave();
  }

  failed(): void {
    this.#leave();
  }

  #leave(): void {
    this.#inFlight -= 1;
    const free = Math.floor(this.#limit) - this.#inFlight;
    for (const go of this.#waiting.splice(0, Math.max(0, free))) {
      this.#inFlight += 1;
      go();
    }
  }
}

/**
 * One for each connection, shared by all its clients: adds calls while Azure takes them, halves them and pauses all of
 * the kind when it does not, and spaces them out when the bucket runs low, so that a 429 stays the exception.
 */
export function throttlePolicy(): PipelinePolicy {
  const gates = new Map<string, Gate>();
  return {
    name: "sundownThrottlePolicy",
    async sendRequest(request, next) {
      const kind = kindOf(request.method);
      const subscription = /\/subscriptions\/([^/?]+)/i.exec(request.url)?.[1]?.toLowerCase() ?? "";
      const key = `${kind} ${subscription}`;
      const gate = gates.get(key) ?? new Gate(SPACING_MS[kind]);
      gates.set(key, gate);
      await gate.enter(request.abortSignal instanceof AbortSignal ? request.abortSignal : undefined);
      let response: PipelineResponse;
      try {
        response = await next(request);
      } catch (error) {
        gate.failed();
        throw error;
      }
      if (response.status === 429 && isQuota(response)) {
        gate.throttled(pauseOf(response) ?? DEFAULT_PAUSE_MS);
      } else {
        gate.succeeded(remainingOf(kind, response));
      }
      return response;
    },
  };
}

/** A provider that is busy with one resource also answers 429; that is no reason to slow down everything. */
function isQuota(response: PipelineResponse): boolean {
  return !/Retryable|AnotherOperation/i.test(response.bodyAsText ?? "");
}

function pauseOf(response: PipelineResponse): number | undefined {
  return askedPause((name) => response.headers.get(name), response.bodyAsText, Date.now());
}

export function remainingOf(kind: Kind, response: PipelineResponse): number | undefined {
  const count = Number(response.headers.get(`x-ms-ratelimit-remaining-subscription-${kind}`) ?? Number.NaN);
  return Number.isFinite(count) ? count : undefined;
}

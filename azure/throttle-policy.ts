import { setTimeout as sleep } from "node:timers/promises";
import type { PipelinePolicy, PipelineResponse } from "@azure/core-rest-pipeline";
import { askedPause } from "./arm-retry-policy.ts";

/** What is counted together: ARM keeps a token bucket for each kind of request, subscription and principal. */
type Kind = "reads" | "writes" | "deletes";

const FIRST_LIMIT = 24;
const MOST_AT_ONCE = 64;
const DEFAULT_PAUSE_MS = 1000;
/** Tokens left from which on calls keep the distance in which new ones come. */
const LOW = 20;
/** What the buckets refill by, as documented; faster where the remaining counts show it. */
const PER_SECOND: Readonly<Record<Kind, number>> = { reads: 25, writes: 10, deletes: 10 };
/** Answers overtake each other, so the refill is only judged over a while and a good many of them. */
const JUDGED_MS = 1000;
const JUDGED_CALLS = 40;

export function kindOf(method: string): Kind {
  if (method === "GET" || method === "HEAD") return "reads";
  return method === "DELETE" ? "deletes" : "writes";
}

/** How many calls of one kind may be under way, and when the next may start. */
class Gate {
  readonly #documented: number;
  readonly #waiting: (() => void)[] = [];
  #limit = FIRST_LIMIT;
  #inFlight = 0;
  #pausedUntil = 0;
  #nextStart = 0;
  #isLow = false;
  #remaining = Number.POSITIVE_INFINITY;
  #perSecond: number;
  #sample: { readonly at: number; readonly remaining: number; calls: number } | undefined;

  constructor(perSecond: number) {
    this.#documented = perSecond;
    this.#perSecond = perSecond;
  }

  /** Never more than half of what is left: those under way will each take one. */
  get #capacity(): number {
    return Math.max(1, Math.floor(Math.min(this.#limit, this.#remaining / 2)));
  }

  async enter(signal: AbortSignal | undefined): Promise<void> {
    if (this.#inFlight >= this.#capacity) {
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
    this.#nextStart = Math.max(now, this.#nextStart + 1000 / this.#perSecond);
    return Math.max(this.#pausedUntil, this.#nextStart) - now;
  }

  /** @param remaining tokens left, where Azure says so */
  succeeded(remaining: number | undefined): void {
    if (remaining !== undefined) {
      this.#remaining = remaining;
      this.#isLow = remaining <= LOW;
      this.#judgeRefill(remaining);
    }
    this.#limit = Math.min(MOST_AT_ONCE, this.#limit + 1 / this.#limit);
    this.#leave();
  }

  /** What is left now, against what was left and has been taken since: the difference was filled in. */
  #judgeRefill(remaining: number): void {
    const now = Date.now();
    this.#sample ??= { at: now, remaining, calls: -1 };
    this.#sample.calls += 1;
    const { at, remaining: before, calls } = this.#sample;
    if (now - at < JUDGED_MS || calls < JUDGED_CALLS) return;
    const filled = ((remaining - before + calls) * 1000) / (now - at);
    this.#perSecond = Math.max(this.#documented, (this.#perSecond + filled) / 2);
    this.#sample = undefined;
  }

  throttled(pause: number): void {
    const now = Date.now();
    this.#perSecond = this.#documented;
    this.#sample = undefined;
    this.#remaining = 1;
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
    const free = this.#capacity - this.#inFlight;
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
      const gate = gates.get(key) ?? new Gate(PER_SECOND[kind]);
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

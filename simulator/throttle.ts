import type { VirtualClock } from "./virtual-clock.ts";

export type RequestKind = "reads" | "writes" | "deletes";

interface Bucket {
  tokens: number;
  at: number;
}

/** Size of a bucket and what flows into it each virtual second. */
export type Limits = Readonly<Record<RequestKind, { readonly size: number; readonly perSecond: number }>>;

/** Per subscription and principal; the global buckets hold 15 times as much. */
const defaultLimits: Limits = {
  reads: { size: 250, perSecond: 25 },
  writes: { size: 200, perSecond: 10 },
  deletes: { size: 200, perSecond: 10 },
};

const globalFactor = 15;

export interface ThrottleAnswer {
  readonly allowed: boolean;
  readonly headers: Record<string, string>;
  /** Virtual seconds until the next token. */
  readonly waitSeconds: number;
}

/** Token buckets as Azure Resource Manager keeps them since 2024, in virtual time. */
export class Throttle {
  readonly #buckets = new Map<string, Bucket>();
  readonly #clock: VirtualClock;
  readonly #limits: Limits;
  readonly #enforced: boolean;

  /** @param enforced whether an empty bucket refuses; limits of its own say so, too */
  constructor(clock: VirtualClock, enforced: boolean | Partial<Limits>) {
    this.#clock = clock;
    this.#enforced = enforced !== false;
    this.#limits = typeof enforced === "object" ? { ...defaultLimits, ...enforced } : defaultLimits;
  }

  take(kind: RequestKind, subscription: string | undefined, principal: string): ThrottleAnswer {
    const { size, perSecond } = this.#limits[kind];
    const scope = subscription ? "subscription" : "tenant";
    const own = this.#draw(`${kind} ${subscription ?? ""} ${principal}`, size, perSecond);
    const global = this.#draw(`${kind} ${subscription ?? ""}`, size * globalFactor, perSecond * globalFactor);
    return {
      allowed: !this.#enforced || (own >= 0 && global >= 0),
      waitSeconds: Math.max(1, Math.ceil(1 / perSecond)),
      headers: {
        [`x-ms-ratelimit-remaining-${scope}-${kind}`]: String(Math.max(0, Math.floor(own))),
        [`x-ms-ratelimit-remaining-${scope}-global-${kind}`]: String(Math.max(0, Math.floor(global))),
      },
    };
  }

  /** Resource Graph allows 15 queries in 5 seconds to each caller. */
  takeGraph(principal: string): { readonly allowed: boolean; readonly left: number } {
    const left = this.#draw(`graph ${principal}`, 15, 3);
    return { allowed: !this.#enforced || left >= 0, left: Math.max(0, Math.floor(left)) };
  }

  #draw(name: string, size: number, perSecond: number): number {
    const now = this.#clock.now();
    const bucket = this.#buckets.get(name) ?? { tokens: size, at: now };
    const filled = Math.min(size, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    const left = filled - 1;
    this.#buckets.set(name, { tokens: left < 0 ? filled : left, at: now });
    return left;
  }
}

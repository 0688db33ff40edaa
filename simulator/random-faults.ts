import { z } from "zod";
import { applies, type FaultedRequest, type FaultKind, faultKinds } from "./fault-kinds.ts";
import type { Fault } from "./fault-queue.ts";

export const randomFaultsSchema = z.strictObject({
  seed: z.number().int(),
  /** The share of requests that are hit. */
  rate: z.number().min(0).max(1).default(0.05),
  /** Which may come. @default all */
  kinds: z
    .array(z.enum(faultKinds))
    .min(1)
    .default([...faultKinds]),
  /** How many there are at most. */
  most: z.number().int().min(0).default(500),
});

export type RandomFaultsOptions = z.infer<typeof randomFaultsSchema>;

/** So often the same request is hit at most: in a row, and in all. */
const limits = { inARow: 2, inAll: 4 };

/** Virtual seconds that a kind may take: least and most. */
const spans: Partial<Record<FaultKind, readonly [number, number]>> = {
  busy: [5, 30],
  clockSkew: [-900, 900],
  stale: [10, 90],
  failsLate: [60, 600],
  halfGone: [60, 900],
  ghost: [30, 300],
  lingers: [30, 180],
};

interface Tally {
  asked: number;
  hit: number;
  inARow: number;
}

/**
 * Faults drawn from a seed. What happens to a request hangs on the seed, on what it asks for and on how often
 * that was asked before, not on what else goes on; so a run can be repeated though its requests overlap.
 */
export class RandomFaults {
  readonly longestStale = spans.stale?.[1] ?? 0;
  readonly #options: RandomFaultsOptions;
  readonly #tallies = new Map<string, Tally>();
  /** What has failed late already; it does so once only. */
  readonly #failed = new Set<string>();
  #left: number;

  constructor(options: RandomFaultsOptions) {
    this.#options = options;
    this.#left = options.most;
  }

  draw(request: FaultedRequest, name: string): Fault | undefined {
    if (!/^\/(?:subscriptions|providers)(?:\/|$)/.test(request.path.key)) return undefined;
    const what = `${request.method} ${name}`;
    const tally = this.#tallies.get(what) ?? { asked: 0, hit: 0, inARow: 0 };
    this.#tallies.set(what, tally);
    const chance = (salt: string) => hash(`${this.#options.seed} ${what} ${tally.asked} ${salt}`);
    tally.asked++;
    const kind = this.#isHit(tally, chance("hit")) ? this.#choose(request, name, chance("kind")) : undefined;
    if (kind === undefined) {
      tally.inARow = 0;
      return undefined;
    }
    tally.hit++;
    tally.inARow++;
    this.#left--;
    if (kind === "failsLate" || kind === "halfGone") this.#failed.add(name);
    return { times: 1, skip: 0, kind, ...details(kind, chance) };
  }

  #isHit(tally: Tally, chance: number): boolean {
    const spared = this.#left <= 0 || tally.inARow >= limits.inARow || tally.hit >= limits.inAll;
    return !spared && chance < this.#options.rate;
  }

  #choose(request: FaultedRequest, name: string, chance: number): FaultKind | undefined {
    const possible = this.#options.kinds.filter(
      (kind) =>
        applies(kind, request) && !((kind === "failsLate" || kind === "halfGone") && this.#failed.has(name)),
    );
    return possible[Math.floor(chance * possible.length)];
  }
}

function details(kind: FaultKind, chance: (salt: string) => number): Partial<Fault> {
  const [least, most] = spans[kind] ?? [0, 0];
  const seconds = Math.round(least + chance("seconds") * (most - least));
  if (kind === "slow") return { delayMs: 20 + Math.round(chance("delay") * 180) };
  if (kind === "serverError")
    return { status: [500, 502, 503][Math.floor(chance("status") * 3)] ?? 500, goesOn: chance("on") < 0.5 };
  // Of eight recorded ones, one said how long to wait.
  if (kind === "throttledRetryable") return { seconds: chance("header") < 1 / 8 ? 12 : 0 };
  return most === 0 ? {} : { seconds };
}

/** A number from 0 up to 1 for a text: FNV-1a, then the finish of murmur3. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return ((state ^ (state >>> 16)) >>> 0) / 4_294_967_296;
}

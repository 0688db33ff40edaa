import { z } from "zod";
import { applies, type FaultedRequest, faultKinds } from "./fault-kinds.ts";
import { RandomFaults, type RandomFaultsOptions } from "./random-faults.ts";

/** A one-shot disturbance: it hits the next matching requests and is gone. */
export const faultSchema = z.strictObject({
  /** HTTP method; any when missing. */
  method: z.string().optional(),
  /** Part of the path, compared without regard to case; any when missing. */
  path: z.string().optional(),
  /** How many requests it hits. */
  times: z.number().int().min(1).default(1),
  /** Matching requests it lets through first. */
  skip: z.number().int().min(0).default(0),
  /** A disturbance by its name. */
  kind: z.enum(faultKinds).optional(),
  /** Virtual seconds, where a kind takes any: how long, how old, by how much. */
  seconds: z.number().min(-86_400).max(86_400).optional(),
  /** Answer this instead of the real answer. */
  status: z.number().int().min(200).max(599).optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  /** The request takes effect, whatever is answered. */
  goesOn: z.boolean().optional(),
  /** Close the connection: `before` anything happened, or `after` the request took effect. */
  drop: z.enum(["before", "after"]).optional(),
  /** Wait so many real milliseconds before the answer. */
  delayMs: z.number().min(0).max(60_000).optional(),
});

export type Fault = z.infer<typeof faultSchema>;

/** The faults that were asked for one by one, and behind them those drawn at random. */
export class FaultQueue {
  readonly #faults: { fault: Fault; left: number; skip: number }[] = [];
  #random: RandomFaults | undefined;
  /** The oldest state, in virtual seconds, that a stale list may be asked to show. */
  longestStale = 0;

  add(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times, skip: fault.skip });
    if (fault.kind === "stale") this.longestStale = Math.max(this.longestStale, fault.seconds ?? 60);
  }

  /** From now on draws faults, too. */
  addRandom(options: RandomFaultsOptions): void {
    this.#random = new RandomFaults(options);
    this.longestStale = Math.max(this.longestStale, this.#random.longestStale);
  }

  clear(): void {
    this.#faults.length = 0;
    this.#random = undefined;
  }

  pending(): Fault[] {
    return this.#faults.map(({ fault }) => fault);
  }

  /**
   * The fault for this request, if one waits for it.
   * @param name what the request is about, the same in every run: random faults hang on it
   */
  take(request: FaultedRequest, name: string): Fault | undefined {
    for (const [index, entry] of this.#faults.entries()) {
      if (!fits(entry.fault, request)) continue;
      if (entry.skip > 0) {
        entry.skip--;
        continue;
      }
      entry.left--;
      if (entry.left === 0) this.#faults.splice(index, 1);
      return entry.fault;
    }
    return this.#random?.draw(request, name);
  }
}

function fits(fault: Fault, request: FaultedRequest): boolean {
  if (fault.method && fault.method.toUpperCase() !== request.method) return false;
  if (fault.path && !request.path.key.includes(fault.path.toLowerCase())) return false;
  return fault.kind === undefined || applies(fault.kind, request);
}

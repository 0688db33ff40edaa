import { z } from "zod";

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
  /** Answer this instead of the real answer. */
  status: z.number().int().min(200).max(599).optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  /** Close the connection: `before` anything happened, or `after` the request took effect. */
  drop: z.enum(["before", "after"]).optional(),
  /** Wait so many real milliseconds before the answer. */
  delayMs: z.number().min(0).max(60_000).optional(),
});

export type Fault = z.infer<typeof faultSchema>;

export class FaultQueue {
  readonly #faults: { fault: Fault; left: number; skip: number }[] = [];

  add(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times, skip: fault.skip });
  }

  clear(): void {
    this.#faults.length = 0;
  }

  pending(): Fault[] {
    return this.#faults.map(({ fault }) => fault);
  }

  /** The fault for this request, if one waits for it. */
  take(method: string, path: string): Fault | undefined {
    for (const [index, entry] of this.#faults.entries()) {
      const { fault } = entry;
      if (fault.method && fault.method.toUpperCase() !== method.toUpperCase()) continue;
      if (fault.path && !path.toLowerCase().includes(fault.path.toLowerCase())) continue;
      if (entry.skip > 0) {
        entry.skip--;
        continue;
      }
      entry.left--;
      if (entry.left === 0) this.#faults.splice(index, 1);
      return fault;
    }
    return undefined;
  }
}

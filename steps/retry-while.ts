import { setTimeout as sleep } from "node:timers/promises";

export interface Patience {
  /** Milliseconds between two tries. @default 10 seconds */
  readonly intervalMs?: number;
  /** Milliseconds after which the last refusal stands. @default 15 minutes */
  readonly patienceMs?: number;
}

/** Makes a call again for as long as its refusal is one that passes by itself. */
export async function retryWhile<Answer>(
  passes: (error: unknown) => boolean,
  call: () => Promise<Answer>,
  { intervalMs = 10_000, patienceMs = 900_000 }: Patience,
  signal: AbortSignal,
): Promise<Answer> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!passes(error) || performance.now() + intervalMs > deadline) throw error;
      await sleep(intervalMs, undefined, { signal });
    }
  }
}

import { isSundownError } from "../core/messages/sundown-error.ts";
import type { Operation } from "../core/plan/plan.ts";

/** Reads lag behind: the first look is at once, the last about a minute later (recordings: delete-lag-servicebus). */
const PAUSES_MS = [0, 500, 1000, 2000, 4000, 8000, 15_000, 30_000];

export interface ProofContext {
  readonly isDone: (operation: Operation, signal: AbortSignal) => Promise<boolean>;
  readonly signal: AbortSignal;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Second part of the proof that something is gone: the operation has ended, and now a GET says 404. The third
 * part, that the lists agree, is looked at once for all at the end of a run.
 * @returns false when Azure still shows it after every wait
 * @throws the signal's reason
 */
export async function proveDone(operation: Operation, context: ProofContext): Promise<boolean> {
  for (const pause of PAUSES_MS) {
    if (pause > 0) await context.wait(pause, context.signal);
    try {
      if (await context.isDone(operation, context.signal)) return true;
    } catch (error) {
      context.signal.throwIfAborted();
      // No answer, or one that may not be given, proves nothing either way; look again.
      if (!isSundownError(error)) throw error;
    }
  }
  return false;
}

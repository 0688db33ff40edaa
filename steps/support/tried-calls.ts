import type { TriedCall } from "../../core/lifecycle/support-request.ts";
import type { JournalEntry } from "../../engine/journal.ts";

const MAXIMUM = 100;

/**
 * What a journal tells support: every call to Azure that was answered with an error, and every cancel and enable,
 * the latest last, with its correlation id where Azure gave one.
 */
export function triedCalls(entries: readonly JournalEntry[]): TriedCall[] {
  const calls = entries.flatMap(({ at, step, kind, about, data = {} }): TriedCall[] => {
    if (kind !== "answer") return [];
    const error = data.azureCode ?? data.error ?? data.code;
    const matters = step === "cancel" || step === "reactivate" || error !== undefined;
    if (!matters) return [];
    const result = typeof error === "string" ? error : data.accepted === true ? "accepted" : "answered";
    return [
      {
        at,
        step,
        what: about ?? step,
        result,
        ...(typeof data.correlationId === "string" ? { correlationId: data.correlationId } : {}),
      },
    ];
  });
  return calls.slice(-MAXIMUM);
}

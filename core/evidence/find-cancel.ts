import { idKey } from "../arm-id.ts";
import type { JournalEntry } from "./journal-entry.ts";

export interface RecordedCancel {
  /** When the last accepted call was answered; absent when only its intent is known. */
  readonly acceptedAt?: string;
  readonly correlationId?: string;
  /** Whether the state was seen often enough afterwards. */
  readonly confirmed: boolean;
}

/**
 * What a journal knows of the last cancel of a subscription; `undefined` when there is none, or when it was enabled
 * again since.
 */
export function findCancel(
  entries: readonly JournalEntry[],
  subscriptionId: string,
): RecordedCancel | undefined {
  const about = idKey(`/subscriptions/${subscriptionId}`);
  let found: RecordedCancel | undefined;
  for (const { step, kind, at, data = {}, about: subject = "" } of entries) {
    if (idKey(subject) !== about) continue;
    if (step === "reactivate" && kind === "answer" && data.accepted === true) found = undefined;
    if (step !== "cancel") continue;
    if (kind === "intent") found ??= { confirmed: false };
    if (kind === "answer" && data.accepted === true) {
      const correlation = typeof data.correlationId === "string" ? { correlationId: data.correlationId } : {};
      found = { acceptedAt: at, confirmed: false, ...correlation };
    }
    if (kind === "note" && data.confirmed === true) found = { ...found, confirmed: true };
  }
  return found;
}

import { idKey } from "../arm-id.ts";
import type { JournalEntry } from "./journal-entry.ts";

export interface RecordedCancel {
  /** When the last accepted call was answered; absent when only its intent is known. */
  readonly acceptedAt?: string;
  readonly correlationId?: string;
  /** Whether the state was seen often enough afterwards. */
  readonly confirmed: boolean;
  /** When a later enabling was accepted; it is history from then on. */
  readonly reactivatedAt?: string;
}

/** Every cancel of a subscription that a journal knows of, the latest last, also those that were taken back. */
export function findCancels(entries: readonly JournalEntry[], subscriptionId: string): RecordedCancel[] {
  const about = idKey(`/subscriptions/${subscriptionId}`);
  const cancels: RecordedCancel[] = [];
  let found: RecordedCancel | undefined;
  for (const { step, kind, at, data = {}, about: subject = "" } of entries) {
    if (idKey(subject) !== about) continue;
    const isAccepted = kind === "answer" && data.accepted === true;
    if (step === "reactivate" && isAccepted && found !== undefined) {
      cancels.push({ ...found, reactivatedAt: at });
      found = undefined;
    }
    if (step !== "cancel") continue;
    if (kind === "intent") found ??= { confirmed: false };
    if (isAccepted) {
      const correlation = typeof data.correlationId === "string" ? { correlationId: data.correlationId } : {};
      found = { acceptedAt: at, confirmed: false, ...correlation };
    }
    if (kind === "note" && data.confirmed === true) found = { ...found, confirmed: true };
  }
  return found === undefined ? cancels : [...cancels, found];
}

/**
 * What a journal knows of the cancel that a subscription is under; `undefined` when there is none, or when it was
 * enabled again since.
 */
export function findCancel(
  entries: readonly JournalEntry[],
  subscriptionId: string,
): RecordedCancel | undefined {
  const last = findCancels(entries, subscriptionId).at(-1);
  return last?.reactivatedAt === undefined ? last : undefined;
}

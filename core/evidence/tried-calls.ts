import type { TriedCall } from "../lifecycle/support-request.ts";
import type { JournalEntry } from "./journal-entry.ts";

const MAXIMUM = 100;
const ABOUT_SUBSCRIPTION = new Set(["cancel", "reactivate"]);

/**
 * What a journal tells support: every call to Azure with its outcome, error code and correlation id where Azure gave
 * one, the latest last. Of a long journal errors and what was done to the subscription itself are kept first.
 */
export function triedCalls(entries: readonly JournalEntry[]): TriedCall[] {
  const calls = readCalls(entries);
  const first = calls.filter(({ call, error }) => error !== undefined || ABOUT_SUBSCRIPTION.has(call.step));
  const room = Math.max(MAXIMUM - first.length, 0);
  const rest = calls.filter((entry) => !first.includes(entry));
  const kept = new Set([...first.slice(-MAXIMUM), ...(room === 0 ? [] : rest.slice(-room))]);
  return calls.flatMap((entry) => (kept.has(entry) ? [entry.call] : []));
}

/** All of them, in the order they were answered. */
export function answeredCalls(entries: readonly JournalEntry[]): TriedCall[] {
  return readCalls(entries).map(({ call }) => call);
}

function readCalls(entries: readonly JournalEntry[]): { call: TriedCall; error: string | undefined }[] {
  const answered = new Map<string, string | undefined>();
  return entries.flatMap((entry) => {
    const error = errorOf(entry);
    const about = entry.about ?? "";
    // What was answered is told once, though the engine also notes what it made of it.
    if (entry.kind === "note" && error !== undefined && answered.get(about) === error) return [];
    if (entry.kind === "answer") answered.set(about, error);
    return entry.kind === "answer" || error !== undefined ? [{ call: callOf(entry, error), error }] : [];
  });
}

/** Answers hold what Azure said; a refusal that was retried stands in a note of its own. */
function errorOf({ kind, data = {} }: JournalEntry): string | undefined {
  if (kind === "note" && data.outcome !== "refused") return undefined;
  const error = data.azureCode ?? data.error ?? data.code;
  if (typeof error !== "string") return undefined;
  // Azure's own code is what its support knows; Sundown's is what the reader has seen.
  return typeof data.error === "string" && data.error !== error ? `${error} (${data.error})` : error;
}

function callOf({ at, step, about, data = {} }: JournalEntry, error: string | undefined): TriedCall {
  const { status, ended, accepted, correlationId } = data;
  const answered =
    typeof ended === "string" ? ended : typeof status === "number" ? `answered ${status}` : "answered";
  return {
    at,
    step,
    what: about ?? step,
    result: error ?? (accepted === true ? "accepted" : answered),
    ...(typeof correlationId === "string" ? { correlationId } : {}),
    ...(error === undefined ? {} : { isError: true }),
  };
}

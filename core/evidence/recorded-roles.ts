import type { JournalEntry } from "./journal-entry.ts";

/** What is done to roles on the way out, and to bring them back. */
export const ROLE_ACTS = [
  "trimRole",
  "deleteRole",
  "deleteAssignment",
  "restoreRole",
  "restoreAssignment",
] as const;

export interface RecordedRole {
  readonly role: string;
  readonly act: (typeof ROLE_ACTS)[number];
  readonly at: string;
  /** The whole definition or assignment as it was; null where there was none. */
  readonly before: unknown;
  /** The whole definition that was written; absent when it was deleted. */
  readonly after?: unknown;
  readonly correlationId?: string;
}

/** Every role change of a journal that Azure answered with yes, with what was there before. */
export function recordedRoles(entries: readonly JournalEntry[]): RecordedRole[] {
  const intended = new Map<string, Readonly<Record<string, unknown>>>();
  return entries.flatMap(({ step, kind, about, at, data = {} }): RecordedRole[] => {
    if ((step !== "roles" && step !== "reactivate") || about === undefined) return [];
    if (kind === "intent") intended.set(about, data);
    if (kind !== "answer" || data.error !== undefined) return [];
    const { act: written, before, after } = intended.get(about) ?? {};
    const act = ROLE_ACTS.find((known) => known === written);
    if (act === undefined) return [];
    return [
      {
        role: about,
        act,
        at,
        before,
        ...(after === undefined ? {} : { after }),
        ...(typeof data.correlationId === "string" ? { correlationId: data.correlationId } : {}),
      },
    ];
  });
}

import type { JournalEntry } from "./journal-entry.ts";

export interface RecordedRole {
  readonly role: string;
  readonly act: "trimRole" | "deleteRole" | "deleteAssignment";
  readonly at: string;
  /** The whole definition or assignment as it was. */
  readonly before: unknown;
  /** The whole definition that was written; absent when it was deleted. */
  readonly after?: unknown;
  readonly correlationId?: string;
}

const ACTS = ["trimRole", "deleteRole", "deleteAssignment"] as const;

/** Every role change of a journal that Azure answered with yes, with what was there before. */
export function recordedRoles(entries: readonly JournalEntry[]): RecordedRole[] {
  const intended = new Map<string, Readonly<Record<string, unknown>>>();
  return entries.flatMap(({ step, kind, about, at, data = {} }): RecordedRole[] => {
    if (step !== "roles" || about === undefined) return [];
    if (kind === "intent") intended.set(about, data);
    if (kind !== "answer" || data.error !== undefined) return [];
    const { act: written, before, after } = intended.get(about) ?? {};
    const act = ACTS.find((known) => known === written);
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

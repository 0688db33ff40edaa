import type { JournalEntry } from "../../engine/journal.ts";

/** Ids of the custom roles that `sundown roles` trimmed or deleted; their definitions stand in the journal. */
export function changedRoles(entries: readonly JournalEntry[]): string[] {
  const intended = new Set<string>();
  const done = new Set<string>();
  for (const { step, kind, about, data = {} } of entries) {
    if (step !== "roles" || about === undefined) continue;
    if (kind === "intent" && (data.act === "trimRole" || data.act === "deleteRole")) intended.add(about);
    if (kind === "answer" && data.error === undefined && intended.has(about)) done.add(about);
  }
  return [...done];
}

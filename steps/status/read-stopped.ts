import { idKey } from "../../core/arm-id.ts";
import type { JournalEntry } from "../../core/evidence/journal-entry.ts";
import type { Stopped } from "../../core/lifecycle/status-steps.ts";

/** What `stop` and `stop --undo` did last to each service, from the journal. */
export function readStopped(entries: readonly JournalEntry[]): Stopped {
  const last = new Map<string, unknown>();
  for (const { step, kind, about, data } of entries) {
    if (step !== "stop" || kind !== "answer" || about === undefined || data?.reached === false) continue;
    last.set(idKey(about), data?.verb);
  }
  const verbs = [...last.values()];
  return {
    stopped: verbs.filter((verb) => verb !== "start").length,
    startedAgain: verbs.filter((verb) => verb === "start").length,
  };
}

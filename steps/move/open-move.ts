import { z } from "zod";
import type { Polling } from "../../azure/follow-operation.ts";
import { idKey } from "../../core/arm-id.ts";
import type { JournalEntry } from "../../core/evidence/journal-entry.ts";
import type { ChosenMove } from "./choose-move.ts";

const intentSchema = z.object({ ids: z.array(z.string()), to: z.string() });
const notedSchema = z.object({
  polling: z.object({
    url: z.url({ protocol: /^https$/ }),
    header: z.enum(["Azure-AsyncOperation", "Location"]),
    method: z.string(),
  }),
});

/** Where the same move can be asked about that an earlier run began and whose end nobody saw. */
export function openMove(entries: readonly JournalEntry[], chosen: ChosenMove): Polling | undefined {
  const key = keyOf(chosen.ids, chosen.to);
  let isSame = false;
  let polling: Polling | undefined;
  for (const { step, kind, about, data } of entries) {
    if (step !== "move" || idKey(about ?? "") !== idKey(chosen.from)) continue;
    const intent = kind === "intent" ? intentSchema.safeParse(data).data : undefined;
    if (intent !== undefined) isSame = keyOf(intent.ids, intent.to) === key;
    // A new intent and an answer both end what was open before.
    polling = kind === "note" && isSame ? (notedSchema.safeParse(data).data?.polling ?? polling) : undefined;
  }
  return polling;
}

const keyOf = (ids: readonly string[], to: string): string =>
  [idKey(to), ...ids.map(idKey).toSorted()].join();

import { join, resolve } from "node:path";
import { z } from "zod";
import { type JournalEntry, journalEntrySchema } from "../../core/evidence/journal-entry.ts";
import { journalMismatch } from "../../core/evidence/journal-mismatch.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { parseJson } from "../../core/parse-json.ts";
import { readIfThere } from "../approval/read-if-there.ts";

/** Of whatever version: only its journal is compared. */
const carriedSchema = z.looseObject({ journal: z.array(journalEntrySchema) });

/**
 * Refuses to go on where the evidence in a directory knows what the journal does not: the next evidence would be
 * written over the better one.
 *
 * @param readEntries the journal's entries, `undefined` where there is none; only called where evidence is there
 * @throws SundownError evidence_journal_mismatch, file_unreadable
 */
export async function requireFittingEvidence(
  directory: string,
  readEntries: () => Promise<readonly JournalEntry[] | undefined>,
): Promise<void> {
  const path = resolve(directory, "evidence.json");
  const bytes = await readIfThere(path, directory);
  if (bytes === undefined) return;
  const read = parseJson(new TextDecoder().decode(bytes));
  const carried = "error" in read ? undefined : carriedSchema.safeParse(read.value).data;
  if (carried === undefined) {
    throw new SundownError("evidence_journal_mismatch", {
      message: `${path} is no evidence that can be read, so it is not written over.`,
      place: path,
      remedy: "Restore it from a copy, or move it to where evidence is kept; the next run writes it anew.",
    });
  }
  const mismatch = journalMismatch(carried.journal, await readEntries());
  if (mismatch !== undefined) {
    const { message } = mismatch;
    throw new SundownError("evidence_journal_mismatch", { message, place: join(directory, "journal.jsonl") });
  }
}

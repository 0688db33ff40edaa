import { join } from "node:path";
import { type Journal, type JournalOptions, openJournal } from "../../engine/journal.ts";
import { readJournalIfThere } from "../status/read-journal.ts";
import { requireFittingEvidence } from "./require-fitting-evidence.ts";

/**
 * Opens the journal of a directory, or begins it: not where evidence beside it knows more, since then it was deleted or
 * shortened, and nothing may happen on a journal that has forgotten.
 * @param directory absolute
 * @throws SundownError evidence_journal_mismatch, journal_broken, journal_unwritable, file_unreadable
 */
export async function openRecordedJournal(directory: string, options: JournalOptions = {}): Promise<Journal> {
  const path = join(directory, "journal.jsonl");
  await requireFittingEvidence(directory, () => readJournalIfThere(path));
  return openJournal(path, options);
}

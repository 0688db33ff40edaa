import type { JournalEntry } from "../../core/evidence/journal-entry.ts";
import { parseLines } from "../../engine/journal-lines.ts";
import { readIfThere } from "../approval/read-if-there.ts";

/**
 * The entries of a journal for looking at, none where there is no journal: unlike opening it, this writes nothing,
 * also while another run has it.
 * @throws SundownError journal_broken, file_unreadable
 */
export async function readJournal(path: string): Promise<readonly JournalEntry[]> {
  return (await readJournalIfThere(path)) ?? [];
}

/** The same, `undefined` where there is no journal. */
export async function readJournalIfThere(path: string): Promise<readonly JournalEntry[] | undefined> {
  const bytes = await readIfThere(path, "/");
  return bytes === undefined ? undefined : parseLines(Buffer.from(bytes), path).entries;
}

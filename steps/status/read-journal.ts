import type { JournalEntry } from "../../core/evidence/journal-entry.ts";
import { parseLines } from "../../engine/journal-lines.ts";
import { readIfThere } from "../approval/read-if-there.ts";

/**
 * The entries of a journal for looking at: unlike opening it, this writes nothing, also while another run has it.
 * @throws SundownError journal_broken, file_unreadable
 */
export async function readJournal(path: string): Promise<readonly JournalEntry[]> {
  const bytes = await readIfThere(path, "/");
  return bytes === undefined ? [] : parseLines(Buffer.from(bytes), path).entries;
}

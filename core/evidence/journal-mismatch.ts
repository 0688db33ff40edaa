import { canonicalJson } from "../digest.ts";
import { count } from "../report/markdown.ts";
import type { JournalEntry } from "./journal-entry.ts";

export interface JournalMismatch {
  readonly message: string;
  /** JSON pointer into the evidence. */
  readonly at: string;
}

/**
 * Why evidence is not told from the beginning of a journal; `undefined` when it is. Only then may evidence be written
 * anew from that journal without losing what the old one knew.
 *
 * @param told the journal that the evidence carries
 * @param journal the one beside it; `undefined` when there is none
 */
export function journalMismatch(
  told: readonly JournalEntry[],
  journal: readonly JournalEntry[] | undefined,
): JournalMismatch | undefined {
  const known = count(told.length, "entry", "entries");
  if (journal === undefined) {
    return { message: `The journal is missing; the evidence has ${known} of it.`, at: "/journal" };
  }
  for (const [index, entry] of told.entries()) {
    const own = journal[index];
    if (own === undefined) {
      const message = `The journal has ${count(index, "entry", "entries")}, the evidence has ${known}: the journal was shortened or begun anew.`;
      return { message, at: `/journal/${index}` };
    }
    if (canonicalJson(own) !== canonicalJson(entry)) {
      return { message: `Entry ${index + 1} is another one in the journal.`, at: `/journal/${index}` };
    }
  }
  return undefined;
}

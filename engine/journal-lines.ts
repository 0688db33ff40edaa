import { sha256 } from "../core/digest.ts";
import { JOURNAL_START, type JournalEntry, journalEntrySchema } from "../core/evidence/journal-entry.ts";
import { SundownError } from "../core/messages/sundown-error.ts";

export interface JournalLines {
  readonly entries: JournalEntry[];
  readonly head: string;
  /** Bytes up to the end of the last whole line; what follows was torn by a crash. */
  readonly length: number;
}

/**
 * Reads a journal and checks its chain. An unfinished last line is left out: nothing relied on it, since its
 * `append` had not resolved.
 * @throws SundownError journal_broken
 */
export function parseLines(bytes: Buffer, path: string): JournalLines {
  const entries: JournalEntry[] = [];
  let head = JOURNAL_START;
  let start = 0;
  for (let end = bytes.indexOf("\n"); end >= 0; end = bytes.indexOf("\n", start)) {
    const line = bytes.toString("utf8", start, end);
    const entry = parseLine(line);
    if (entry?.before !== head) {
      const problem = entry === undefined ? "cannot be read" : "does not follow from the line before it";
      throw new SundownError("journal_broken", {
        message: `Line ${entries.length + 1} of the journal ${path} ${problem}.`,
        place: `${path}:${entries.length + 1}`,
      });
    }
    entries.push(entry);
    head = sha256(line);
    start = end + 1;
  }
  return { entries, head, length: start };
}

function parseLine(line: string): JournalEntry | undefined {
  try {
    return journalEntrySchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

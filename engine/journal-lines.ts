import { z } from "zod";
import { canonicalJson, sha256 } from "../core/digest.ts";
import { SundownError } from "../core/messages/sundown-error.ts";

/** Written before a changing call (`intent`), after its answer (`answer`), or about the run as a whole (`note`). */
export interface JournalRecord {
  /** The verb that writes: "destroy", "cancel", "roles"… */
  readonly step: string;
  readonly kind: "intent" | "answer" | "note";
  /** What belongs together: an operation's id, for example. */
  readonly about?: string;
  /** JSON values only; never a token, SAS or password. */
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface JournalEntry extends JournalRecord {
  readonly at: string;
  /** sha256 of the line before, as it stands in the file; 64 zeros on the first. */
  readonly before: string;
}

/** What the first line names as the line before it. */
const JOURNAL_START = "0".repeat(64);

const entrySchema = z.strictObject({
  at: z.iso.datetime(),
  step: z.string(),
  kind: z.enum(["intent", "answer", "note"]),
  about: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  before: z.string().regex(/^[0-9a-f]{64}$/),
});

export interface JournalLines {
  readonly entries: JournalEntry[];
  readonly head: string;
  /** Bytes up to the end of the last whole line; what follows was torn by a crash. */
  readonly length: number;
}

/** One line, without its end, and the digest the next one names. */
export function printLine(entry: JournalEntry): { readonly line: string; readonly digest: string } {
  const line = canonicalJson(entry);
  return { line, digest: sha256(line) };
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
    const { about, data, ...rest } = entrySchema.parse(JSON.parse(line));
    return { ...rest, ...(about === undefined ? {} : { about }), ...(data === undefined ? {} : { data }) };
  } catch {
    return undefined;
  }
}

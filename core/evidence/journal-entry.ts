import { z } from "zod";
import { canonicalJson, sha256 } from "../digest.ts";

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
export const JOURNAL_START = "0".repeat(64);

export const journalEntrySchema = z.strictObject({
  at: z.iso.datetime(),
  step: z.string(),
  kind: z.enum(["intent", "answer", "note"]),
  about: z.string().exactOptional(),
  data: z.record(z.string(), z.unknown()).exactOptional(),
  before: z.string().regex(/^[0-9a-f]{64}$/),
});

/** One line, without its end, and the digest the next one names. */
export function printLine(entry: JournalEntry): { readonly line: string; readonly digest: string } {
  const line = canonicalJson(entry);
  return { line, digest: sha256(line) };
}

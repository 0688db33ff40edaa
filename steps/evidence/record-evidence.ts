import { join } from "node:path";
import { sha256 } from "../../core/digest.ts";
import { evidenceSchema } from "../../core/evidence/evidence.ts";
import { evidenceMarkdown } from "../../core/evidence/evidence-markdown.ts";
import { printEvidence } from "../../core/evidence/print-evidence.ts";
import { tellEvidence } from "../../core/evidence/tell-evidence.ts";
import type { Journal } from "../../engine/journal.ts";
import { writeWhole } from "../plan/write-whole.ts";
import { requireFittingEvidence } from "./require-fitting-evidence.ts";

export interface WrittenEvidence {
  readonly path: string;
  /** Of the file's bytes: what an attestation is about. */
  readonly sha256: string;
  /** The page for people, as it lies beside it. */
  readonly page: string;
}

/**
 * Writes evidence.json and, for people, evidence.md, each whole or not at all: everything the journal tells so far.
 * Evidence that is there is replaced only by what goes on from it.
 * @returns `undefined` while no approved run is in the journal
 * @throws SundownError evidence_journal_mismatch, file_unreadable, file_unwritable
 */
export async function recordEvidence(
  directory: string,
  journal: Pick<Journal, "entries">,
): Promise<WrittenEvidence | undefined> {
  const evidence = tellEvidence(journal.entries);
  if (evidence === undefined) return undefined;
  await requireFittingEvidence(directory, async () => journal.entries);
  const text = printEvidence(evidence);
  const written = { path: join(directory, "evidence.json"), sha256: sha256(text) };
  // From the document as it stands there, members in its order: whoever has only that can make the same page.
  const page = evidenceMarkdown(evidenceSchema.parse(JSON.parse(text)), written.sha256);
  await writeWhole(written.path, text, 0o600);
  await writeWhole(join(directory, "evidence.md"), page, 0o600);
  return { ...written, page };
}

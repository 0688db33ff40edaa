import { join } from "node:path";
import { sha256 } from "../../core/digest.ts";
import { evidenceMarkdown } from "../../core/evidence/evidence-markdown.ts";
import { printEvidence } from "../../core/evidence/print-evidence.ts";
import { tellEvidence } from "../../core/evidence/tell-evidence.ts";
import type { Journal } from "../../engine/journal.ts";
import { writeWhole } from "../plan/write-whole.ts";

export interface WrittenEvidence {
  readonly path: string;
  /** Of the file's bytes: what an attestation is about. */
  readonly sha256: string;
  /** The page for people, as it lies beside it. */
  readonly page: string;
}

/**
 * Writes evidence.json and, for people, evidence.md, each whole or not at all: everything the journal tells so far.
 * @returns `undefined` while no approved run is in the journal
 * @throws SundownError file_unwritable
 */
export async function recordEvidence(
  directory: string,
  journal: Pick<Journal, "entries">,
): Promise<WrittenEvidence | undefined> {
  const evidence = tellEvidence(journal.entries);
  if (evidence === undefined) return undefined;
  const text = printEvidence(evidence);
  const written = { path: join(directory, "evidence.json"), sha256: sha256(text) };
  const page = evidenceMarkdown(evidence, written.sha256);
  await writeWhole(written.path, text, 0o600);
  await writeWhole(join(directory, "evidence.md"), page, 0o600);
  return { ...written, page };
}

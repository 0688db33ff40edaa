import { resolve } from "node:path";
import { checkEvidence } from "../../core/evidence/check-evidence.ts";
import type { JournalEntry } from "../../core/evidence/journal-entry.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { readNamedFile } from "../decommission-folder.ts";

/**
 * The journal that evidence carries, for what was done on another machine: the Action's runner, for example.
 * @throws SundownError file_unreadable, the code of what is wrong with the evidence, evidence_digest_mismatch when it
 *   is about another subscription
 */
export async function readEvidenceJournal(
  file: string,
  subscriptionId: string | undefined,
  workingDirectory: string,
): Promise<readonly JournalEntry[]> {
  const path = resolve(workingDirectory, file);
  const checked = checkEvidence((await readNamedFile(path, workingDirectory)).toString("utf8"));
  if ("problems" in checked) {
    const [{ code, message, at }] = checked.problems;
    throw new SundownError(code, { message, place: at === "" ? path : `${path}#${at}` });
  }
  const { subscription, journal } = checked.evidence;
  if (subscriptionId !== undefined && subscription.id.toLowerCase() !== subscriptionId.toLowerCase()) {
    throw new SundownError("evidence_digest_mismatch", {
      message: `${file} is about the subscription ${subscription.id}, not ${subscriptionId}.`,
      place: `${path}#/subscription/id`,
    });
  }
  return journal;
}

/** Two journals as one, by time; what both hold counts once. */
export function mergeJournals(
  own: readonly JournalEntry[],
  other: readonly JournalEntry[],
): readonly JournalEntry[] {
  const known = new Set(own.map(keyOf));
  return [...own, ...other.filter((entry) => !known.has(keyOf(entry)))].toSorted((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : 0,
  );
}

function keyOf({ at, before, step, kind }: JournalEntry): string {
  return `${before} ${at} ${step} ${kind}`;
}

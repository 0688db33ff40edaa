import { isRecord } from "../../azure/is-record.ts";
import type { JournalEntry } from "../../core/evidence/journal-entry.ts";
import type { Approval } from "../../core/lifecycle/status-steps.ts";

/**
 * How far the journal knows these files to be agreed to. A run writes its beginning before it asks, so a beginning
 * counts only with a pull request behind it; without one, only the note that a person typed the names does.
 *
 * @param digest the approval digest of the files as they are; what agrees with it is preferred.
 */
export function readApproval(
  entries: readonly JournalEntry[],
  digest: string | undefined,
): Approval | undefined {
  const found = entries.flatMap(approvalOf);
  const current = found.filter((approval) => approval.digest === digest);
  return current.find(({ by }) => by === "pullRequest") ?? current.at(-1) ?? found.at(-1);
}

function approvalOf({ kind, data = {} }: JournalEntry): Approval[] {
  if (kind !== "note") return [];
  const { approval, approvalDigest, confirmed, by } = data;
  if (typeof confirmed === "string" && by === "local") return [{ digest: confirmed, by }];
  const { kind: proven, number } = isRecord(approval) ? approval : {};
  if (proven !== "pullRequest" || typeof approvalDigest !== "string") return [];
  return [{ digest: approvalDigest, by: "pullRequest", ...(typeof number === "number" ? { number } : {}) }];
}

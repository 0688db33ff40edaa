import { join } from "node:path";
import type { Cloud } from "../../azure/connection.ts";
import { recordedRoles } from "../../core/evidence/recorded-roles.ts";
import type { Journal } from "../../engine/journal.ts";
import type { ApprovedContent } from "../approval/approved-content.ts";
import { writeRunFile } from "../plan/write-whole.ts";
import type { CancelOutcome } from "./perform-cancel.ts";

/**
 * Writes run/cancel-evidence.json, whole or not at all: what was cancelled, on whose approval, every role before and
 * after, the calls with their correlation ids, and the head of the journal that backs it.
 *
 * @returns its path
 * @throws SundownError file_unwritable
 */
export async function recordCancelEvidence(
  approved: ApprovedContent,
  outcome: CancelOutcome,
  journal: Journal,
  cloud: Cloud,
): Promise<string> {
  const { folder, plan, manifest, approval, approvalDigest } = approved;
  const path = join(folder.run, "cancel-evidence.json");
  const evidence = {
    version: 1,
    kind: "cancel",
    subscription: { id: plan.subscription.id, name: manifest.subscription.name },
    cloud: cloud.name,
    planDigest: plan.planDigest,
    approvalDigest,
    approval,
    reason: manifest.reason,
    roles: recordedRoles(journal.entries),
    cancel: outcome,
    journalHead: journal.head,
  };
  await writeRunFile(folder, path, `${JSON.stringify(evidence, undefined, 2)}\n`);
  return path;
}

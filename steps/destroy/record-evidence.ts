import type { AzureConnection } from "../../azure/connection.ts";
import { writeEvidence } from "../../engine/evidence.ts";
import type { Journal } from "../../engine/journal.ts";
import { operationHistories } from "../../engine/operation-history.ts";
import type { RunResult } from "../../engine/run-operations.ts";
import type { ApprovedContent } from "../approval/approved-content.ts";
import type { ListsProof } from "./prove-lists.ts";

export interface EvidenceOptions {
  readonly approved: ApprovedContent;
  readonly connection: AzureConnection;
  readonly journal: Journal;
  readonly startedAt: Date;
  readonly outcome: RunResult;
  readonly lists: ListsProof;
  readonly now: () => Date;
}

/**
 * Notes the end in the journal and writes evidence.json from it: all that was done for this plan, in this run or an
 * earlier one, in whichever phase.
 */
export async function recordEvidence(options: EvidenceOptions): Promise<void> {
  const { approved, connection, journal, startedAt, outcome, lists, now } = options;
  const { plan, approvalDigest, approval, folder } = approved;
  const { held, pending, interrupted } = outcome;
  await journal.append({
    step: "destroy",
    kind: "note",
    data: { ends: { done: outcome.done.length, held: held.length, pending: pending.length, interrupted } },
  });
  const histories = operationHistories(journal.entries, "destroy", plan.operations);
  const { id, name, tenantId } = plan.subscription;
  await writeEvidence(folder.evidence, {
    version: 1,
    subscription: {
      id,
      ...(name === undefined ? {} : { name }),
      ...(tenantId === undefined ? {} : { tenantId }),
    },
    cloud: connection.cloud.name,
    planDigest: plan.planDigest,
    approvalDigest,
    approval: approval.kind === "local" ? approval : { ...approval, approvers: [...approval.approvers] },
    run: { startedAt: startedAt.toISOString(), endedAt: now().toISOString(), interrupted },
    operations: plan.operations.flatMap((operation) => {
      const done = histories.get(operation.id)?.done;
      if (done === undefined) return [];
      const { outcome: _outcome, ...record } = done;
      return [{ id: operation.id, ...record }];
    }),
    held: held.map((entry) => ({ ...entry })),
    pending: [...pending],
    lists: { ...lists, ghosts: [...lists.ghosts] },
    journalHead: journal.head,
  });
}

import { tellEvidence } from "../../core/evidence/tell-evidence.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { type ApprovalOptions, approvedContent } from "../approval/approved-content.ts";
import { recordApproval, recordBeginning } from "../approval/record-approval.ts";
import { withApprovedRun } from "../approval/with-approved-run.ts";
import type { StepContext } from "../step-context.ts";
import { type CancelOutcome, type PerformCancelOptions, performCancel } from "./perform-cancel.ts";

export interface CancelOptions extends ApprovalOptions {
  /** How long and how often the state is read after the call. */
  readonly wait?: NonNullable<PerformCancelOptions["wait"]>;
}

export interface CancelResult extends CancelOutcome {
  readonly subscription: { readonly id: string; readonly name: string };
  readonly approvalDigest: string;
  /** Path of the evidence file; absent while the journal has no approval, since nobody was asked for one. */
  readonly evidence?: string;
}

/**
 * `sundown cancel`: cancels an empty subscription whose roles are trimmed, after its approval and its typed name.
 * A repeat on a cancelled one says so and ends well; a repeat after a crash goes on from the truth.
 *
 * @throws SundownError approval_missing, approval_needed, and everything of `performCancel`
 */
export async function cancel(options: CancelOptions, context: StepContext): Promise<CancelResult> {
  const approved = await approvedContent(options, context);
  const { plan, manifest, folder, approvalDigest, approval } = approved;
  const { name } = manifest.subscription;
  const connection = await context.azure();
  return withApprovedRun(approved, context, async (journal, { signal }) => {
    await recordBeginning(journal, "cancel", plan);
    let isOnRecord = false;
    const record = async (): Promise<void> => {
      await recordApproval(journal, "cancel", approved, connection, context.environment);
      isOnRecord = true;
    };
    const outcome = await performCancel({
      connection,
      plan,
      manifest,
      journal,
      host: context.host,
      now: context.now,
      signal,
      confirm: async () => {
        const yes = await confirm(plan, name, approval.kind === "local", context);
        if (!yes) return false;
        await record();
        const data = { confirmed: approvalDigest, by: approval.kind };
        await journal.append({ step: "cancel", kind: "note", data });
        return true;
      },
      ...(options.wait === undefined ? {} : { wait: options.wait }),
      roleReadIntervalMs: Math.min(1_000, options.wait?.intervalMs ?? 1_000),
    });
    // Not asked, since it is cancelled: then only a pull request is an approval that somebody has given.
    if (!isOnRecord && approval.kind === "pullRequest") await record();
    const already = outcome.outcome === "already";
    context.host.notify({
      code: already ? "subscription_already_cancelled" : "cancel_done",
      message: `The subscription ${name} is ${already ? "already cancelled" : "cancelled"}: ${outcome.state}.`,
      place: `/subscriptions/${plan.subscription.id}`,
    });
    const subscription = { id: plan.subscription.id, name };
    const evidence = tellEvidence(journal.entries) === undefined ? {} : { evidence: folder.evidence };
    return { subscription, approvalDigest, ...outcome, ...evidence };
  });
}

async function confirm(plan: Plan, name: string, inPerson: boolean, context: StepContext): Promise<boolean> {
  return context.host.ask({
    code: "cancel_confirm",
    message: `Cancel the subscription ${name} (${plan.subscription.id})? Type its name.`,
    typed: name,
    inPerson,
  });
}

import type { Plan } from "../../core/plan/plan.ts";
import { type ApprovalOptions, approvedContent } from "../approval/approved-content.ts";
import { recordApproval } from "../approval/record-approval.ts";
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
  /** Path of the evidence file. */
  readonly evidence: string;
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
    await recordApproval(journal, "cancel", approved, connection.cloud);
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
        const data = { confirmed: approvalDigest, by: approval.kind };
        if (yes) await journal.append({ step: "cancel", kind: "note", data });
        return yes;
      },
      ...(options.wait === undefined ? {} : { wait: options.wait }),
      roleReadIntervalMs: Math.min(1_000, options.wait?.intervalMs ?? 1_000),
    });
    const already = outcome.outcome === "already";
    context.host.notify({
      code: already ? "subscription_already_cancelled" : "cancel_done",
      message: `The subscription ${name} is ${already ? "already cancelled" : "cancelled"}: ${outcome.state}.`,
      place: `/subscriptions/${plan.subscription.id}`,
    });
    const subscription = { id: plan.subscription.id, name };
    return { subscription, approvalDigest, ...outcome, evidence: folder.evidence };
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

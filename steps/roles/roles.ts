import type { RoleWaitOptions } from "../../azure/roles/wait-for-roles.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { count } from "../../core/report/markdown.ts";
import { type ApprovalOptions, type ApprovedContent, approvedContent } from "../approval/approved-content.ts";
import { recordApproval, recordBeginning } from "../approval/record-approval.ts";
import { withApprovedRun } from "../approval/with-approved-run.ts";
import type { StepContext } from "../step-context.ts";
import { changeRoles, type HeldRole, hasRolesToChange, type RoleOutcome } from "./change-roles.ts";

export interface RolesOptions extends ApprovalOptions {
  /** How long and how often the tenant's list is read until it shows the changes. */
  readonly wait?: RoleWaitOptions;
}

export interface RolesResult {
  readonly approvalDigest: string;
  readonly subscription: string;
  readonly roles: readonly RoleOutcome[];
  readonly held: readonly HeldRole[];
}

/**
 * `sundown roles`: trims or deletes every custom role that names the subscription, as approved. Comes before the
 * cancel, since afterwards such a role can be neither changed nor deleted.
 *
 * @throws SundownError approval_missing, approval_needed, declined, not_permitted, journal_unwritable
 */
export async function roles(options: RolesOptions, context: StepContext): Promise<RolesResult> {
  const approved = await approvedContent(options, context);
  const { plan, approvalDigest } = approved;
  const connection = await context.azure();
  const isAsked = await hasRolesToChange({ connection, plan, signal: context.signal });
  if (isAsked) await confirm(approved, context);
  return withApprovedRun(approved, context, async (journal, { signal }) => {
    await recordBeginning(journal, "roles", plan);
    // Nobody was asked where nothing is to be changed: then only a pull request is an approval that somebody gave.
    if (isAsked || approved.approval.kind === "pullRequest") {
      await recordApproval(journal, "roles", approved, connection, context.environment);
    }
    if (isAsked) {
      const data = { confirmed: approvalDigest, by: approved.approval.kind };
      await journal.append({ step: "roles", kind: "note", data });
    }
    const changed = await changeRoles({
      connection,
      plan,
      journal,
      host: context.host,
      signal,
      ...(options.wait === undefined ? {} : { wait: options.wait }),
    });
    if (changed.held.length === 0) {
      context.host.notify({
        code: "roles_done",
        message: `${count(changed.roles.length, "custom role is", "custom roles are")} as planned.`,
      });
    }
    return { approvalDigest, subscription: plan.subscription.id, ...changed };
  });
}

async function confirm({ plan, manifest, approval }: ApprovedContent, context: StepContext): Promise<void> {
  const assignments = plan.roles.reduce((sum, role) => sum + role.assignments.length, 0);
  const yes = await context.host.ask({
    code: "roles_confirm",
    message: `${count(plan.roles.length, "custom role changes", "custom roles change")} (${plan.roles.map(({ name, change }) => `${name}: ${change}`).join(", ")}) and ${count(assignments, "role assignment is", "role assignments are")} deleted. Go on?`,
    ...(approval.kind === "local" ? { typed: manifest.subscription.name, inPerson: true } : {}),
  });
  if (!yes) throw new SundownError("declined", { message: "The custom roles were left as they are." });
}

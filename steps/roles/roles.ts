import type { RoleWaitOptions } from "../../azure/roles/wait-for-roles.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { type ApprovalOptions, type ApprovedContent, approvedContent } from "../approval/approved-content.ts";
import { withJournal } from "../approval/with-journal.ts";
import type { StepContext } from "../step-context.ts";
import { changeRoles, type HeldRole, type RoleOutcome } from "./change-roles.ts";

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
  const { plan, folder, approvalDigest } = approved;
  if (plan.roles.length > 0) await confirm(approved, context);
  return withJournal(folder, plan.subscription.id, context, async (journal) => {
    await journal.append({
      step: "roles",
      kind: "note",
      data: { approvalDigest, approval: approved.approval },
    });
    const changed = await changeRoles({
      connection: await context.azure(),
      plan,
      journal,
      host: context.host,
      signal: context.signal,
      ...(options.wait === undefined ? {} : { wait: options.wait }),
    });
    if (changed.held.length === 0) {
      context.host.notify({
        code: "roles_done",
        message: `${changed.roles.length} custom roles are as planned.`,
      });
    }
    return { approvalDigest, subscription: plan.subscription.id, ...changed };
  });
}

async function confirm({ plan, manifest, approval }: ApprovedContent, context: StepContext): Promise<void> {
  const assignments = plan.roles.reduce((sum, role) => sum + role.assignments.length, 0);
  const yes = await context.host.ask({
    code: "roles_confirm",
    message: `${plan.roles.length} custom roles change and ${assignments} role assignments are deleted. Go on?`,
    ...(approval.kind === "local" ? { typed: manifest.subscription.name, inPerson: true } : {}),
  });
  if (!yes) throw new SundownError("declined", { message: "The custom roles were left as they are." });
}

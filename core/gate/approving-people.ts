import type { FactValues } from "./gate-facts.ts";
import { type ApprovalBasis, judgeApproval } from "./judge-approval.ts";
import { latestOpinions } from "./opinions.ts";
import { reason } from "./rule.ts";
import type { Reason } from "./verdict.ts";

export interface ApprovingPeople {
  /** Logins whose approval counts. */
  readonly approvers: readonly string[];
  readonly required: number;
  /** Empty when there are enough; otherwise that, and for each approval that does not count why. */
  readonly reasons: readonly Reason[];
}

/**
 * Counts distinct people whose latest opinion is an approval that holds. As many are needed as the stricter of
 * policy and rulesets asks for, and one more where no protected environment stands behind the approval.
 */
export function approvingPeople(
  basis: ApprovalBasis & Pick<FactValues, "reviews" | "requiredApprovals">,
): ApprovingPeople {
  const { policy, requiredApprovals } = basis;
  const extra = policy.effective.protectedEnvironment ? 0 : 1;
  const required = Math.max(policy.effective.approvals, requiredApprovals, 1) + extra;
  const approvers: string[] = [];
  const wrong: Reason[] = [];
  for (const review of latestOpinions(basis.reviews)) {
    if (review.state === "DISMISSED") {
      wrong.push(
        reason("approval_dismissed", `${review.user?.login ?? "Somebody"}'s latest review was dismissed.`),
      );
    }
    if (review.state !== "APPROVED") continue;
    const against = judgeApproval(review, basis);
    if (against.length === 0 && review.user !== undefined) approvers.push(review.user.login);
    wrong.push(...against);
  }
  if (approvers.length >= required) return { approvers, required, reasons: [] };
  const short = `${approvers.length} of ${required} approvals hold${approvers.length > 0 ? ` (${approvers.join(", ")})` : ""}.`;
  return { approvers, required, reasons: [reason("too_few_approvals", short), ...wrong] };
}

import type { Account, FactValues, GateFacts, RunFacts } from "./gate-facts.ts";
import { type ApprovalBasis, type GivenBasis, judgeApproval, judgeGiven } from "./judge-approval.ts";
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

type Counted = Pick<FactValues, "reviews" | "requiredApprovals">;

/**
 * Counts distinct people whose latest opinion is an approval that holds. As many are needed as the stricter of
 * policy and rulesets asks for, and one more where no protected environment stands behind the approval.
 */
export function approvingPeople(basis: ApprovalBasis & Counted): ApprovingPeople {
  const required = approvalsNeeded(basis);
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

export function approvalsNeeded({
  policy,
  requiredApprovals,
}: Pick<FactValues, "policy" | "requiredApprovals">): number {
  const extra = policy.effective.protectedEnvironment ? 0 : 1;
  return Math.max(policy.effective.approvals, requiredApprovals, 1) + extra;
}

/** Who has approved, whoever started a run; `undefined` while something that says it is not known. */
export function approvalsSoFar(facts: GateFacts): ApprovingPeople | undefined {
  const { now, policy, requiredApprovals, pullRequest, documents, reviews, commits, lastPush, rights } =
    facts;
  if (
    !policy.known ||
    !requiredApprovals.known ||
    !pullRequest.known ||
    !documents.known ||
    !reviews.known ||
    !commits.known ||
    !lastPush.known ||
    !rights.known
  ) {
    return undefined;
  }
  return approvingPeople({
    now,
    dispatchers: [],
    policy: policy.value,
    requiredApprovals: requiredApprovals.value,
    pullRequest: pullRequest.value,
    documents: documents.value,
    reviews: reviews.value,
    commits: commits.value,
    lastPush: lastPush.value,
    rights: rights.value,
  });
}

/**
 * People whose approval counts if only they have the rights: the ones to ask GitHub about first. Anybody may review
 * in a public repository, so that who belongs to it comes before the others.
 */
export function peopleToAskAbout(basis: GivenBasis & Counted): readonly Account[] {
  return latestOpinions(basis.reviews)
    .toSorted((one, other) => Number(other.belongs) - Number(one.belongs))
    .flatMap((review) =>
      review.state === "APPROVED" && review.user !== undefined && judgeGiven(review, basis).length === 0
        ? [review.user]
        : [],
    );
}

/** Who started a run by hand; they may not be among its approvers. */
export function dispatchersOf(run: RunFacts): readonly Account[] {
  return run.event === "workflow_dispatch"
    ? [run.actor, run.triggeringActor].filter((account) => account !== undefined)
    : [];
}

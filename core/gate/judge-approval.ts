import { DAY_MS } from "../day.ts";
import { policyRoles } from "../policy/policy.ts";
import { parseApprovalLine } from "./approval-line.ts";
import type { Account, FactValues, ReviewFacts } from "./gate-facts.ts";
import { reason } from "./rule.ts";
import type { Reason } from "./verdict.ts";

/** What an approval is judged by. */
export type ApprovalBasis = Pick<
  FactValues,
  "policy" | "pullRequest" | "documents" | "commits" | "lastPush" | "rights"
> & {
  readonly now: Date;
  /** Who started the run by hand; they may not be among its approvers. */
  readonly dispatchers: readonly Account[];
};

/** What says whether an approval counts, but for its giver's rights, which cost calls for each person. */
export type GivenBasis = Omit<ApprovalBasis, "rights">;

/** Why an approval does not count; none when it does. */
export function judgeApproval(review: ReviewFacts, basis: ApprovalBasis): readonly Reason[] {
  const { user } = review;
  return [...judgeGiven(review, basis), ...(user === undefined ? [] : judgeRights(user, basis))];
}

/** The same without the rights: the person first, then when it was given, then its words. */
export function judgeGiven(review: ReviewFacts, basis: GivenBasis): readonly Reason[] {
  const { user } = review;
  if (user === undefined) {
    return [reason("approver_not_person", `Review ${review.id} is from an account that is gone.`)];
  }
  return [...judgePerson(user, basis), ...judgeTime(review, user, basis), ...judgeWords(review, user, basis)];
}

function judgePerson(user: Account, basis: GivenBasis): Reason[] {
  const { pullRequest, commits, lastPush, dispatchers } = basis;
  const reasons: Reason[] = [];
  if (user.type !== "User") reasons.push(reason("approver_not_person", `${user.login} is a ${user.type}.`));
  if (same(pullRequest.author, user)) {
    reasons.push(reason("approver_is_author", `${user.login} is the author of the pull request.`));
  }
  const wrote = commits.find(
    (commit) =>
      same(commit.author, user) ||
      same(commit.committer, user) ||
      commit.coAuthors.some((login) => login.toLowerCase() === user.login.toLowerCase()),
  );
  if (wrote !== undefined) {
    reasons.push(reason("approver_is_committer", `${user.login} wrote commit ${wrote.sha.slice(0, 12)}.`));
  }
  if (same(lastPush.actor, user)) reasons.push(reason("approver_is_pusher", `${user.login} pushed last.`));
  if (dispatchers.some((account) => same(account, user))) {
    reasons.push(reason("approver_is_dispatcher", `${user.login} started this run.`));
  }
  return reasons;
}

/** Whether a person has the rights that the policy asks for, as of now. */
export function judgeRights(
  user: Account,
  { policy, rights }: Pick<ApprovalBasis, "policy" | "rights">,
): Reason[] {
  const { who } = policy.effective;
  const reasons: Reason[] = [];
  const role = rights.roles[user.login.toLowerCase()] ?? "unknown";
  const rank = (policyRoles as readonly string[]).indexOf(role);
  if (rank < policyRoles.indexOf(who.permission)) {
    reasons.push(
      reason(
        "approver_without_access",
        `${user.login} has the role ${role} now; ${who.permission} is needed.`,
      ),
    );
  }
  const login = user.login.toLowerCase();
  const named =
    (who.logins === undefined && who.teams === undefined) ||
    (who.logins ?? []).some((entry) => entry.toLowerCase() === login) ||
    (who.teams !== undefined && rights.teamMembers.includes(login));
  if (!named) reasons.push(reason("approver_not_listed", `${user.login} is not named by the policy.`));
  return reasons;
}

function judgeTime(review: ReviewFacts, user: Account, basis: GivenBasis): Reason[] {
  const { pullRequest, lastPush, policy, now } = basis;
  const at = review.submittedAt;
  const whose = `${user.login}'s approval`;
  // GitHub stamps the new head on a review after a push that leaves the patch alone, so an equal commit proves
  // nothing by itself and the time of the push has to agree; an unequal one does prove that it is stale.
  if (review.commit !== pullRequest.headSha) {
    return [reason("approval_stale", `${whose} is for ${review.commit?.slice(0, 12) ?? "no commit"}.`)];
  }
  if (at === undefined || at <= lastPush.at) {
    return [
      reason("approval_before_push", `${whose} was given before the push of ${lastPush.at.toISOString()}.`),
    ];
  }
  const age = (now.getTime() - at.getTime()) / DAY_MS;
  if (age > policy.effective.maximumAge || age < 0) {
    return [
      reason(
        "approval_expired",
        `${whose} of ${at.toISOString()} is not within the last ${policy.effective.maximumAge} days.`,
      ),
    ];
  }
  return [];
}

function judgeWords(review: ReviewFacts, user: Account, { documents }: GivenBasis): Reason[] {
  const said = parseApprovalLine(review.body);
  const whose = `${user.login}'s approval`;
  if (said === undefined) {
    return [reason("approval_without_digest", `${whose} does not hold exactly one approval line.`)];
  }
  if (said.digest !== documents.approvalDigest) {
    return [
      reason(
        "approval_wrong_digest",
        `${whose} names ${said.digest.slice(0, 12)}…; the digest is ${documents.approvalDigest.slice(0, 12)}….`,
      ),
    ];
  }
  if (said.subscriptionName !== documents.subscriptionName) {
    return [reason("approval_wrong_name", `${whose} names "${said.subscriptionName}".`)];
  }
  return [];
}

export function same(one: Account | undefined, other: Account): boolean {
  return one !== undefined && (one.id === other.id || one.login.toLowerCase() === other.login.toLowerCase());
}

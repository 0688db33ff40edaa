import { dispatchersOf } from "../core/gate/approving-people.ts";
import { unknown } from "../core/gate/fact.ts";
import type { GateFacts } from "../core/gate/gate-facts.ts";
import type { GivenBasis } from "../core/gate/judge-approval.ts";
import { branchRuleSchema } from "./answers.ts";
import { attempt } from "./attempt.ts";
import type { GitHubConnection } from "./connection.ts";
import type { ImmutableObjects } from "./immutable-objects.ts";
import { readRights } from "./read-people.ts";
import { type ReadPullRequest, readCommits, readLastPush, readReviews } from "./read-pull-request.ts";

type Given = Pick<GateFacts, "now" | "policy" | "documents" | "run"> & { readonly branch: string };
type ApprovalFacts = Pick<GateFacts, "reviews" | "requiredApprovals" | "commits" | "lastPush" | "rights">;

/** Who reviewed, who wrote and pushed, how many have to approve, and what rights the approvers have. */
export async function gatherApproval(
  github: GitHubConnection,
  objects: ImmutableObjects,
  pullRequest: ReadPullRequest,
  given: Given,
): Promise<ApprovalFacts> {
  const { facts } = pullRequest;
  const read = {
    reviews: await attempt(() => readReviews(github, facts.number)),
    requiredApprovals: await attempt(() => readRequiredApprovals(github, given.branch)),
    commits: await attempt(() =>
      facts.merged ? objects.mergedCommits(pullRequest) : readCommits(github, pullRequest),
    ),
    lastPush: await attempt(() =>
      facts.merged ? objects.mergedLastPush(pullRequest) : readLastPush(github, facts),
    ),
  };
  return { ...read, rights: await gatherRights(github, pullRequest, { ...given, ...read }) };
}

async function gatherRights(
  github: GitHubConnection,
  pullRequest: ReadPullRequest,
  read: Given & Omit<ApprovalFacts, "rights">,
): Promise<GateFacts["rights"]> {
  const { now, policy, documents, run, reviews, requiredApprovals, commits, lastPush } = read;
  if (!policy.known || !reviews.known || !requiredApprovals.known) {
    return unknown("the policy, the branch's rules or the reviews are not known");
  }
  const basis: GivenBasis | undefined =
    documents.known && commits.known && lastPush.known
      ? {
          now,
          policy: policy.value,
          pullRequest: pullRequest.facts,
          documents: documents.value,
          commits: commits.value,
          lastPush: lastPush.value,
          dispatchers: run.known ? dispatchersOf(run.value) : [],
        }
      : undefined;
  const reviewed = {
    policy: policy.value,
    reviews: reviews.value,
    requiredApprovals: requiredApprovals.value,
  };
  return attempt(() => readRights(github, reviewed, basis));
}

async function readRequiredApprovals(github: GitHubConnection, branch: string): Promise<number> {
  const rules = await github.readAll(
    "GET /repos/{owner}/{repo}/rules/branches/{branch}",
    { branch },
    branchRuleSchema,
  );
  const asked = rules
    .filter((rule) => rule.type === "pull_request")
    .map((rule) => rule.parameters?.required_approving_review_count ?? 0);
  return Math.max(0, ...asked);
}

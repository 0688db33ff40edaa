import type { ArtifactFacts } from "../core/gate/gate-facts.ts";
import { latestOpinions } from "../core/gate/opinions.ts";
import type { Verdict } from "../core/gate/verdict.ts";
import type { GatheredFacts } from "../github/gather-gate-facts.ts";
import type { ProvenApproval } from "../steps/approval/record-approval.ts";
import type { CommandContext } from "./command-context.ts";
import type { Approved } from "./require-approved.ts";

/** What the last look before the call saw; evidence is made of it. */
export interface LastLook {
  readonly gathered: GatheredFacts;
  readonly verdict: Verdict;
  readonly artifacts: ArtifactFacts;
}

/** The approval as the journal keeps it. */
export function provenApproval(
  { approvalDigest, plan, manifestBytes }: Approved,
  pullRequest: number,
  { facts }: GatheredFacts,
): ProvenApproval {
  const merged = facts.pullRequest.known ? facts.pullRequest.value.mergeCommit : undefined;
  const reviews = reviewsOf(facts);
  const approval = {
    kind: "pullRequest",
    number: pullRequest,
    ...(merged === undefined ? {} : { mergeCommit: merged }),
    approvers: reviews.map(({ login }) => login),
    reviews,
  };
  return { approvalDigest, plan, manifestBytes, approval };
}

/** By which run, on whose reviews and release, and under which rules the cancel was let go. */
export function judgedFacts(
  { github, runner }: CommandContext,
  { gathered: { facts }, verdict, artifacts }: LastLook,
): Readonly<Record<string, unknown>> {
  const releases = facts.environmentApprovals.known ? facts.environmentApprovals.value : [];
  const policySha = facts.policy.known ? facts.policy.value.sha : undefined;
  const head = facts.pullRequest.known ? facts.pullRequest.value.headSha : undefined;
  return {
    repository: `${github.owner}/${github.repo}`,
    run: { id: runner.GITHUB_RUN_ID, attempt: runner.GITHUB_RUN_ATTEMPT },
    ...(head === undefined ? {} : { head }),
    approvedBy: reviewsOf(facts),
    releasedBy: releases.flatMap(({ state, user }) =>
      state === "approved" && user !== undefined ? [user.login] : [],
    ),
    ...(policySha === undefined ? {} : { policySha }),
    rules: verdict.rules.map(({ rule }) => rule),
    artifactsRead: artifacts.checked - artifacts.sealed,
    artifactsUnderLock: artifacts.sealed,
  };
}

function reviewsOf({ reviews }: GatheredFacts["facts"]): { login: string; at?: string }[] {
  return latestOpinions(reviews.known ? reviews.value : []).flatMap(({ state, user, submittedAt }) =>
    state === "APPROVED" && user !== undefined
      ? [{ login: user.login, ...(submittedAt === undefined ? {} : { at: submittedAt.toISOString() }) }]
      : [],
  );
}

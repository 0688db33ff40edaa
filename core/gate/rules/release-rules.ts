import type { FactValues } from "../gate-facts.ts";
import { same } from "../judge-approval.ts";
import { defineRule, type GateRule, onRelease, unless } from "../rule.ts";

/** Name of the job that compares live Azure with the approved plan. */
const VERIFY_JOB = "verify";

/** Between merge and cancel: `verify` passed in this run, and other people released its environment. */
export const releaseRules: readonly GateRule[] = [
  defineRule({
    name: "job verify passed in this run",
    purposes: onRelease,
    needs: ["jobs"],
    check: ({ jobs }) => {
      const latest = jobs
        .filter((job) => job.name === VERIFY_JOB)
        .toSorted((a, b) => b.attempt - a.attempt)[0];
      return unless(
        latest?.status === "completed" && latest.conclusion === "success",
        "verify_not_passed",
        `Job verify ${latest === undefined ? "is not part of this run" : `is ${latest.status}, ${latest.conclusion ?? "without a conclusion"}`}.`,
      );
    },
  }),
  defineRule({
    name: "it passed for this digest",
    purposes: onRelease,
    needs: ["execution", "documents"],
    check: ({ execution, documents }) =>
      unless(
        execution.verifiedDigest === documents.approvalDigest,
        "verify_other_digest",
        `Job verify handed over ${execution.verifiedDigest?.slice(0, 12) ?? "no digest"}; the approved one is ${documents.approvalDigest.slice(0, 12)}….`,
      ),
  }),
  defineRule({
    name: "the environment asks for reviewers",
    purposes: onRelease,
    needs: ["policy", "environment"],
    check: ({ policy, environment }) =>
      unless(
        !policy.effective.protectedEnvironment ||
          (environment.reviewers > 0 && environment.name === policy.effective.environment),
        "environment_unprotected",
        `Environment ${environment.name} has ${environment.reviewers} required reviewers.`,
      ),
  }),
  defineRule({
    name: "the environment was released for this attempt by somebody else",
    purposes: onRelease,
    needs: ["policy", "pullRequest", "environmentApprovals", "jobs", "execution"],
    check: judgeRelease,
  }),
];

function judgeRelease(
  facts: Pick<FactValues, "policy" | "pullRequest" | "environmentApprovals" | "jobs" | "execution">,
) {
  const { policy, pullRequest, environmentApprovals, jobs, execution } = facts;
  if (!policy.effective.protectedEnvironment) return [];
  const name = policy.effective.environment;
  const answers = environmentApprovals.filter((answer) => answer.environments.includes(name));
  const released = answers.filter(
    ({ state, user }) =>
      state === "approved" &&
      user !== undefined &&
      user.type === "User" &&
      !same(pullRequest.author, user) &&
      !same(pullRequest.mergedBy, user),
  );
  // GitHub does not say which attempt an answer was for. Every attempt in which this job started used one up,
  // so a re-run needs one more than there were starts before it.
  const attempts = new Set(
    jobs.filter((job) => job.name === execution.job && job.started).map((job) => job.attempt),
  );
  attempts.add(execution.attempt);
  return unless(
    released.length >= attempts.size,
    "environment_not_approved",
    `Environment ${name} was released ${released.length} times by somebody else; ${attempts.size} needed, one for each attempt.`,
  );
}

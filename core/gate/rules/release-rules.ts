import type { FactValues, JobFacts } from "../gate-facts.ts";
import { same } from "../judge-approval.ts";
import { defineRule, type GateRule, onRelease, reason, unless } from "../rule.ts";

/** Name of the job that compares live Azure with the approved plan. */
const VERIFY_JOB = "verify";
/** How an expression begins, whose value only the run knows. */
const EXPRESSION = "$\u007b{";

/** Between merge and cancel: `verify` passed in this run, and other people released its environment. */
export const releaseRules: readonly GateRule[] = [
  defineRule({
    name: "job verify passed in this run",
    purposes: onRelease,
    needs: ["jobs"],
    check: ({ jobs }) => judgeVerify(jobs.filter((job) => job.name === VERIFY_JOB)),
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
    name: "no other job waits for the environment",
    purposes: onRelease,
    needs: ["policy", "execution", "run"],
    check: ({ policy, execution, run }) => {
      const name = policy.effective.environment.toLowerCase();
      const others = Object.entries(run.jobEnvironments).filter(
        ([job, other]) =>
          job !== execution.job && (other.toLowerCase() === name || other.includes(EXPRESSION)),
      );
      return unless(
        !policy.effective.protectedEnvironment || others.length === 0,
        "environment_shared",
        `In ${run.workflowPath} ${others.map(([job, other]) => `job ${job} uses the environment ${other}`).join(", ")}; what released it is no release of this job.`,
      );
    },
  }),
  defineRule({
    name: "the environment was released for this attempt by somebody else",
    purposes: onRelease,
    needs: ["policy", "pullRequest", "environmentApprovals", "jobs", "execution"],
    check: judgeRelease,
  }),
];

/** Two jobs of one name cannot be told apart, so that each attempt may have but one. */
function judgeVerify(jobs: readonly JobFacts[]) {
  const last = Math.max(...jobs.map(({ attempt }) => attempt));
  const [latest, ...others] = jobs.filter(({ attempt }) => attempt === last);
  const passed = latest?.status === "completed" && latest.conclusion === "success";
  const said =
    latest === undefined
      ? "is not part of this run"
      : others.length > 0
        ? "is there more than once"
        : `is ${latest.status}, ${latest.conclusion ?? "without a conclusion"}`;
  return unless(passed && others.length === 0, "verify_not_passed", `Job verify ${said}.`);
}

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
  const own = jobs.filter((job) => job.name === execution.job);
  const attempts = new Set(own.filter((job) => job.started).map((job) => job.attempt));
  attempts.add(execution.attempt);
  if (execution.attempt > 1 && own.filter((job) => job.attempt === execution.attempt).length !== 1) {
    return [
      reason(
        "environment_not_approved",
        `Attempt ${execution.attempt} lists no single job named ${execution.job}, so that nobody can count the attempts that used up a release.`,
        "Give the job neither a name of its own nor a matrix, and start the workflow anew.",
      ),
    ];
  }
  return unless(
    released.length >= attempts.size,
    "environment_not_approved",
    `Environment ${name} was released ${released.length} times by somebody else; ${attempts.size} needed, one for each attempt.`,
  );
}

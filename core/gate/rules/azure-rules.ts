import { afterSignIn, defineRule, type GateRule, reason, unless } from "../rule.ts";

const SHOWN = 20;

/** What Azure and the run's own token say: the drift for `verify`, what is left for the cancel. */
export const azureRules: readonly GateRule[] = [
  defineRule({
    name: "Azure still is what was approved",
    purposes: ["verify"],
    needs: ["drift"],
    check: ({ drift }) => drift.differences.map((difference) => reason("drift_found", difference)),
  }),
  defineRule({
    name: "every artifact is as approved",
    purposes: ["verify", "cancel"],
    needs: ["artifacts"],
    check: ({ artifacts }) =>
      artifacts.problems.map((problem) => reason("artifact_not_as_approved", problem)),
  }),
  defineRule({
    name: "the run's own token says the same as GitHub",
    purposes: ["trim", "cancel"],
    needs: ["claims", "run", "repository", "policy"],
    check: ({ claims, run, repository, policy }) => {
      const expected: [string, string | undefined, string | undefined][] = [
        ["repository", claims.repository.toLowerCase(), repository.fullName.toLowerCase()],
        ["repository_id", claims.repositoryId, String(repository.id)],
        ["ref", claims.ref, `refs/heads/${repository.defaultBranch}`],
        ["sha", claims.sha, run.headSha],
        ["workflow_ref", claims.workflowRef.toLowerCase(), workflowRef(repository, run.workflowPath)],
        ["run_id", claims.runId, String(run.id)],
        ["run_attempt", claims.runAttempt, String(run.attempt)],
        ["event_name", claims.eventName, run.event],
      ];
      if (policy.effective.protectedEnvironment) {
        expected.push(["environment", claims.environment, policy.effective.environment]);
      }
      return expected
        .filter(([, said, wanted]) => said !== wanted)
        .map(([claim, said, wanted]) =>
          reason("token_claims_mismatch", `Claim ${claim} is ${said ?? "missing"}, expected ${wanted}.`),
        );
    },
  }),
  defineRule({
    name: "the subscription is the approved one, by id and name",
    purposes: afterSignIn,
    needs: ["live", "documents"],
    check: ({ live, documents }) =>
      unless(
        live.subscriptionId.toLowerCase() === documents.subscriptionId.toLowerCase() &&
          live.subscriptionName === documents.subscriptionName,
        "subscription_name_changed",
        `Azure says ${live.subscriptionName} (${live.subscriptionId}), approved was ${documents.subscriptionName} (${documents.subscriptionId}).`,
      ),
  }),
  defineRule({
    name: "the subscription is enabled, or past due as acknowledged",
    purposes: afterSignIn,
    needs: ["live", "documents"],
    check: ({ live, documents }) => {
      const isPastDue = live.state === "PastDue";
      return unless(
        live.state === "Enabled" || (isPastDue && documents.acknowledgesPastDue),
        isPastDue ? "subscription_past_due" : "subscription_not_enabled",
        `The subscription's state is ${live.state}.`,
      );
    },
  }),
  defineRule({
    name: "nothing is left",
    purposes: ["trim", "cancel"],
    needs: ["live"],
    check: ({ live }) => [
      ...live.left.slice(0, SHOWN).map((id) => reason("resources_left", `Still there: ${id}.`)),
      ...unless(live.left.length <= SHOWN, "resources_left", `And ${live.left.length - SHOWN} more.`),
    ],
  }),
  defineRule({
    name: "role scopes are trimmed",
    purposes: ["cancel"],
    needs: ["live"],
    check: ({ live }) =>
      live.untrimmedRoles.map((role) =>
        reason("roles_not_trimmed", `Role ${role} still names the subscription.`),
      ),
  }),
  defineRule({
    name: "the executor may cancel",
    purposes: ["trim", "cancel"],
    needs: ["live"],
    check: ({ live }) =>
      unless(
        live.cancelRight.able === true,
        "executor_may_not_cancel",
        `Nothing says that this identity may cancel the subscription: ${live.cancelRight.because}.`,
      ),
  }),
  defineRule({
    name: "the executor does not live in what goes",
    purposes: afterSignIn,
    needs: ["live"],
    check: ({ live }) =>
      unless(
        live.executorResource === undefined,
        "executor_in_doomed_subscription",
        `This run signs in as ${live.executorResource}.`,
      ),
  }),
];

function workflowRef(repository: { fullName: string; defaultBranch: string }, path: string): string {
  return `${repository.fullName}/${path}@refs/heads/${repository.defaultBranch}`.toLowerCase();
}

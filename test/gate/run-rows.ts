import type { GateFacts } from "../../core/gate/gate-facts.ts";
import type { Purpose } from "../../core/gate/verdict.ts";
import { cleo, dora, eve, policyWith, withChange } from "./passing-facts.ts";

const other = "f".repeat(40);

/** One wrong fact each: what it is, for which purpose, the code that has to be among the reasons. */
export const runRows: readonly (readonly [string, Purpose, string, GateFacts])[] = [
  [
    "quiet period of the policy",
    "release",
    "quiet_period_running",
    withChange("policy", policyWith({ quietPeriod: 3 })),
  ],
  [
    "quiet period of the manifest",
    "release",
    "quiet_period_running",
    withChange("documents", { quietPeriod: 3 }),
  ],
  [
    "quiet period before a teardown",
    "local",
    "quiet_period_running",
    withChange("documents", { quietPeriod: 3 }),
  ],
  [
    "state in what goes",
    "verify",
    "state_in_doomed_subscription",
    withChange("stateAccounts", [{ file: "Pulumi.yaml", account: "stold" }]),
  ],
  [
    "executor in what goes",
    "cancel",
    "executor_in_doomed_subscription",
    withChange("live", { executorResource: "/subscriptions/x/resourceGroups/y/providers/z/identities/me" }),
  ],
  ["other attempt", "run", "run_mismatch", withChange("run", { attempt: 2 })],
  ["other repository", "run", "run_mismatch", withChange("run", { headRepositoryId: 2 })],
  ["other event", "run", "run_wrong_event", withChange("run", { event: "pull_request_target" })],
  ["other branch", "run", "run_wrong_branch", withChange("run", { headBranch: "dev" })],
  ["a later push", "run", "run_wrong_commit", withChange("run", { headSha: other })],
  [
    "dispatched too early",
    "run",
    "run_wrong_commit",
    withChange("run", { event: "workflow_dispatch", containsMerge: false }),
  ],
  ["old workflow", "run", "run_workflow_changed", withChange("run", { workflowBlob: "x" })],
  [
    "no workflow file",
    "run",
    "run_workflow_changed",
    withChange("run", { workflowBlob: undefined, workflowBlobAtTip: undefined }),
  ],
  [
    "dispatcher approved",
    "run",
    "approver_is_dispatcher",
    withChange("run", { event: "workflow_dispatch", actor: cleo }),
  ],
  [
    "verify failed",
    "release",
    "verify_not_passed",
    withChange("jobs", [
      { name: "verify", attempt: 1, status: "completed", conclusion: "failure", started: true },
    ]),
  ],
  [
    "verify passed and failed later",
    "release",
    "verify_not_passed",
    withChange("jobs", [
      { name: "verify", attempt: 2, status: "completed", conclusion: "failure", started: true },
      { name: "verify", attempt: 1, status: "completed", conclusion: "success", started: true },
    ]),
  ],
  ["verify missing", "release", "verify_not_passed", withChange("jobs", [])],
  [
    "verify for another",
    "release",
    "verify_other_digest",
    withChange("execution", { verifiedDigest: "0".repeat(64) }),
  ],
  [
    "verify said nothing",
    "release",
    "verify_other_digest",
    withChange("execution", { verifiedDigest: undefined }),
  ],
  ["nobody asked", "release", "environment_unprotected", withChange("environment", { reviewers: 0 })],
  ["not released", "release", "environment_not_approved", withChange("environmentApprovals", [])],
  [
    "released by the merger",
    "release",
    "environment_not_approved",
    withChange("environmentApprovals", [{ environments: ["decommission"], state: "approved", user: dora }]),
  ],
  [
    "released elsewhere",
    "release",
    "environment_not_approved",
    withChange("environmentApprovals", [{ environments: ["prod"], state: "approved", user: eve }]),
  ],
  [
    "rejected",
    "release",
    "environment_not_approved",
    withChange("environmentApprovals", [{ environments: ["decommission"], state: "rejected", user: eve }]),
  ],
  [
    "two jobs named verify, one failed",
    "release",
    "verify_not_passed",
    withChange("jobs", [
      { name: "verify", attempt: 1, status: "completed", conclusion: "success", started: true },
      { name: "verify", attempt: 1, status: "completed", conclusion: "failure", started: true },
    ]),
  ],
  [
    "another job behind the environment",
    "release",
    "environment_shared",
    withChange("run", { jobEnvironments: { teardown: "Decommission", cancel: "decommission" } }),
  ],
  [
    "another job behind whatever an expression says",
    "release",
    "environment_shared",
    withChange("run", { jobEnvironments: { other: "$\u007b{ inputs.where }}" } }),
  ],
  ["drift", "verify", "drift_found", withChange("drift", { differences: ["The plan does not name /x."] })],
  ["artifact", "verify", "artifact_not_as_approved", withChange("artifacts", { problems: ["gone."] })],
  [
    "artifact at the end",
    "cancel",
    "artifact_not_as_approved",
    withChange("artifacts", { problems: ["gone."] }),
  ],
  ["token of another job", "trim", "token_claims_mismatch", withChange("claims", { environment: undefined })],
  ["token of another commit", "cancel", "token_claims_mismatch", withChange("claims", { sha: other })],
  [
    "renamed in Azure",
    "verify",
    "subscription_name_changed",
    withChange("live", { subscriptionName: "New" }),
  ],
  ["renamed since", "trim", "subscription_name_changed", withChange("live", { subscriptionName: "New" })],
  ["another id", "cancel", "subscription_name_changed", withChange("live", { subscriptionId: "other" })],
  ["disabled at verify", "verify", "subscription_not_enabled", withChange("live", { state: "Disabled" })],
  ["disabled before the roles", "trim", "subscription_not_enabled", withChange("live", { state: "Warned" })],
  [
    "executor at verify",
    "verify",
    "executor_in_doomed_subscription",
    withChange("live", { executorResource: "/x" }),
  ],
  [
    "executor before the roles",
    "trim",
    "executor_in_doomed_subscription",
    withChange("live", { executorResource: "/x" }),
  ],
  [
    "state before the token",
    "run",
    "state_in_doomed_subscription",
    withChange("stateAccounts", [{ file: "Pulumi.yaml", account: "stold" }]),
  ],
  ["disabled", "cancel", "subscription_not_enabled", withChange("live", { state: "Disabled" })],
  ["state in another case", "cancel", "subscription_not_enabled", withChange("live", { state: "enabled" })],
  ["left", "trim", "resources_left", withChange("live", { left: ["/x"] })],
  ["role", "cancel", "roles_not_trimmed", withChange("live", { untrimmedRoles: ["Operator"] })],
  [
    "no right",
    "trim",
    "executor_may_not_cancel",
    withChange("live", { cancelRight: { able: false, because: "Owner only with a condition" } }),
  ],
  [
    "a right that nobody can read",
    "cancel",
    "executor_may_not_cancel",
    withChange("live", { cancelRight: { able: null, because: "the assignments could not be read" } }),
  ],
];

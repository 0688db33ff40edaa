import { defineMessages } from "./definition.ts";

const refuse = (meaning: string, remedy: string) => ({ level: "error", meaning, remedy, exit: 3 }) as const;
const NEW_PULL_REQUEST = "Open a new pull request for the plan as it is now and have it approved.";
const NEW_APPROVAL = "Have it approved again: a new approving review with the exact line from the comment.";

export const gateMessages = defineMessages({
  // Outcomes
  approval_missing: refuse(
    "The pull request does not prove an approval.",
    "Follow the remedy of each reason.",
  ),
  gate_fact_unknown: refuse(
    "A fact the gate needs could not be read, and unknown means no.",
    "Check the token's permissions and that GitHub answers, then run again.",
  ),

  // Talking to GitHub
  github_environment_missing: {
    level: "error",
    meaning: "What is needed to reach GitHub is not in the environment.",
    remedy:
      "`export GITHUB_TOKEN=$(gh auth token) GITHUB_REPOSITORY=OWNER/NAME`; a fine-grained token reads Contents and " +
      "Pull requests, and Members where the policy names teams. GITHUB_API_URL for a GitHub of your own.",
    exit: 2,
  },
  github_unreachable: {
    level: "error",
    meaning: "GitHub did not answer.",
    remedy: "Check the network and githubstatus.com, then run again.",
  },
  github_refused: {
    level: "error",
    meaning: "GitHub refused a request.",
    remedy: "Check that the token is valid and has the documented permissions.",
  },
  github_not_found: {
    level: "error",
    meaning: "GitHub knows no such thing, or the token may not see it.",
    remedy: "Check the number or name and the token's permissions.",
    exit: 2,
  },
  github_answer_unreadable: {
    level: "error",
    meaning: "GitHub answered in a form that is not the documented one.",
    remedy: "Nothing was decided on it. Report the output.",
  },
  github_list_incomplete: {
    level: "error",
    meaning: "A list from GitHub could not be read to its end.",
    remedy: "Nothing was decided on a part of it. Run again; very long lists have to become shorter.",
  },
  policy_unreadable: {
    level: "error",
    meaning: "The policy cannot be used.",
    remedy:
      "Correct .github/sundown.yml: on the default branch where a pull request is given, else where you work (action/README.md, Policy).",
    exit: 3,
  },

  // Pull request
  pull_request_unknown: refuse(
    "Nobody says which pull request this run is about.",
    "Let the merge start the run, or dispatch it with the input pull-request.",
  ),
  pull_request_not_merged: refuse("The pull request is not merged.", "Merge it once it is approved."),
  pull_request_wrong_base: refuse(
    "The pull request went to another branch than the default branch.",
    "Open it against the default branch.",
  ),
  pull_request_from_fork: refuse(
    "The pull request comes from another repository.",
    "Push the branch to this repository and open the pull request from there.",
  ),
  merge_not_on_default_branch: refuse(
    "The merge commit is not part of the default branch's history.",
    "If the branch was rewritten, restore it; otherwise open a new pull request.",
  ),
  merge_changes_more: refuse(
    "The merge commit changes files outside the decommission folder.",
    NEW_PULL_REQUEST,
  ),
  pull_request_changes_more: refuse(
    "The pull request changes files outside one decommission folder.",
    "Put other changes, also of the policy and of workflows, into a pull request of their own.",
  ),
  pull_request_without_manifest: refuse(
    "The pull request does not change exactly one decommission/NAME/decommission.yaml.",
    "One pull request takes one subscription out of service: run `sundown plan` and commit its folder.",
  ),

  // What was approved
  manifest_changed: refuse("decommission.yaml is not what was approved.", NEW_PULL_REQUEST),
  plan_changed: refuse("plan.json is not what was approved.", NEW_PULL_REQUEST),
  manifest_incomplete: refuse(
    "decommission.yaml is not complete or does not fit the plan.",
    "Run `sundown check` and correct what it names, then have it approved again.",
  ),
  subscription_mismatch: refuse(
    "The manifest names another subscription than the plan.",
    "Run `sundown plan` for the subscription that is meant.",
  ),

  // Approval
  too_few_approvals: refuse("Too few people who may approve have approved.", NEW_APPROVAL),
  changes_requested: refuse(
    "Somebody asked for changes, and that still stands.",
    "Settle it: the reviewer approves, or the review is dismissed.",
  ),
  review_state_unknown: refuse(
    "A review has a state Sundown does not know.",
    "Report it; nothing was decided.",
  ),
  approval_stale: refuse("An approval is for an older state of the branch.", NEW_APPROVAL),
  approval_before_push: refuse("An approval was given before the last push.", NEW_APPROVAL),
  approval_expired: refuse("An approval is older than the policy allows.", NEW_APPROVAL),
  approval_dismissed: refuse("An approval was dismissed; the ones before it do not revive.", NEW_APPROVAL),
  approval_without_digest: refuse("An approving review does not hold the approval line.", NEW_APPROVAL),
  approval_wrong_digest: refuse("An approving review names another digest.", NEW_APPROVAL),
  approval_wrong_name: refuse("An approving review does not name the subscription exactly.", NEW_APPROVAL),
  approver_not_person: refuse("An approval is not from a person.", "Only people with an account approve."),
  approver_is_author: refuse("The author of the pull request approved it.", "Somebody else has to approve."),
  approver_is_committer: refuse(
    "Somebody approved who wrote one of the commits.",
    "Somebody else has to approve.",
  ),
  approver_is_pusher: refuse("The person who pushed last approved.", "Somebody else has to approve."),
  approver_is_dispatcher: refuse(
    "The person who started the run approved.",
    "Somebody else has to start the run.",
  ),
  approver_without_access: refuse(
    "Somebody approved whose role in the repository is too low now.",
    "Have somebody approve who has the role the policy asks for.",
  ),
  approver_not_listed: refuse(
    "Somebody approved whom the policy does not name.",
    "Have somebody approve whom .github/sundown.yml names.",
  ),
  commit_author_unknown: refuse(
    "A commit's author or committer is no GitHub account, so nobody can tell that they did not approve their own work.",
    "Commit with an address that is linked to a GitHub account.",
  ),
  policy_environment_changed: refuse(
    "The policy's environment was changed since the pull request was opened.",
    NEW_PULL_REQUEST,
  ),
  quiet_period_running: refuse("The quiet period is not over.", "Wait until the date that is named."),

  // Run
  run_mismatch: refuse("The workflow run is not the one it says it is.", "Start the workflow as documented."),
  run_wrong_event: refuse(
    "The workflow was started by an event that is not allowed.",
    "Run it on push to the default branch or by workflow_dispatch.",
  ),
  run_wrong_branch: refuse(
    "The workflow does not run on the default branch of this repository.",
    "Start it on the default branch.",
  ),
  run_wrong_commit: refuse(
    "The run's commit does not hold the approved merge.",
    "Let the merge's own push start the run, or dispatch it on the default branch.",
  ),
  run_workflow_changed: refuse(
    "The workflow file of this run is not the default branch's.",
    "Start the workflow again on the default branch.",
  ),
  verify_not_passed: refuse(
    "Job `verify` has not succeeded in this run.",
    "The cancel job must need it: `needs: verify`, in the same workflow.",
  ),
  verify_other_digest: refuse(
    "Job `verify` passed for another digest.",
    "Hand needs.verify.outputs.digest over as the input verified-digest.",
  ),
  environment_unprotected: refuse(
    "The environment has no required reviewers.",
    "Add required reviewers in the repository's settings (action/README.md).",
  ),
  environment_shared: refuse(
    "Another job of the workflow uses the same environment, so that its release could be taken for this job's.",
    "Use the environment for the cancel job alone, and another one for other jobs.",
  ),
  environment_not_approved: refuse(
    "The environment was not released for this attempt by somebody who is neither author nor merger.",
    "Have another reviewer of the environment release the run; a bypass by an administrator does not count.",
  ),

  // Azure
  token_claims_mismatch: refuse(
    "The run's own token does not say what GitHub says about the run.",
    "Set `environment:` on the cancel job to the policy's environment.",
  ),
  subscription_not_enabled: refuse(
    "The subscription is not in state Enabled.",
    "See `sundown status`: it may be cancelled already, or something else is wrong with it.",
  ),
  subscription_name_changed: refuse(
    "The subscription's id or name in Azure is not the approved one.",
    "If it was renamed, plan again; never type a name from memory.",
  ),
  resources_left: refuse(
    "The subscription is not empty.",
    "Finish the teardown, then run the cancel again (in a workflow: re-run the job).",
  ),
  roles_not_trimmed: refuse(
    "A custom role still has the subscription in its assignable scopes.",
    "Run `sundown roles` as you ran `sundown destroy`, then the cancel again (in a workflow: re-run the job).",
  ),
  executor_may_not_cancel: refuse(
    "The identity of this run may not cancel the subscription.",
    "Give it Owner on the subscription, without a condition.",
  ),
  executor_in_doomed_subscription: refuse(
    "The identity that this run signs in as lives in the subscription that goes.",
    "Use an app registration, or a managed identity in another subscription.",
  ),
  state_in_doomed_subscription: refuse(
    "Pulumi's state is kept in a storage account that goes with the subscription.",
    "Move the state to another subscription (`pulumi stack export`, `import`), and change the backend's address.",
  ),
  drift_found: refuse("Azure is not what was approved any more.", NEW_PULL_REQUEST),
  artifact_not_as_approved: refuse(
    "A backup artifact is not what was approved.",
    "Restore the artifact, or back up again and have the new digest approved.",
  ),

  // The Action
  action_input_invalid: {
    level: "error",
    meaning: "An input of the Action is missing or not usable.",
    remedy: "See action/README.md.",
    exit: 2,
  },
  action_environment_invalid: {
    level: "error",
    meaning: "The runner's environment is not as GitHub sets it.",
    remedy: "Run the Action in a workflow on GitHub.",
    exit: 2,
  },
  run_token_unavailable: {
    level: "error",
    meaning: "GitHub gave no OIDC token for this run.",
    remedy: "Give the job `permissions: id-token: write`.",
    exit: 3,
  },
  comment_not_written: {
    level: "warning",
    meaning: "The comment on the pull request could not be written; the job summary has the same text.",
    remedy: "Give the job `permissions: pull-requests: write`; pull requests from forks never have it.",
  },
});

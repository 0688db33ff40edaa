import { defineRule, type GateRule, inRun, unless } from "../rule.ts";

/** The workflow run: this one, of the default branch's workflow, holding the approved merge. */
export const runRules: readonly GateRule[] = [
  defineRule({
    name: "the run is the one GitHub knows",
    purposes: inRun,
    needs: ["execution", "run", "repository"],
    check: ({ execution, run, repository }) =>
      unless(
        execution.runId === run.id &&
          execution.attempt === run.attempt &&
          run.repositoryId === repository.id &&
          run.headRepositoryId === repository.id,
        "run_mismatch",
        `Run ${execution.runId}, attempt ${execution.attempt}, is run ${run.id}, attempt ${run.attempt}, of repository ${run.repositoryId} for GitHub.`,
      ),
  }),
  defineRule({
    name: "it was started by a push or by hand",
    purposes: inRun,
    needs: ["run"],
    check: ({ run }) =>
      unless(
        run.event === "push" || run.event === "workflow_dispatch",
        "run_wrong_event",
        `Run ${run.id} was started by ${run.event}.`,
      ),
  }),
  defineRule({
    name: "it runs on the default branch",
    purposes: inRun,
    needs: ["run", "repository"],
    check: ({ run, repository }) =>
      unless(
        run.headBranch === repository.defaultBranch,
        "run_wrong_branch",
        `Run ${run.id} is on ${run.headBranch ?? "no branch"}; the default branch is ${repository.defaultBranch}.`,
      ),
  }),
  defineRule({
    name: "its commit is the approved merge",
    purposes: inRun,
    needs: ["run", "pullRequest"],
    check: ({ run, pullRequest }) =>
      unless(
        run.event === "push" ? run.headSha === pullRequest.mergeCommit : run.containsMerge,
        "run_wrong_commit",
        `Run ${run.id} is at ${run.headSha.slice(0, 12)}, the merge is ${pullRequest.mergeCommit?.slice(0, 12) ?? "missing"}.`,
      ),
  }),
  defineRule({
    name: "its workflow file is the default branch's",
    purposes: inRun,
    needs: ["run"],
    check: ({ run }) =>
      unless(
        run.workflowBlob !== undefined && run.workflowBlob === run.workflowBlobAtTip,
        "run_workflow_changed",
        `${run.workflowPath} at the run's commit is not the file on the default branch.`,
      ),
  }),
];

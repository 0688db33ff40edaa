import type { EnvironmentApproval, EnvironmentFacts, JobFacts, RunFacts } from "../core/gate/gate-facts.ts";
import { jobEnvironments } from "../core/gate/job-environments.ts";
import { accountOf, environmentApprovalSchema, environmentSchema, jobSchema, runSchema } from "./answers.ts";
import type { GitHubConnection } from "./connection.ts";
import type { ImmutableObjects } from "./immutable-objects.ts";

export async function readRun(
  github: GitHubConnection,
  objects: ImmutableObjects,
  options: { readonly runId: number; readonly mergeCommit: string | undefined; readonly tip: string },
): Promise<RunFacts> {
  const { runId, mergeCommit, tip } = options;
  const run = await github.read(
    "GET /repos/{owner}/{repo}/actions/runs/{run_id}",
    { run_id: runId },
    runSchema,
  );
  // Some answers append `@ref` to the path.
  const workflowPath = run.path.split("@", 1)[0] ?? run.path;
  const here = await objects.fileAt(run.head_sha, workflowPath);
  const atTip = await objects.fileAt(tip, workflowPath);
  return {
    id: run.id,
    attempt: run.run_attempt,
    event: run.event,
    headSha: run.head_sha,
    headBranch: run.head_branch ?? undefined,
    repositoryId: run.repository.id,
    headRepositoryId: run.head_repository.id,
    workflowPath,
    actor: accountOf(run.actor),
    triggeringActor: accountOf(run.triggering_actor),
    containsMerge: mergeCommit !== undefined && (await objects.contains(run.head_sha, mergeCommit)),
    workflowBlob: here?.sha,
    workflowBlobAtTip: atTip?.sha,
    jobEnvironments: jobEnvironments(here?.bytes.toString("utf8") ?? ""),
  };
}

/** Every job of every attempt of the run. */
export async function readJobs(github: GitHubConnection, runId: number): Promise<readonly JobFacts[]> {
  const jobs = await github.readAll(
    "GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs",
    { run_id: runId, filter: "all" },
    jobSchema,
    "jobs",
  );
  return jobs.map((job) => ({
    name: job.name,
    attempt: job.run_attempt,
    status: job.status,
    conclusion: job.conclusion ?? undefined,
    started: job.runner_id !== null && job.runner_id > 0,
  }));
}

/** How the environment is protected; one that does not exist asks nobody. */
export async function readEnvironment(github: GitHubConnection, name: string): Promise<EnvironmentFacts> {
  const answer = await github.find(
    "GET /repos/{owner}/{repo}/environments/{environment_name}",
    { environment_name: name },
    environmentSchema,
  );
  const rules = (answer?.protection_rules ?? []).filter((rule) => rule.type === "required_reviewers");
  return {
    name: answer?.name ?? name,
    reviewers: rules.reduce((count, rule) => count + (rule.reviewers?.length ?? 0), 0),
  };
}

export async function readEnvironmentApprovals(
  github: GitHubConnection,
  runId: number,
): Promise<readonly EnvironmentApproval[]> {
  const answers = await github.read(
    "GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals",
    { run_id: runId },
    environmentApprovalSchema.array(),
  );
  return answers.map((answer) => ({
    environments: answer.environments.map((environment) => environment.name),
    state: answer.state,
    user: accountOf(answer.user),
  }));
}

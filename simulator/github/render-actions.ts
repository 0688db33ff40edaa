import type { Environment, EnvironmentAnswer, Job, Run } from "./records.ts";
import * as render from "./render.ts";
import { runLinks } from "./render-links.ts";
import type { Repository } from "./repository.ts";

export function run(origin: string, of: Repository, entry: Run) {
  const url = `${origin}/repos/${of.fullName}/actions/runs/${entry.id}`;
  return {
    id: entry.id,
    name: entry.path,
    node_id: render.nodeId("WFR", entry.id),
    head_branch: entry.headBranch,
    head_sha: entry.headSha,
    path: entry.path,
    display_title: entry.path,
    run_number: 1,
    run_attempt: entry.attempt,
    event: entry.event,
    status: "in_progress",
    conclusion: null,
    workflow_id: 1,
    url,
    html_url: `${origin}/${of.fullName}/actions/runs/${entry.id}`,
    pull_requests: [],
    created_at: render.date(entry.createdAt),
    updated_at: render.date(of.clock.now()),
    run_started_at: render.date(entry.createdAt),
    actor: render.user(origin, entry.actor),
    triggering_actor: render.user(origin, entry.triggeringActor),
    ...runLinks(url, `${origin}/repos/${of.fullName}`),
    check_suite_id: 1,
    head_commit: headCommit(of, entry.headSha),
    repository: render.repository(origin, of),
    head_repository: render.repository(origin, of),
  };
}

function headCommit(of: Repository, sha: string) {
  const commit = of.git.commit(sha);
  if (commit === undefined) return null;
  const { tree, message, author, committer } = commit;
  return { id: sha, tree_id: tree, message, timestamp: render.date(commit.date), author, committer };
}

export function job(origin: string, of: Repository, owner: Run, entry: Job) {
  return {
    id: entry.id,
    run_id: owner.id,
    run_url: `${origin}/repos/${of.fullName}/actions/runs/${owner.id}`,
    run_attempt: entry.attempt,
    node_id: render.nodeId("CR", entry.id),
    head_sha: owner.headSha,
    url: `${origin}/repos/${of.fullName}/actions/jobs/${entry.id}`,
    html_url: `${origin}/${of.fullName}/actions/runs/${owner.id}/job/${entry.id}`,
    status: entry.status,
    conclusion: entry.conclusion,
    created_at: render.date(entry.startedAt),
    started_at: render.date(entry.startedAt),
    completed_at: render.dateOrNull(entry.completedAt),
    name: entry.name,
    steps: [],
    check_run_url: `${origin}/repos/${of.fullName}/check-runs/${entry.id}`,
    labels: ["ubuntu-latest"],
    runner_id: entry.runnerId,
    runner_name: entry.runnerId > 0 ? `runner ${entry.runnerId}` : "",
    runner_group_id: 0,
    runner_group_name: "",
    workflow_name: owner.path,
    head_branch: owner.headBranch,
  };
}

export function environment(origin: string, of: Repository, entry: Environment) {
  const url = `${origin}/repos/${of.fullName}/environments/${entry.name}`;
  return {
    id: entry.id,
    node_id: render.nodeId("EN", entry.id),
    name: entry.name,
    url,
    html_url: url,
    created_at: render.date(entry.createdAt),
    updated_at: render.date(entry.createdAt),
    can_admins_bypass: entry.canAdminsBypass,
    protection_rules:
      entry.reviewers.length === 0
        ? []
        : [
            {
              id: entry.id,
              node_id: render.nodeId("GA", entry.id),
              type: "required_reviewers",
              prevent_self_review: entry.preventSelfReview,
              reviewers: entry.reviewers.map((reviewer) => ({
                type: "User",
                reviewer: render.user(origin, reviewer),
              })),
            },
          ],
    deployment_branch_policy: null,
  };
}

export function environmentAnswer(origin: string, of: Repository, entry: EnvironmentAnswer) {
  const known = of.environments.get(entry.environment);
  return {
    state: entry.state,
    comment: entry.comment,
    user: render.user(origin, entry.user),
    environments: known === undefined ? [{ name: entry.environment }] : [environment(origin, of, known)],
  };
}

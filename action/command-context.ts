import type { Cloud } from "../azure/connection.ts";
import { readCloud } from "../azure/read-cloud.ts";
import type { ExecutionFacts } from "../core/gate/gate-facts.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import { connectGitHub } from "../github/connect-github.ts";
import type { GitHubConnection } from "../github/connection.ts";
import { findMergedPullRequest } from "../github/find-pull-request.ts";
import { type ImmutableObjects, immutableObjects } from "../github/immutable-objects.ts";
import { type Inputs, pullRequestOfEvent, type Runner, readRunner } from "./read-inputs.ts";

/** What every command works with. */
export interface CommandContext {
  readonly inputs: Inputs;
  readonly runner: Runner;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly github: GitHubConnection;
  readonly objects: ImmutableObjects;
  readonly cloud: Cloud;
  readonly signal: AbortSignal;
}

export async function commandContext(
  inputs: Inputs,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<CommandContext> {
  const runner = readRunner(environment);
  const github = connectGitHub({ ...environment, GITHUB_TOKEN: inputs.token }, signal);
  return {
    inputs,
    runner,
    environment,
    github,
    objects: immutableObjects(github),
    cloud: await readCloud(environment),
    signal,
  };
}

export function executionOf({ inputs, runner }: CommandContext): ExecutionFacts {
  return {
    runId: runner.GITHUB_RUN_ID,
    attempt: runner.GITHUB_RUN_ATTEMPT,
    job: runner.GITHUB_JOB,
    verifiedDigest: inputs.verifiedDigest,
  };
}

/**
 * The pull request this run is about: the input, the event's, or the one whose merge started the run.
 *
 * @throws SundownError `pull_request_unknown`
 */
export async function pullRequestOf({ inputs, runner, github }: CommandContext): Promise<number> {
  const said = inputs.pullRequest ?? pullRequestOfEvent(runner);
  if (said !== undefined) return said;
  if (runner.GITHUB_EVENT_NAME === "push") return findMergedPullRequest(github, runner.GITHUB_SHA);
  throw new SundownError("pull_request_unknown", {
    message: `The event ${runner.GITHUB_EVENT_NAME} does not say which pull request is meant.`,
  });
}

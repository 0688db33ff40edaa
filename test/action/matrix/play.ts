import { expect } from "vitest";
import { approvalDigest } from "../../../core/digest.ts";
import type { GitHubSimulator } from "../../../simulator/github/github-simulator.ts";
import * as acts from "../../../simulator/github/repository-acts.ts";
import { approve, mergeStory, type Story, startStory, WORKFLOW } from "../../support/github.ts";
import { type ActionRun, runAction } from "../../support/run-action.ts";
import { type Cloud, type Clouds, enableAgain, stateOf } from "./clouds.ts";
import type { Scenario } from "./scenario.ts";

const DAY = 24 * 60 * 60 * 1000;
const HOUR = 60 * 60 * 1000;
/** Requests to GitHub that a cancel may cost, both readings together. */
const MOST_CALLS = 42;

/** Plays a scenario to its end through the built bundle, and holds the verdict against what was expected. */
export async function play(
  scenario: Scenario,
  stage: { readonly github: GitHubSimulator; readonly clouds: Clouds; readonly repository: string },
): Promise<void> {
  const { github, clouds } = stage;
  const command = scenario.command ?? "cancel";
  const cloud = command === "verify" ? clouds.full : clouds.empty;
  await enableAgain(cloud);
  cloud.azure.clearLog();
  github.world.clock.set(new Date(Date.now() - HOUR - (scenario.daysAgo ?? 0) * DAY));
  const story = await startStory({
    plan: clouds.plan,
    github,
    repository: stage.repository,
    ...(typeof scenario.story === "function" ? scenario.story(clouds.plan) : scenario.story),
  });
  const run = tell(scenario, story);
  for (const { path, ...fault } of scenario.answers ?? []) {
    const root = path.startsWith("/orgs") ? "" : `/repos/${stage.repository}`;
    github.disturb({ ...fault, path: new RegExp(`^${root}${path}`) });
  }
  const before = github.log().length;
  const result = await start(scenario, story, run, cloud);
  const calls = github
    .log()
    .slice(before)
    .filter(({ path }) => !path.includes("/_oidc/"));
  judge(scenario, result, { cloud, calls });
}

function tell(scenario: Scenario, story: Story) {
  const { repository, people } = story;
  scenario.opened?.(story);
  (scenario.reviews ?? approve)(story);
  scenario.reviewed?.(story);
  (scenario.merge ?? mergeStory)(story);
  scenario.merged?.(story);
  const run =
    scenario.run?.(story) ??
    acts.startRun(repository, {
      workflow: WORKFLOW,
      event: "push",
      actor: people.dora,
      sha: repository.pullRequest(story.number).mergeCommit ?? repository.tip(),
    });
  if (scenario.verified !== undefined) scenario.verified(story, run);
  else acts.setJob(repository, run, { name: "verify" });
  if (scenario.release !== undefined) scenario.release(story, run);
  else acts.answerEnvironment(run, { environment: "decommission", user: people.eve });
  scenario.last?.(story, run);
  return run;
}

function start(
  scenario: Scenario,
  story: Story,
  run: ReturnType<typeof tell>,
  { azure }: Cloud,
): Promise<ActionRun> {
  const { github, repository } = story;
  const name = scenario.command ?? "cancel";
  acts.setJob(repository, run, { name, status: "in_progress", runnerId: 2 });
  const { AZURE_CLIENT_SECRET: _secret, ...cloud } = azure.environment();
  const variables: Record<string, string | undefined> = {
    ...cloud,
    ...github.runnerEnvironment(repository, {
      run,
      name,
      ...(name === "cancel" ? { environment: scenario.jobEnvironment ?? "decommission" } : {}),
      ...(scenario.claims === undefined ? {} : { claims: scenario.claims }),
    }),
    ...scenario.environment,
  };
  return runAction({
    inputs: {
      command: name,
      "github-token": github.token,
      "poll-seconds": "0.05",
      "verified-digest": approvalDigest(Buffer.from(story.manifest), story.plan.planDigest),
      ...(run.event === "push" ? {} : { "pull-request": String(story.number) }),
      ...scenario.inputs?.(story),
    },
    environment: Object.fromEntries(
      Object.entries(variables).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
  });
}

function judge(
  { refused, command, answers }: Scenario,
  result: ActionRun,
  seen: { readonly cloud: Cloud; readonly calls: readonly unknown[] },
): void {
  const { cloud, calls } = seen;
  // What matters first: nothing irreversible happened that was not to happen.
  if (refused !== undefined) expect(stateOf(cloud)).toBe("Enabled");
  expect([...result.reasons].toSorted(), result.log).toEqual([...(refused ?? [])].toSorted());
  expect(result.exitCode, result.log).toBe(refused === undefined ? 0 : 1);
  if (refused !== undefined) {
    expect(result.outputs.outcome).toBe("refused");
    return;
  }
  if (command === "verify") expect(result.outputs.outcome).toBe("passed");
  else {
    expect(result.outputs.outcome).toBe("cancelled");
    expect(stateOf(cloud)).not.toBe("Enabled");
  }
  if (answers === undefined) expect(calls.length).toBeLessThanOrEqual(MOST_CALLS);
}

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GitHubSimulator, startGitHubSimulator } from "../../../simulator/github/github-simulator.ts";
import { offences } from "../../support/github-description.ts";
import { answerScenarios } from "./answer-scenarios.ts";
import { type Clouds, startClouds } from "./clouds.ts";
import { contentScenarios } from "./content-scenarios.ts";
import { crowdScenarios } from "./crowd-scenarios.ts";
import { historyScenarios } from "./history-scenarios.ts";
import { mergeScenarios } from "./merge-scenarios.ts";
import { peopleScenarios } from "./people-scenarios.ts";
import { play } from "./play.ts";
import { policyScenarios } from "./policy-scenarios.ts";
import { releaseScenarios } from "./release-scenarios.ts";
import { reviewScenarios } from "./review-scenarios.ts";
import { runScenarios } from "./run-scenarios.ts";
import type { Scenario } from "./scenario.ts";
import { slice } from "./slice.ts";
import { wordScenarios } from "./word-scenarios.ts";

/** Every way known to get round the gate, and every good way, through the built bundle as a process. */
const scenarios: readonly Scenario[] = [
  ...historyScenarios,
  ...mergeScenarios,
  ...reviewScenarios,
  ...wordScenarios,
  ...peopleScenarios,
  ...crowdScenarios,
  ...contentScenarios,
  ...policyScenarios,
  ...runScenarios,
  ...releaseScenarios,
  ...answerScenarios,
];

const { chosen, seed } = slice(scenarios, 15);
const undescribed = new Set<string>();
let github: GitHubSimulator;
let clouds: Clouds;

beforeAll(async () => {
  github = await startGitHubSimulator({
    onExchange: (exchange) => {
      for (const offence of offences(exchange)) undescribed.add(offence);
    },
  });
  clouds = await startClouds();
});
afterAll(async () => {
  await github.close();
  await clouds.close();
});

describe(`the gate against ${chosen.length} of ${scenarios.length} scenarios, seed ${seed}`, () => {
  test("there are at least 200, each with a name of its own", () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(200);
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
  });

  test.each(chosen)("$name", async (scenario) => {
    const repository = `contoso/case-${1000 + scenarios.indexOf(scenario)}`;
    undescribed.clear();
    await play(scenario, { github, clouds, repository });
    expect([...undescribed]).toEqual([]);
  });
});

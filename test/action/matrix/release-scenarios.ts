import type { MessageCode } from "../../../core/messages/registry.ts";
import type { Run, User } from "../../../simulator/github/records.ts";
import * as acts from "../../../simulator/github/repository-acts.ts";
import { type Story, WORKFLOW } from "../../support/github.ts";
import { family, type Scenario } from "./scenario.ts";

function answer(
  who: (story: Story) => User,
  rest: Partial<Parameters<typeof acts.answerEnvironment>[1]> = {},
) {
  return (story: Story, run: Run) =>
    acts.answerEnvironment(run, { environment: "decommission", user: who(story), ...rest });
}

const eve = ({ people }: Story) => people.eve;
const notReleased: readonly MessageCode[] = ["environment_not_approved"];

/** How the environment was released. */
const releases = family<(story: Story, run: Run) => void>(
  [
    ["nobody released it, as with a bypass", notReleased, () => {}],
    ["the author released it", notReleased, answer(({ people }) => people.ada)],
    ["the merger released it", notReleased, answer(({ people }) => people.dora)],
    ["a bot released it", notReleased, answer(({ github }) => github.world.user("robot[bot]", "Bot"))],
    ["another environment was released", notReleased, answer(eve, { environment: "staging" })],
    [
      "an environment of another case was released",
      notReleased,
      answer(eve, { environment: "Decommission" }),
    ],
    ["it was rejected", notReleased, answer(eve, { state: "rejected" })],
    ["an approver released it", [], answer(({ people }) => people.ben)],
    [
      "it was tried before, and released once",
      notReleased,
      (story, run) => {
        acts.setJob(story.repository, run, { name: "cancel", conclusion: "failure" });
        answer(eve)(story, run);
        acts.rerun(run, story.people.dora);
        acts.setJob(story.repository, run, { name: "verify" });
      },
    ],
    [
      "it was tried before, and released again",
      [],
      (story, run) => {
        answer(eve)(story, run);
        acts.setJob(story.repository, run, { name: "cancel", conclusion: "failure" });
        acts.rerun(run, story.people.dora);
        acts.setJob(story.repository, run, { name: "verify" });
        answer(eve)(story, run);
      },
    ],
    [
      "it was tried before, and released again by the merger",
      notReleased,
      (story, run) => {
        answer(eve)(story, run);
        acts.setJob(story.repository, run, { name: "cancel", conclusion: "failure" });
        acts.rerun(run, story.people.dora);
        answer(({ people }) => people.dora)(story, run);
      },
    ],
    [
      "the stand-in for deleted accounts released it",
      notReleased,
      answer(({ github }) => github.world.user("ghost")),
    ],
    [
      "two people released it",
      [],
      (story, run) => {
        answer(eve)(story, run);
        answer(({ people }) => people.cleo)(story, run);
      },
    ],
    [
      "a first attempt never started, the second was released",
      [],
      (story, run) => {
        acts.setJob(story.repository, run, { name: "cancel", conclusion: "skipped", runnerId: 0 });
        acts.rerun(run, story.people.dora);
        answer(eve)(story, run);
      },
    ],
  ],
  (release) => ({ release }),
);

const JOBS = "on: push\njobs:\n  cancel:\n    environment: decommission\n";

/** Which jobs of the workflow wait for the environment. */
const sharing = family<string>(
  [
    ["only the cancel", [], JOBS],
    ["only the cancel, by an object", [], JOBS.replace("decommission", "{ name: decommission }")],
    ["the teardown, too", ["environment_shared"], `${JOBS}  teardown:\n    environment: decommission\n`],
    [
      "the teardown, too, in another case",
      ["environment_shared"],
      `${JOBS}  teardown:\n    environment: { name: Decommission, url: 'https://a.example' }\n`,
    ],
    [
      "whatever an expression says",
      ["environment_shared"],
      `${JOBS}  teardown:\n    environment: $\u007b{ inputs.where }}\n`,
    ],
    ["another job, but for another environment", [], `${JOBS}  report:\n    environment: staging\n`],
  ],
  (workflow) => ({ story: { before: { [WORKFLOW]: workflow } } }),
).map((scenario) => ({ ...scenario, name: `the environment is used by ${scenario.name}` }));

function protection(rules: readonly object[]) {
  const rewrite = (body: unknown) => Object.assign({}, body, { protection_rules: rules });
  return { answers: [{ path: "/environments/", times: 2, rewrite }] };
}
const reviewersRule = { id: 1, node_id: "GA_1", type: "required_reviewers", prevent_self_review: true };

/** How the environment is protected. */
const protections = family<readonly object[]>(
  [
    [
      "a wait only",
      ["environment_unprotected"],
      [{ id: 1, node_id: "GA_1", type: "wait_timer", wait_timer: 30 }],
    ],
    ["a branch rule only", ["environment_unprotected"], [{ id: 1, node_id: "GA_1", type: "branch_policy" }]],
    ["a rule of an app only", ["environment_unprotected"], [{ id: 1, node_id: "GA_1", type: "custom" }]],
    ["a list of reviewers that is empty", ["environment_unprotected"], [{ ...reviewersRule, reviewers: [] }]],
    ["reviewers that are not said", ["environment_unprotected"], [reviewersRule]],
    ["a team as its reviewers", [], [{ ...reviewersRule, reviewers: [{ type: "Team", reviewer: {} }] }]],
  ],
  protection,
).map((scenario) => ({ ...scenario, name: `the environment has ${scenario.name}` }));

/** GitHub lists a job by the name that the workflow gives it; the runner knows only its id. */
const renamed: Scenario["answers"] = [
  {
    path: "/actions/runs/\\d+/jobs",
    times: 2,
    rewrite: (body) => JSON.parse(JSON.stringify(body).replaceAll('"name":"cancel"', '"name":"Cancel it"')),
  },
];

const names: readonly Scenario[] = [
  { name: "the cancel job has a name of its own", answers: renamed },
  {
    name: "the cancel job has a name of its own and was tried before, released once",
    refused: ["environment_not_approved"],
    release: (story, run) => {
      answer(eve)(story, run);
      acts.setJob(story.repository, run, { name: "cancel", conclusion: "failure" });
      acts.rerun(run, story.people.dora);
    },
    answers: renamed,
  },
];

export const releaseScenarios: readonly Scenario[] = [...releases, ...sharing, ...protections, ...names];

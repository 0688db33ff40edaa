import type { MessageCode } from "../../../core/messages/registry.ts";
import type { Plan } from "../../../core/plan/plan.ts";
import * as acts from "../../../simulator/github/repository-acts.ts";
import { approve, completeManifest, type Story } from "../../support/github.ts";
import { family, type Scenario } from "./scenario.ts";

const PATH = ".github/sundown.yml";
const few: readonly MessageCode[] = ["too_few_approvals"];

function onMain(story: Story, policy: string | null): void {
  story.repository.commit({ branch: "main", author: story.people.dora, files: { [PATH]: policy } });
}

/** The policy on the default branch from the beginning. */
const standing = family<string>(
  [
    ["two approvals said", [], "approvals: 2\n"],
    ["three approvals", few, "approvals: 3\n"],
    ["one approval, two given", [], "approvals: 1\n"],
    ["nobody but eve", [...few, "approver_not_listed"], "who: { logins: [eve] }\n"],
    ["ben and Cleo by name", [], "who: { logins: [ben, Cleo] }\n"],
    ["only ben by name", [...few, "approver_not_listed"], "who: { logins: [ben] }\n"],
    ["maintainers", [...few, "approver_without_access"], "who: { permission: maintain }\n"],
    ["a team that nobody may read", ["gate_fact_unknown"], "who: { teams: [secret] }\n"],
    [
      "another environment",
      ["environment_unprotected", "environment_not_approved"],
      "environment: production\n",
    ],
    ["no protected environment", few, "protectedEnvironment: false\n"],
    ["no environment and one approval", [], "protectedEnvironment: false\napprovals: 1\n"],
    ["no approvals at all", ["gate_fact_unknown"], "approvals: 0\n"],
    ["a misspelt rule", ["gate_fact_unknown"], "aprovals: 2\n"],
    ["a rule twice", ["gate_fact_unknown"], "approvals: 3\napprovals: 2\n"],
    ["an alias", ["gate_fact_unknown"], "approvals: &a 2\nmaximumAge: *a\n"],
    ["no YAML", ["gate_fact_unknown"], "{{{\n"],
    ["a list", ["gate_fact_unknown"], "- approvals\n"],
    ["approvals as text", ["gate_fact_unknown"], "approvals: '2'\n"],
    ["nothing in it", [], "# nothing\n"],
    ["a name of a letter that only looks the same", ["gate_fact_unknown"], "who: { logins: [cle\u043e] }\n"],
    ["seventy thousand letters", ["gate_fact_unknown"], `# ${"x".repeat(70_000)}\n`],
    ["a tag of its own", ["gate_fact_unknown"], "approvals: !many 2\n"],
    ["a second document", ["gate_fact_unknown"], "approvals: 2\n---\napprovals: 1\n"],
    ["a negative age", ["gate_fact_unknown"], "maximumAge: -1\n"],
    ["nobody in its list", ["gate_fact_unknown"], "who: { logins: [] }\n"],
  ],
  (policy) => ({ story: { policy } }),
).map((scenario) => ({ ...scenario, name: `the policy has ${scenario.name}` }));

function quiet(days: number) {
  return (plan: Plan) => ({
    policy: `quietPeriod: ${days}\n`,
    manifest: completeManifest(plan, { quietPeriod: days }),
  });
}

/** The policy changed between opening and merging, or after it. */
const changed: readonly Scenario[] = [
  {
    name: "the policy was loosened after the merge",
    refused: few,
    story: { policy: "approvals: 3\n" },
    merged: (story) => onMain(story, "approvals: 1\n"),
  },
  {
    name: "the policy was loosened before the merge",
    refused: few,
    story: { policy: "approvals: 3\n" },
    reviewed: (story) => onMain(story, "approvals: 1\n"),
  },
  {
    name: "a strict policy was removed after the merge",
    refused: few,
    story: { policy: "approvals: 3\n" },
    merged: (story) => onMain(story, null),
  },
  {
    name: "the policy became stricter after the merge",
    refused: few,
    merged: (story) => onMain(story, "approvals: 3\n"),
  },
  {
    name: "the policy became stricter before the merge and was loosened after it",
    refused: few,
    opened: (story) => onMain(story, "approvals: 3\n"),
    merged: (story) => onMain(story, "approvals: 2\n"),
  },
  {
    name: "the policy's people changed, so that nobody is on both lists",
    refused: [...few, "approver_not_listed"],
    story: { policy: "who: { logins: [ben, cleo] }\n" },
    merged: (story) => onMain(story, "who: { logins: [eve] }\n"),
  },
  {
    name: "the policy's list of people was dropped",
    refused: [...few, "approver_not_listed"],
    story: { policy: "who: { logins: [eve] }\n" },
    merged: (story) => onMain(story, "approvals: 2\n"),
  },
  {
    name: "the policy's environment changed after the merge",
    refused: ["policy_environment_changed", "environment_unprotected", "environment_not_approved"],
    merged: (story) => onMain(story, "environment: production\n"),
  },
  {
    name: "the policy's environment changed to one that is released",
    refused: ["policy_environment_changed"],
    story: { policy: "environment: production\n" },
    merged: (story) => onMain(story, "environment: decommission\n"),
  },
  {
    name: "the policy's quiet period was dropped after the merge",
    refused: ["quiet_period_running"],
    story: quiet(5),
    merged: (story) => onMain(story, "quietPeriod: 0\n"),
  },
  {
    name: "the policy's protected environment was given up after the merge",
    refused: ["environment_not_approved"],
    merged: (story) => onMain(story, "protectedEnvironment: false\n"),
    release: () => {},
  },
  {
    name: "the policy became unreadable after the merge",
    refused: ["gate_fact_unknown"],
    merged: (story) => onMain(story, "approvals: many\n"),
  },
  {
    name: "the policy was written again without a difference",
    story: { policy: "approvals: 2\n" },
    merged: (story) => onMain(story, "approvals: 2 # the same\n"),
  },
  { name: "the quiet period is over", daysAgo: 4, story: quiet(3) },
  { name: "the quiet period is running", refused: ["quiet_period_running"], story: quiet(3) },
  {
    name: "the quiet period is not in the manifest",
    daysAgo: 4,
    refused: ["manifest_incomplete"],
    story: { policy: "quietPeriod: 3\n" },
  },
  {
    name: "three approvals in place of a protected environment",
    story: { policy: "protectedEnvironment: false\n" },
    reviews: (story) => {
      approve(story);
      const { repository, number, people, line } = story;
      acts.review(repository, { pullRequest: number, user: people.eve, body: line });
    },
    release: () => {},
  },
  {
    name: "an age that is over",
    daysAgo: 2,
    refused: [...few, "approval_expired"],
    story: { policy: "maximumAge: 1\n" },
  },
];

function team(story: Story, members: readonly string[]): void {
  const { world } = story.github;
  world.teams.set("platform", { slug: "platform", members: new Set(members) });
}

/** The branch's own rules, and teams. */
const around: readonly Scenario[] = [
  {
    name: "a ruleset asks for three approvals",
    refused: few,
    opened: ({ repository }) =>
      void repository.rules.set("main", [
        { type: "pull_request", parameters: { required_approving_review_count: 3 } },
      ]),
  },
  {
    name: "a ruleset asks for one approval",
    opened: ({ repository }) =>
      void repository.rules.set("main", [
        { type: "deletion" },
        { type: "pull_request", parameters: { required_approving_review_count: 1 } },
      ]),
  },
  {
    name: "both approvers are in the policy's team",
    story: { policy: "who: { teams: [platform] }\n" },
    opened: (story) => team(story, ["ben", "cleo"]),
  },
  {
    name: "both approvers are in the policy's team, and others go on committing",
    story: { policy: "who: { teams: [platform] }\n" },
    opened: (story) => team(story, ["ben", "cleo"]),
    merged: (story) => onMain(story, "who: { teams: [platform] }\nmaximumAge: 5\n"),
  },
  {
    name: "three approvals, and others go on committing before and after",
    story: { policy: "approvals: 3\n" },
    reviews: (story) => {
      approve(story);
      const { repository, number, people, line } = story;
      acts.review(repository, { pullRequest: number, user: people.eve, body: line });
    },
    reviewed: ({ repository, people }) =>
      void repository.commit({ branch: "main", author: people.dora, files: { "before.txt": "x" } }),
    merged: ({ repository, people }) =>
      void repository.commit({ branch: "main", author: people.dora, files: { "after.txt": "x" } }),
  },
  {
    name: "one approver is named, the other in the policy's team",
    story: { policy: "who: { logins: [ben], teams: [platform] }\n" },
    opened: (story) => team(story, ["cleo"]),
  },
  {
    name: "one approver is not in the policy's team",
    refused: [...few, "approver_not_listed"],
    story: { policy: "who: { teams: [platform] }\n" },
    opened: (story) => team(story, ["ben"]),
  },
];

export const policyScenarios: readonly Scenario[] = [...standing, ...changed, ...around];

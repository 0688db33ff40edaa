import type { MessageCode } from "../../../core/messages/registry.ts";
import type { Run } from "../../../simulator/github/records.ts";
import * as acts from "../../../simulator/github/repository-acts.ts";
import { type Story, WORKFLOW } from "../../support/github.ts";
import { family, type Scenario } from "./scenario.ts";

type RunOptions = Partial<Parameters<typeof acts.startRun>[1]>;

function runOf(story: Story, options: RunOptions = {}): Run {
  return acts.startRun(story.repository, {
    workflow: WORKFLOW,
    event: "workflow_dispatch",
    actor: story.people.dora,
    ...options,
  });
}

const few: readonly MessageCode[] = ["too_few_approvals"];

/** Another run than that of the merge's push. */
const runs = family<(story: Story) => Run>(
  [
    ["dispatched by hand", [], (story) => runOf(story)],
    [
      "dispatched after other commits",
      [],
      (story) => {
        story.repository.commit({ branch: "main", author: story.people.dora, files: { "x.txt": "x" } });
        return runOf(story);
      },
    ],
    [
      "dispatched by an approver",
      [...few, "approver_is_dispatcher"],
      (story) => runOf(story, { actor: story.people.ben }),
    ],
    ["dispatched by the author", [], (story) => runOf(story, { actor: story.people.ada })],
    [
      "dispatched, then run again by an approver",
      [...few, "approver_is_dispatcher"],
      (story) => {
        const run = runOf(story);
        run.triggeringActor = story.people.cleo;
        return run;
      },
    ],
    ...(
      [
        "pull_request",
        "pull_request_target",
        "schedule",
        "repository_dispatch",
        "workflow_run",
        "workflow_call",
        "merge_group",
        "deployment",
        "pull_request_review",
        "issue_comment",
      ] as const
    ).map(
      (event) =>
        [`started by ${event}`, ["run_wrong_event"], (story: Story) => runOf(story, { event })] as const,
    ),
    [
      "dispatched on the branch",
      ["run_wrong_branch", "run_wrong_commit"],
      (story) => runOf(story, { branch: "retire-old" }),
    ],
    [
      "dispatched on a tag-like branch of the same commit",
      ["run_wrong_branch"],
      (story) => {
        story.repository.createBranch("release", story.repository.tip(), story.people.dora);
        return runOf(story, { branch: "release" });
      },
    ],
    [
      "dispatched before the merge",
      ["run_wrong_commit"],
      (story) => runOf(story, { sha: story.repository.git.commit(story.repository.tip())?.parents[0] ?? "" }),
    ],
    [
      "another workflow, not on the default branch",
      ["run_workflow_changed"],
      (story) => runOf(story, { workflow: ".github/workflows/mine.yml" }),
    ],
  ],
  (run) => ({ run }),
).map((scenario) => ({ ...scenario, name: `the run is ${scenario.name}` }));

const job = (options: Parameters<typeof acts.setJob>[2]) => (story: Story, run: Run) => {
  acts.setJob(story.repository, run, options);
};

/** How job `verify` went. */
const verifies = family<(story: Story, run: Run) => void>(
  [
    ...(["failure", "cancelled", "skipped"] as const).map(
      (conclusion) =>
        [`ended in ${conclusion}`, ["verify_not_passed"], job({ name: "verify", conclusion })] as const,
    ),
    ["is still running", ["verify_not_passed"], job({ name: "verify", status: "in_progress" })],
    ["is not part of it", ["verify_not_passed"], () => {}],
    ["has another name", ["verify_not_passed"], job({ name: "Verify" })],
    ["has a matrix's name", ["verify_not_passed"], job({ name: "verify (1)" })],
    [
      "lies among two hundred jobs",
      [],
      (story, run) => {
        for (let count = 0; count < 200; count += 1)
          acts.setJob(story.repository, run, { name: `job-${count}` });
        acts.setJob(story.repository, run, { name: "verify" });
      },
    ],
    [
      "passed in the first attempt and failed in the second",
      ["verify_not_passed"],
      (story, run) => {
        acts.setJob(story.repository, run, { name: "verify" });
        acts.rerun(run, story.people.dora);
        acts.setJob(story.repository, run, { name: "verify", conclusion: "failure" });
      },
    ],
    [
      "failed in the first attempt and passed in the second",
      [],
      (story, run) => {
        acts.setJob(story.repository, run, { name: "verify", conclusion: "failure" });
        acts.rerun(run, story.people.dora);
        acts.setJob(story.repository, run, { name: "verify" });
      },
    ],
    [
      "is there twice, once passed and once failed",
      ["verify_not_passed"],
      (story, run) => {
        acts.setJob(story.repository, run, { name: "verify" });
        const [verify] = run.jobs;
        if (verify !== undefined) run.jobs.push({ ...verify, id: verify.id + 1e6, conclusion: "failure" });
      },
    ],
    [
      "is there twice, and both passed",
      ["verify_not_passed"],
      (story, run) => {
        acts.setJob(story.repository, run, { name: "verify" });
        const [verify] = run.jobs;
        if (verify !== undefined) run.jobs.push({ ...verify, id: verify.id + 1e6 });
      },
    ],
    [
      "passed in the first attempt, and only the cancel ran in the second",
      [],
      (story, run) => {
        acts.setJob(story.repository, run, { name: "verify" });
        acts.rerun(run, story.people.dora);
      },
    ],
    [
      "passed in another run only",
      ["verify_not_passed"],
      (story) => {
        const other = runOf(story);
        acts.setJob(story.repository, other, { name: "verify" });
      },
    ],
  ],
  (verified) => ({ verified }),
).map((scenario) => ({ ...scenario, name: `verify ${scenario.name}` }));

/** The environment itself, and what the job hands over. */
const around: readonly Scenario[] = [
  {
    name: "the environment asks nobody",
    refused: ["environment_unprotected"],
    last: ({ repository }) => void acts.createEnvironment(repository, "decommission"),
  },
  {
    name: "the environment is gone",
    refused: ["environment_unprotected"],
    last: ({ repository }) => void repository.environments.delete("decommission"),
  },
  ...family<string>(
    [
      ["no digest from verify", ["verify_other_digest"], ""],
      ["another digest from verify", ["verify_other_digest"], "0".repeat(64)],
    ],
    (digest) => ({ inputs: () => ({ "verified-digest": digest }) }),
  ),
  {
    name: "the plan's digest in place of the approved one",
    refused: ["verify_other_digest"],
    inputs: ({ plan }) => ({ "verified-digest": plan.planDigest }),
  },
  ...family<Readonly<Record<string, string | undefined>>>(
    [
      ["a run that does not exist", ["gate_fact_unknown"], { GITHUB_RUN_ID: "999999" }],
      ["an attempt that is not", ["run_mismatch", "environment_not_approved"], { GITHUB_RUN_ATTEMPT: "2" }],
      ["a commit that is nobody's merge", ["pull_request_unknown"], { GITHUB_SHA: "0".repeat(40) }],
      ["no run", ["action_environment_invalid"], { GITHUB_RUN_ID: undefined }],
      ["no repository", ["action_environment_invalid"], { GITHUB_REPOSITORY: undefined }],
      ["no token for Azure", ["run_token_unavailable"], { ACTIONS_ID_TOKEN_REQUEST_URL: undefined }],
    ],
    (environment) => ({ environment }),
  ).map((scenario) => ({ ...scenario, name: `the runner names ${scenario.name}` })),
  ...family<Readonly<Record<string, string>>>(
    [
      ["another repository", ["token_claims_mismatch"], { repository: "contoso/other" }],
      ["another repository's id", ["token_claims_mismatch"], { repository_id: "1" }],
      ["another ref", ["token_claims_mismatch"], { ref: "refs/heads/side" }],
      ["a tag of the branch's name", ["token_claims_mismatch"], { ref: "refs/tags/main" }],
      ["another commit", ["token_claims_mismatch"], { sha: "0".repeat(40) }],
      ["another environment", ["token_claims_mismatch"], { environment: "staging" }],
      [
        "another workflow",
        ["token_claims_mismatch"],
        { workflow_ref: "contoso/x/.github/workflows/y.yml@refs/heads/main" },
      ],
      ["another run", ["token_claims_mismatch"], { run_id: "1" }],
      ["another attempt", ["token_claims_mismatch"], { run_attempt: "7" }],
      ["another event", ["token_claims_mismatch"], { event_name: "schedule" }],
      ["the environment in another case", ["token_claims_mismatch"], { environment: "Decommission" }],
      ["a subject of its owner's own form", [], { sub: "repository_owner:contoso:workflow:decommission" }],
    ],
    (claims) => ({ claims }),
  ).map((scenario) => ({ ...scenario, name: `the token names ${scenario.name}` })),
  {
    name: "the job runs in another environment",
    refused: ["token_claims_mismatch"],
    jobEnvironment: "staging",
  },
  { name: "verify, as it should be", command: "verify" },
  {
    name: "verify, dispatched by an approver",
    command: "verify",
    refused: [...few, "approver_is_dispatcher"],
    run: (story) => runOf(story, { actor: story.people.ben }),
  },
  { name: "verify, dispatched", command: "verify", run: (story) => runOf(story) },
  { name: "verify, before anybody released", command: "verify", release: () => {} },
  {
    name: "verify, with another digest handed over",
    command: "verify",
    inputs: () => ({ "verified-digest": "0".repeat(64) }),
  },
];

export const runScenarios: readonly Scenario[] = [...runs, ...verifies, ...around];

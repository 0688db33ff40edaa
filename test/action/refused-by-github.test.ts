import { describe, expect, test } from "vitest";
import type { Run } from "../../simulator/github/records.ts";
import * as acts from "../../simulator/github/repository-acts.ts";
import { approve, FOLDER, mergeStory, WORKFLOW } from "../support/github.ts";
import { type GateWorld, gateWorld, pushRun, release, runCancel, runCheck, runVerify } from "./world.ts";

/** What goes wrong between the merge and the cancel, and the code it is refused with. */
const cases: readonly [string, string, (world: GateWorld, run: Run) => void | Promise<void>][] = [
  [
    "the manifest changed after the approval",
    "manifest_changed",
    ({ story }) => {
      const files = { [`${FOLDER}/decommission.yaml`]: `${story.manifest}# later\n` };
      story.repository.commit({ branch: "main", author: story.people.dora, files });
    },
  ],
  [
    "an approver lost access",
    "approver_without_access",
    ({ story }) => story.github.world.grant(story.repository, story.people.ben, "read"),
  ],
  [
    "somebody asks for changes after the merge",
    "changes_requested",
    ({ story }) => {
      const { repository, number: pullRequest, people } = story;
      acts.review(repository, { pullRequest, user: people.eve, state: "CHANGES_REQUESTED", body: "stop" });
    },
  ],
  [
    "verify failed in this run",
    "verify_not_passed",
    ({ story }, run) => void acts.setJob(story.repository, run, { name: "verify", conclusion: "failure" }),
  ],
  ["verify is no job of this run", "verify_not_passed", (_, run) => void run.jobs.splice(0, run.jobs.length)],
  [
    "nobody released the environment",
    "environment_not_approved",
    (_, run) => void run.approvals.splice(0, run.approvals.length),
  ],
  [
    "the merger released it",
    "environment_not_approved",
    ({ story }, run) => {
      run.approvals.splice(0, run.approvals.length);
      acts.answerEnvironment(run, { environment: "decommission", user: story.people.dora });
    },
  ],
  [
    "the author released it",
    "environment_not_approved",
    ({ story }, run) => {
      run.approvals.splice(0, run.approvals.length);
      acts.answerEnvironment(run, { environment: "decommission", user: story.people.ada });
    },
  ],
  [
    "another environment was released",
    "environment_not_approved",
    ({ story }, run) => {
      run.approvals.splice(0, run.approvals.length);
      acts.answerEnvironment(run, { environment: "staging", user: story.people.eve });
    },
  ],
  [
    "the environment asks nobody",
    "environment_unprotected",
    ({ story }) => void acts.createEnvironment(story.repository, "decommission"),
  ],
  [
    "the environment does not exist",
    "environment_unprotected",
    ({ story }) => void story.repository.environments.delete("decommission"),
  ],
  [
    "the policy became stricter",
    "too_few_approvals",
    ({ story }) => {
      const files = { ".github/sundown.yml": "approvals: 3\n" };
      story.repository.commit({ branch: "main", author: story.people.dora, files });
    },
  ],
  [
    "the policy cannot be read any more",
    "gate_fact_unknown",
    ({ story }) => {
      const files = { ".github/sundown.yml": "aprovals: 1\n" };
      story.repository.commit({ branch: "main", author: story.people.dora, files });
    },
  ],
  [
    "the workflow changed on the default branch",
    "run_workflow_changed",
    ({ story }) => {
      const files = { [WORKFLOW]: "on: workflow_dispatch\n" };
      story.repository.commit({ branch: "main", author: story.people.dora, files });
    },
  ],
  [
    "the merge was rewritten away",
    "merge_not_on_default_branch",
    ({ story }) => {
      const parent = story.repository.git.commit(story.repository.tip())?.parents[0] ?? "";
      story.repository.push("main", parent, story.people.dora, "force_push");
    },
  ],
];

describe("a cancel that is refused before it signs in to Azure", () => {
  test.each(cases)("%s: %s", async (_name, code, spoil) => {
    const world = await gateWorld();
    const { story } = world;
    approve(story);
    mergeStory(story);
    const run = pushRun(world);
    acts.setJob(story.repository, run, { name: "verify" });
    release(world, run);
    await spoil(world, run);
    const result = await runCancel(world, run);
    expect(result.reasons).toContain(code);
    expect(result.exitCode).toBe(1);
    expect(result.outputs.outcome).toBe("refused");
    expect(result.summary).toContain(code);
    expect(story.github.log().filter(({ path }) => path.includes("_oidc"))).toEqual([]);
  });

  test("verify handed over another digest", async () => {
    const world = await gateWorld();
    approve(world.story);
    mergeStory(world.story);
    const run = pushRun(world);
    acts.setJob(world.story.repository, run, { name: "verify" });
    release(world, run);
    const result = await runCancel(world, run, { digest: "0".repeat(64) });
    expect(result.reasons).toEqual(["verify_other_digest"]);
  });
});

describe("a verify that is refused", () => {
  test("a dispatcher approved", async () => {
    const world = await gateWorld();
    approve(world.story);
    mergeStory(world.story);
    const { repository, people } = world.story;
    const run = acts.startRun(repository, {
      workflow: WORKFLOW,
      event: "workflow_dispatch",
      actor: people.ben,
    });
    const result = await runVerify(world, run, { "pull-request": String(world.story.number) });
    expect(result.reasons).toEqual(["too_few_approvals", "approver_is_dispatcher"]);
  });

  test("a run on another branch", async () => {
    const world = await gateWorld();
    approve(world.story);
    mergeStory(world.story);
    const { repository, people } = world.story;
    const run = acts.startRun(repository, {
      workflow: WORKFLOW,
      event: "workflow_dispatch",
      actor: people.dora,
      branch: "retire-old",
    });
    const result = await runVerify(world, run, { "pull-request": String(world.story.number) });
    expect(result.reasons).toContain("run_wrong_branch");
  });

  test("a push that is nobody's merge", async () => {
    const world = await gateWorld();
    const { repository, people } = world.story;
    repository.commit({ branch: "main", author: people.dora, files: { [`${FOLDER}/plan.md`]: "direct\n" } });
    const result = await runVerify(world, pushRun(world));
    expect(result.reasons).toEqual(["pull_request_unknown"]);
  });
});

describe("a check", () => {
  test("names every open point with its line, and gives no line to approve with", async () => {
    const world = await gateWorld({
      manifest: "subscription:\n  id: nonsense\nreason: 'TODO: why'\n",
    });
    const result = await runCheck(world);
    expect(result.exitCode).toBe(1);
    expect(result.reasons).toEqual(["manifest_incomplete"]);
    expect(result.log).toMatch(/decommission\.yaml:3:\d+: manifest_undecided: /);
    expect(result.log).toMatch(
      /::error title=manifest_\w+,file=decommission\/old\/decommission\.yaml,line=3/,
    );
    const comment = world.story.repository.comments[0]?.body ?? "";
    expect(comment).toContain("decommission.yaml:3");
    expect(comment).not.toContain("sundown approve");
  });

  test("refuses a pull request that loosens its own policy", async () => {
    const world = await gateWorld({ files: { ".github/sundown.yml": "approvals: 1\n" } });
    expect((await runCheck(world)).reasons).toEqual(["pull_request_changes_more"]);
  });

  test("the summary has what the comment could not say", async () => {
    const world = await gateWorld();
    world.story.github.disturb({ method: "POST", path: "/comments", status: 403 });
    const result = await runCheck(world);
    expect(result.exitCode).toBe(0);
    expect(result.log).toContain("comment_not_written");
    expect(result.summary).toContain(world.story.line);
  });
});

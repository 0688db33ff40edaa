import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import type { Run } from "../../simulator/github/records.ts";
import * as acts from "../../simulator/github/repository-acts.ts";
import { repositoryFiles } from "../../steps/init/repository-files.ts";
import { installedAction } from "../../steps/init/templates/sundown-steps.ts";
import { type ActionWorld, actionWorld, stateOf, tearDown } from "../action/world.ts";
import { findPulumi, installPackages, standInFolder } from "../pulumi/pulumi-project.ts";
import { approve, FOLDER, mergeStory } from "../support/github.ts";
import { type ActionCall, type ActOptions, findAct, runAct } from "./act.ts";

const act = findAct() ?? "";
if (act === "")
  process.stdout.write("skipped: no `act` on PATH, so no real runner runs the workflows here\n");

const full = process.env.SUNDOWN_FULL !== undefined;
if (act !== "" && !full)
  process.stdout.write("skipped: on the runner all workflows but `run` wait for SUNDOWN_FULL=1\n");

/** What `sundown init` writes, but for the seconds between two looks at a simulated Azure. */
const files = Object.fromEntries(
  repositoryFiles({
    action: installedAction,
    packages: { sundown: {}, pulumi: {} },
    package: "none",
    backend: undefined,
  }).flatMap((file) =>
    "content" in file
      ? [
          [
            file.path,
            file.content.replace("command: cancel", "command: cancel\n          poll-seconds: 0.05"),
          ],
        ]
      : [],
  ),
);
const pathOf = (name: string) => `.github/workflows/decommission-${name}.yml`;

async function openWorld(): Promise<ActionWorld> {
  return actionWorld({ story: async () => ({ before: files }) });
}

async function mergedWorld(): Promise<ActionWorld> {
  const world = await openWorld();
  approve(world.story);
  mergeStory(world.story);
  return world;
}

/** What GitHub does when a job begins: its record, and its token. */
function startJob(
  { story }: ActionWorld,
  run: Run,
  name: string,
  environment?: string,
): Record<string, string> {
  const { github, repository } = story;
  acts.setJob(repository, run, { name, status: "in_progress" });
  const place = environment === undefined ? {} : { environment };
  return github.runnerEnvironment(repository, { run, name, ...place });
}

/** The workflow for a run of this world, with everything that the world has in it. */
function workflowRun(
  world: ActionWorld,
  name: string,
  run: Run,
): Pick<ActOptions, "workflow" | "files" | "environment" | "variables" | "secrets"> {
  const { story, cloud } = world;
  const { AZURE_CLIENT_ID: client = "", AZURE_TENANT_ID: tenant = "", ...place } = cloud;
  const runner = story.github.runnerEnvironment(story.repository, { run, name: "none" });
  return {
    workflow: pathOf(name),
    files: {
      ...files,
      [`${FOLDER}/plan.json`]: `${JSON.stringify(story.plan, null, 2)}\n`,
      [`${FOLDER}/decommission.yaml`]: story.manifest,
    },
    // This runner reads the commit under another name.
    environment: { ...place, ...runner, SHA_REF: run.headSha },
    variables: { AZURE_TENANT_ID: tenant, AZURE_READER_CLIENT_ID: client, AZURE_CLIENT_ID: client },
    secrets: { GITHUB_TOKEN: story.github.token },
  };
}

const onMain = { ref: "refs/heads/main", repository: { default_branch: "main" } };

const permissions = z.object({
  jobs: z.record(z.string(), z.object({ permissions: z.record(z.string(), z.string()) })),
});

const onRunner = { skip: act === "", timeout: 180_000 };
const inFull = { ...onRunner, skip: act === "" || !full };

describe("on a real runner", () => {
  test.each([
    ["check", "pull_request"],
    ["gate", "pull_request_review"],
  ] as const)("%s comments on the pull request", inFull, async (name, event) => {
    const world = await openWorld();
    const { story } = world;
    const run = acts.startRun(story.repository, {
      workflow: pathOf(name),
      event,
      actor: story.people.ada,
      branch: "retire-old",
    });
    const { exitCode, log } = await runAct(act, {
      ...workflowRun(world, name, run),
      event,
      payload: { ...onMain, pull_request: { number: story.number } },
      onAction: async () => ({}),
    });
    expect(exitCode, log).toBe(0);
    expect(story.repository.comments.map(({ body }) => body)).toEqual([expect.stringContaining(story.line)]);
  });

  test(
    "the run verifies, cancels after the teardown and the release, and keeps its evidence",
    onRunner,
    async () => {
      const world = await mergedWorld();
      const { story } = world;
      const { repository, people } = story;
      const run = acts.startRun(repository, { workflow: pathOf("run"), event: "push", actor: people.dora });
      const calls: ActionCall[] = [];
      const { exitCode, log } = await runAct(act, {
        ...workflowRun(world, "run", run),
        event: "push",
        payload: onMain,
        onAction: async (call) => {
          calls.push(call);
          if (call.action !== "actions/setup-node") return {};
          if (call.job === "verify") return startJob(world, run, "verify");
          acts.setJob(repository, run, { name: "verify", status: "completed", conclusion: "success" });
          await tearDown(world, story.plan);
          acts.answerEnvironment(run, { environment: "decommission", user: people.eve });
          return startJob(world, run, "cancel", "decommission");
        },
      });
      expect(exitCode, log).toBe(0);
      expect(["Disabled", "Warned"]).toContain(stateOf(world));
      const kept = calls.filter(({ action }) => action === "actions/upload-artifact");
      expect(kept).toMatchObject([{ job: "cancel", inputs: { path: expect.stringContaining("evidence") } }]);
      const attested = calls.find(({ action }) => action === "actions/attest");
      expect(attested?.inputs["subject-path"]).toContain("evidence");
    },
  );

  test("a cancel that is refused ends the run as failed", inFull, async () => {
    const world = await mergedWorld();
    const { repository, people } = world.story;
    const run = acts.startRun(repository, { workflow: pathOf("run"), event: "push", actor: people.dora });
    const { exitCode, log } = await runAct(act, {
      ...workflowRun(world, "run", run),
      event: "push",
      payload: onMain,
      onAction: async ({ action, job }) => {
        if (action !== "actions/setup-node") return {};
        if (job === "verify") return startJob(world, run, "verify");
        acts.setJob(repository, run, { name: "verify", status: "completed", conclusion: "success" });
        return startJob(world, run, "cancel", "decommission");
      },
    });
    expect(exitCode).toBe(1);
    expect(log).toContain("environment_not_approved");
    expect(stateOf(world)).toBe("Enabled");
  });

  const noEngine = findPulumi() === undefined;
  test.each(["sundown", "pulumi"])("the teardown by %s leaves nothing", inFull, async (engine) => {
    if (engine === "pulumi" && noEngine) {
      process.stdout.write("skipped: no `pulumi` on PATH\n");
      return;
    }
    const world = await mergedWorld();
    const { repository, people, github, plan, number } = world.story;
    const run = acts.startRun(repository, {
      workflow: pathOf("teardown"),
      event: "workflow_dispatch",
      actor: people.dora,
    });
    const base = workflowRun(world, "teardown", run);
    const { jobs } = permissions.parse(parse(files[pathOf("teardown")] ?? ""));
    github.limit(jobs.teardown?.permissions ?? {});
    const calls: ActionCall[] = [];
    const { exitCode, log } = await runAct(act, {
      ...base,
      event: "workflow_dispatch",
      payload: {
        ...onMain,
        inputs: {
          "pull-request": String(number),
          folder: FOLDER,
          subscription: plan.subscription.name,
          engine,
        },
      },
      commands: [standInFolder],
      prepare: installPackages,
      environment: {
        ...base.environment,
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
      secrets: { ...base.secrets, PULUMI_CONFIG_PASSPHRASE: "test" },
      variables: { ...base.variables, PULUMI_BACKEND_URL: "file://~" },
      onAction: async (call) => {
        calls.push(call);
        return call.action === "actions/setup-node" ? startJob(world, run, "teardown", "decommission") : {};
      },
    });
    expect(exitCode, log).toBe(0);
    expect(world.azure.state().resourceGroups).toEqual([]);
    expect(log.includes("Destroying (decommission-")).toBe(engine === "pulumi");
    expect(calls.map(({ action }) => action)).toContain("actions/attest");
  });
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { workflows } from "../../scripts/docs/workflows.ts";
import * as acts from "../../simulator/github/repository-acts.ts";
import { approve, mergeStory } from "../support/github.ts";
import { type Clouds, startClouds } from "./matrix/clouds.ts";
import { type GateWorld, gateWorld, pushRun, release, runCancel, runCheck, runVerify } from "./world.ts";

const workflow = z.object({
  jobs: z.record(z.string(), z.object({ permissions: z.record(z.string(), z.string()) })),
});

/** What the published workflow gives a job's token. */
function permissionsOf(file: string, job: string): Readonly<Record<string, string>> {
  const { jobs } = workflow.parse(parse(workflows().get(`decommission-${file}.yml`) ?? ""));
  return jobs[job]?.permissions ?? {};
}

let clouds: Clouds;
beforeAll(async () => {
  clouds = await startClouds();
});
afterAll(() => clouds.close());

async function merged(cloud: Clouds["full"]): Promise<GateWorld> {
  const { story } = await gateWorld({ plan: clouds.plan });
  approve(story);
  mergeStory(story);
  const { AZURE_CLIENT_SECRET: _secret, ...variables } = cloud.azure.environment();
  return { story, cloud: variables };
}

test("check needs no more than its workflow gives, and says so where it gets less", async () => {
  const world = await gateWorld();
  world.story.github.limit(permissionsOf("check", "check"));
  expect(await runCheck(world)).toMatchObject({ exitCode: 0, outputs: { outcome: "passed" } });
  expect(world.story.repository.comments).toHaveLength(1);
  world.story.github.limit({ contents: "read", "pull-requests": "read" });
  world.story.repository.comments.splice(0);
  const unable = await runCheck(world);
  expect(unable.exitCode).toBe(0);
  expect(unable.log).toContain("comment_not_written");
});

test("verify needs no more than its workflow gives", async () => {
  const world = await merged(clouds.full);
  world.story.github.limit(permissionsOf("run", "verify"));
  expect((await runVerify(world, pushRun(world))).reasons).toEqual([]);
});

test("cancel needs no more than its workflow gives, and refuses with any of it missing", async () => {
  const world = await merged(clouds.empty);
  const run = pushRun(world);
  const granted = permissionsOf("run", "cancel");
  world.story.github.limit(granted);
  acts.setJob(world.story.repository, run, { name: "verify" });
  release(world, run);
  for (const missing of ["contents", "pull-requests", "actions"]) {
    world.story.github.limit({ ...granted, [missing]: "none" });
    const refused = await runCancel(world, run);
    expect(refused.outputs.outcome, missing).toBe("refused");
  }
  world.story.github.limit(granted);
  expect(await runCancel(world, run)).toMatchObject({ exitCode: 0, outputs: { outcome: "cancelled" } });
});

import { createHash } from "node:crypto";
import { decodeJwt } from "jose";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { startGitHubSimulator } from "../../simulator/github/github-simulator.ts";
import * as acts from "../../simulator/github/repository-acts.ts";
import { FOLDER, mergeStory, startStory, WORKFLOW } from "../support/github.ts";
import { get, listOf } from "./get.ts";

const repository = "/repos/contoso/landing-zone";

describe("requests", () => {
  test("GH-1: no token, a wrong one, the right one", async () => {
    const story = await startStory();
    const without = await fetch(`${story.github.origin}${repository}`);
    expect(without.status).toBe(401);
    expect(await without.json()).toMatchObject({ message: "Requires authentication" });
    expect(await get(story, repository, "ghs_other")).toMatchObject({
      status: 401,
      body: { message: "Bad credentials" },
    });
    expect((await get(story, repository)).status).toBe(200);
  });

  test("GH-2: an unknown route is loud", async () => {
    const github = await startGitHubSimulator();
    onTestFinished(() => github.close());
    const story = await startStory({ github });
    const answer = await get(story, `${repository}/nothing/here`);
    expect(answer).toMatchObject({
      status: 404,
      body: { message: expect.stringContaining("/nothing/here") },
    });
    expect(story.github.log().at(-1)).toMatchObject({ status: 404, path: `${repository}/nothing/here` });
  });

  test("GH-3: pages of 30, at most 100, and their links", async () => {
    const story = await startStory();
    for (let index = 0; index < 130; index += 1) {
      acts.review(story.repository, {
        pullRequest: 1,
        user: story.people.ben,
        state: "COMMENTED",
        body: "x",
      });
    }
    const first = await get(story, `${repository}/pulls/1/reviews`);
    expect(first.body).toHaveLength(30);
    expect(first.link).toContain(`<${story.github.origin}${repository}/pulls/1/reviews?page=2>; rel="next"`);
    expect((await get(story, `${repository}/pulls/1/reviews?per_page=500`)).body).toHaveLength(100);
    const last = await get(story, `${repository}/pulls/1/reviews?per_page=100&page=2`);
    expect(last.body).toHaveLength(30);
    expect(last.link).not.toContain('rel="next"');
  });
});

describe("git", () => {
  test("GH-5, GH-6: ids are git's, folders list what is in them", async () => {
    const story = await startStory();
    const { body } = await get(story, `${repository}/contents/${FOLDER}?ref=retire-old`);
    const listed = listOf(body).map(({ name, sha }) => [name, sha]);
    const manifest = Buffer.from(story.manifest);
    const sha = createHash("sha1").update(`blob ${manifest.length}\0`).update(manifest).digest("hex");
    expect(listed).toContainEqual(["decommission.yaml", sha]);
    expect((await get(story, `${repository}/contents/${FOLDER}?ref=main`)).status).toBe(404);
  });

  test("GH-7: compare knows ahead, behind, identical and diverged", async () => {
    const story = await startStory();
    const status = async (range: string) => {
      const { body } = await get(story, `${repository}/compare/${range}`);
      return Array.isArray(body) ? undefined : body.status;
    };
    expect(await status("main...retire-old")).toBe("ahead");
    expect(await status("retire-old...main")).toBe("behind");
    expect(await status("main...main")).toBe("identical");
    story.repository.commit({ branch: "main", author: story.people.dora, files: { "x.txt": "x" } });
    expect(await status("main...retire-old")).toBe("diverged");
  });
});

describe("pull requests", () => {
  test("GH-8: a trial merge is none", async () => {
    const story = await startStory();
    expect((await get(story, `${repository}/pulls/1`)).body).toMatchObject({
      merged: false,
      merge_commit_sha: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    const commit = mergeStory(story);
    expect((await get(story, `${repository}/pulls/1`)).body).toMatchObject({
      merged: true,
      merge_commit_sha: commit,
    });
  });

  test("GH-9: a review follows a push that leaves the patch alone, and no other", async () => {
    const story = await startStory();
    const { repository: repo, people } = story;
    const entry = acts.review(repo, { pullRequest: 1, user: people.ben, body: "ok" });
    repo.commit({ branch: "main", author: people.dora, files: { "x.txt": "x" } });
    const updated = acts.updateBranch(repo, 1, people.dora);
    expect(entry.commit).toBe(updated);
    repo.commit({ branch: "retire-old", author: people.ada, files: { [`${FOLDER}/plan.md`]: "new\n" } });
    expect(entry.commit).toBe(updated);
  });

  test("GH-14: pushes are on record with their actor, newest first", async () => {
    const story = await startStory();
    const { body } = await get(story, `${repository}/activity?ref=refs/heads/retire-old`);
    expect(listOf(body).map(({ activity_type }) => activity_type)).toEqual(["push", "branch_creation"]);
    expect(listOf(body)[0]).toMatchObject({
      actor: { login: "ada" },
      after: story.repository.tip("retire-old"),
    });
  });

  test("GH-15: maintain is folded, role_name is not", async () => {
    const story = await startStory();
    story.github.world.grant(story.repository, story.people.ben, "maintain");
    const { body } = await get(story, `${repository}/collaborators/ben/permission`);
    expect(body).toMatchObject({ permission: "write", role_name: "maintain" });
  });
});

describe("workflow runs", () => {
  test("GH-4, GH-17: jobs of the last attempt, or of all", async () => {
    const story = await startStory();
    const run = acts.startRun(story.repository, {
      workflow: WORKFLOW,
      event: "push",
      actor: story.people.dora,
    });
    acts.setJob(story.repository, run, { name: "cancel", conclusion: "failure" });
    acts.rerun(run, story.people.dora);
    acts.setJob(story.repository, run, { name: "cancel" });
    const jobs = `${repository}/actions/runs/${run.id}/jobs`;
    expect((await get(story, jobs)).body).toMatchObject({ total_count: 1, jobs: [{ run_attempt: 2 }] });
    expect((await get(story, `${jobs}?filter=all`)).body).toMatchObject({ total_count: 2 });
  });

  test("GH-19: a token for the job's own secret, with the job's claims", async () => {
    const story = await startStory();
    const run = acts.startRun(story.repository, {
      workflow: WORKFLOW,
      event: "push",
      actor: story.people.dora,
    });
    const environment = story.github.runnerEnvironment(story.repository, {
      run,
      name: "cancel",
      environment: "prod",
    });
    const url = `${environment.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=api%3A%2F%2Fx`;
    expect((await fetch(url, { headers: { authorization: "bearer wrong" } })).status).toBe(401);
    const secret = environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN;
    const answer: unknown = await (
      await fetch(url, { headers: { authorization: `bearer ${secret}` } })
    ).json();
    const { value } = z.object({ value: z.string() }).parse(answer);
    expect(decodeJwt(value)).toMatchObject({
      aud: "api://x",
      sub: "repo:contoso/landing-zone:environment:prod",
      environment: "prod",
      ref: "refs/heads/main",
      run_id: String(run.id),
      workflow_ref: `contoso/landing-zone/${WORKFLOW}@refs/heads/main`,
    });
  });
});

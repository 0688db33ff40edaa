import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as acts from "../../simulator/github/repository-acts.ts";
import { FOLDER, mergeStory, startStory, WORKFLOW } from "../support/github.ts";
import { get, listOf } from "./get.ts";

const repository = "/repos/contoso/landing-zone";

test("GH-10: a dismissal changes the review itself", async () => {
  const story = await startStory();
  const { id } = acts.review(story.repository, { pullRequest: 1, user: story.people.ben, body: "ok" });
  acts.dismissReview(story.repository, 1, id);
  expect((await get(story, `${repository}/pulls/1/reviews`)).body).toMatchObject([
    { id, state: "DISMISSED" },
  ]);
});

test.each([
  ["merge", 2],
  ["squash", 1],
] as const)("GH-11: a %s has %i parents", async (method, parents) => {
  const story = await startStory();
  const commit = mergeStory(story, { method });
  const { body } = await get(story, `${repository}/git/commits/${commit}`);
  expect(body).toMatchObject({ sha: commit, parents: { length: parents } });
});

test("GH-12: an address of no account has none; GitHub's own commits are web-flow's", async () => {
  const story = await startStory();
  story.repository.commit({
    branch: "retire-old",
    author: story.people.ada,
    authorPerson: { name: "Nobody", email: "nobody@nowhere.example" },
    files: { [`${FOLDER}/plan.md`]: "x\n" },
  });
  const commits = await get(story, `${repository}/pulls/1/commits`);
  expect(listOf(commits.body).map(({ author }) => author)).toEqual([
    expect.objectContaining({ login: "ada" }),
    null,
  ]);
  const merged = await get(story, `${repository}/commits/${mergeStory(story)}`);
  expect(merged.body).toMatchObject({ author: { login: "dora" }, committer: { login: "web-flow" } });
});

test("GH-13: the list of commits ends after 250", async () => {
  const story = await startStory();
  for (let index = 0; index < 260; index += 1) {
    const files = { [`${FOLDER}/plan.md`]: `${index}\n` };
    const parent = story.repository.tip("retire-old");
    const sha = story.repository.writeCommit({ author: story.people.ada, files }, [parent]);
    story.repository.branches.set("retire-old", sha);
    story.repository.pullRequest(1).headSha = sha;
  }
  expect((await get(story, `${repository}/pulls/1`)).body).toMatchObject({ commits: 261 });
  const last = await get(story, `${repository}/pulls/1/commits?per_page=100&page=3`);
  expect(last.body).toHaveLength(50);
  expect(last.link).not.toContain('rel="next"');
});

test("GH-16: no role, no account, no membership", async () => {
  const story = await startStory();
  story.github.world.user("stranger");
  story.github.world.teams.set("platform", { slug: "platform", members: new Set(["ben"]) });
  expect((await get(story, `${repository}/collaborators/stranger/permission`)).body).toMatchObject({
    permission: "none",
    role_name: "none",
  });
  expect((await get(story, `${repository}/collaborators/nobody/permission`)).status).toBe(404);
  const team = "/orgs/contoso/teams/platform/memberships";
  expect((await get(story, `${team}/ben`)).body).toMatchObject({ state: "active" });
  expect((await get(story, `${team}/cleo`)).status).toBe(404);
});

test("GH-21, GH-22: a review says where its author belongs, and shows deleted accounts as one", async () => {
  const story = await startStory();
  const { repository: of, number: pullRequest, github, people } = story;
  acts.review(of, { pullRequest, user: people.ben });
  acts.review(of, { pullRequest, user: github.world.user("stranger") });
  acts.review(of, { pullRequest, user: github.world.user("ghost") });
  acts.review(of, { pullRequest, user: undefined });
  expect((await get(story, `${repository}/pulls/1/reviews`)).body).toMatchObject([
    { user: { login: "ben" }, author_association: "MEMBER" },
    { user: { login: "stranger" }, author_association: "NONE" },
    { user: { login: "ghost" }, author_association: "NONE" },
    { user: null, author_association: "NONE" },
  ]);
});

test("GH-18: answers of an environment's reviewers do not say for which attempt", async () => {
  const story = await startStory();
  const run = acts.startRun(story.repository, {
    workflow: WORKFLOW,
    event: "push",
    actor: story.people.dora,
  });
  acts.answerEnvironment(run, { environment: "decommission", user: story.people.eve });
  acts.rerun(run, story.people.dora);
  acts.answerEnvironment(run, { environment: "decommission", user: story.people.eve, state: "rejected" });
  const { body } = await get(story, `${repository}/actions/runs/${run.id}/approvals`);
  expect(body).toMatchObject([
    { state: "approved", user: { login: "eve" }, environments: [{ name: "decommission" }] },
    { state: "rejected", user: { login: "eve" } },
  ]);
  expect(JSON.stringify(body)).not.toContain("attempt");
});

test("every numbered rule is cited by a test, and no other number is", async () => {
  const folder = import.meta.dirname;
  const names = (await readdir(folder)).filter((name) => name.endsWith(".test.ts"));
  const sources = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  const rules = await readFile(join(folder, "../../simulator/github/BEHAVIOUR.md"), "utf8");
  const numbers = (text: string) => new Set(text.match(/GH-\d+/g));
  expect(numbers(sources.join("\n"))).toEqual(numbers(rules));
});

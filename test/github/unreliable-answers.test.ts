import { createServer } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { connectGitHub } from "../../github/connect-github.ts";
import { immutableObjects } from "../../github/immutable-objects.ts";
import { proveApproval } from "../../github/prove-approval.ts";
import { parseSticky, printSticky, writeStickyComment } from "../../github/sticky-comment.ts";
import { approve, FOLDER, mergeStory, reasonsFor, type Story, startStory } from "../support/github.ts";
import { portOf } from "../support/storage-front.ts";

async function mergedStory(): Promise<Story> {
  const story = await startStory();
  approve(story);
  mergeStory(story);
  return story;
}

describe("an answer that cannot be relied on makes its fact unknown", () => {
  const rows: readonly [string, string, Parameters<Story["github"]["disturb"]>[0]][] = [
    ["reviews: a page is cut off", "/reviews", { path: "/reviews", rewrite: () => ({ message: "cut" }) }],
    ["files: one is missing", "/files", { path: "/files", rewrite: () => [] }],
    ["commits: one is missing", "/commits", { path: "/pulls/1/commits", rewrite: () => [] }],
    ["activity: the push is missing", "/activity", { path: "/activity", rewrite: () => [] }],
    ["a page that leads to itself", "/reviews", selfLink("/reviews", 200)],
    ["a next page on another host", "/reviews", foreignLink()],
    ["a role that may not be read", "/permission", { path: "/permission", status: 403 }],
    ["rules that may not be read", "/rules", { path: "/rules/", status: 403 }],
    ["a blob with other content", "/git/blobs", { path: "/git/blobs", times: 2, rewrite: otherContent }],
    ["a server that stays broken", "/reviews", { path: "/reviews", times: 10, status: 502 }],
  ];

  test.each(rows)(
    "%s",
    async (_name, _path, fault) => {
      const story = await mergedStory();
      story.github.disturb(fault);
      expect(await reasonsFor(story)).toContain("gate_fact_unknown");
    },
    15_000,
  );
});

test("a hiccup is waited out", async () => {
  const story = await mergedStory();
  story.github.disturb({ path: "/reviews", status: 502 });
  story.github.disturb({ path: "/activity", status: 403, headers: { "retry-after": "0" } });
  expect(await reasonsFor(story)).toEqual([]);
});

test.each([
  ["while it waits for another try", { status: 403, headers: { "retry-after": "60" } }],
  ["before it begins", undefined],
])("an interruption ends a reading %s", async (_when, fault) => {
  const story = await mergedStory();
  const stop = new AbortController();
  const connection = connectGitHub(story.github.environment(story.repository), stop.signal);
  if (fault === undefined) stop.abort();
  else story.github.disturb({ path: "/reviews", ...fault });
  const began = performance.now();
  const proof = proveApproval(connection, { pullRequest: story.number, now: new Date() });
  const timer = setTimeout(() => stop.abort(), 500);
  onTestFinished(() => clearTimeout(timer));
  await expect(proof).rejects.toMatchObject({ name: "AbortError" });
  expect(performance.now() - began).toBeLessThan(10_000);
});

test("a redirect within GitHub is followed, as for a renamed repository", async () => {
  const story = await mergedStory();
  const { origin } = story.github;
  const location = `${origin}/repos/contoso/landing-zone/collaborators/ben/permission`;
  story.github.disturb({ path: "/collaborators/ben", status: 301, headers: { location } });
  expect(await reasonsFor(story)).toEqual([]);
});

test("a redirect to another host is nothing to decide on, whatever it says", async () => {
  const story = await mergedStory();
  story.github.world.grant(story.repository, story.people.ben, "read");
  const elsewhere = createServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ permission: "admin", role_name: "admin" }));
  });
  await new Promise<void>((resolve) => {
    elsewhere.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => void elsewhere.close());
  const location = `http://127.0.0.1:${portOf(elsewhere)}/`;
  story.github.disturb({ path: "/collaborators/ben", status: 302, headers: { location } });
  expect(await reasonsFor(story)).toContain("gate_fact_unknown");
});

test("a wrong token is an error of its own, and is not shown", async () => {
  const story = await mergedStory();
  const environment = { ...story.github.environment(story.repository), GITHUB_TOKEN: "ghs_wrongsecret" };
  const proof = proveApproval(connectGitHub(environment), { pullRequest: story.number, now: new Date() });
  await expect(proof).rejects.toMatchObject({ code: "github_refused" });
  await expect(proof).rejects.not.toThrow(/wrongsecret/);
});

test("an unknown pull request is not found", async () => {
  const story = await mergedStory();
  const proof = proveApproval(story.connection, { pullRequest: 99, now: new Date() });
  await expect(proof).rejects.toMatchObject({ code: "github_not_found", exitCode: 2 });
});

test.each([
  [{}],
  [{ GITHUB_TOKEN: "x" }],
  [{ GITHUB_TOKEN: "x", GITHUB_REPOSITORY: "only-a-name" }],
  [{ GITHUB_TOKEN: "x", GITHUB_REPOSITORY: "a/b", GITHUB_API_URL: "file:///etc" }],
  [{ GITHUB_TOKEN: "x", GITHUB_REPOSITORY: "a/b", GITHUB_API_URL: "http://github.example/api" }],
])("without what is needed to connect: %j", (environment) => {
  expect(() => connectGitHub(environment)).toThrow(
    expect.objectContaining({ code: "github_environment_missing" }),
  );
});

test("a list with a count that does not agree is incomplete", async () => {
  const story = await mergedStory();
  story.github.disturb({ path: "/environments", rewrite: (body) => ({ ...Object(body), total_count: 7 }) });
  const list = story.connection.readAll(
    "GET /repos/{owner}/{repo}/environments",
    {},
    z.object({ name: z.string() }),
    "environments",
  );
  await expect(list).rejects.toMatchObject({ code: "github_list_incomplete" });
});

test("what a commit names is read once", async () => {
  const story = await mergedStory();
  const objects = immutableObjects(story.connection);
  const tip = story.repository.tip();
  await objects.folderAt(tip, FOLDER);
  const calls = story.connection.calls();
  expect([...(await objects.folderAt(tip, FOLDER)).keys()]).toContain("decommission.yaml");
  expect(story.connection.calls()).toBe(calls);
});

describe("the sticky comment", () => {
  test("is read back as it was printed", () => {
    expect(parseSticky(printSticky("check", "## Hello\n"))).toEqual({ topic: "check", text: "## Hello\n" });
    expect(parseSticky("<!-- sundown:check:2 -->\nother version")).toBeUndefined();
    expect(parseSticky(`quoted: ${printSticky("check", "x")}`)).toBeUndefined();
  });

  test("never takes over what a person wrote with its marker", async () => {
    const story = await startStory();
    const { repository, number: issue, people, connection } = story;
    const at = story.github.world.clock.now();
    const body = printSticky("check", "mine");
    repository.comments.push({ id: 1, issue, user: people.ada, body, createdAt: at, updatedAt: at });
    await writeStickyComment(connection, { pullRequest: issue, topic: "check", text: "one" });
    await writeStickyComment(connection, { pullRequest: issue, topic: "check", text: "two" });
    expect(repository.comments.map((comment) => comment.body)).toEqual([body, printSticky("check", "two")]);
  });
});

function selfLink(path: string, times: number): Parameters<Story["github"]["disturb"]>[0] {
  return { path, times, link: (url) => `<${url}>; rel="next"` };
}

function foreignLink(): Parameters<Story["github"]["disturb"]>[0] {
  return { path: "/reviews", headers: { link: '<https://elsewhere.example/reviews?page=2>; rel="next"' } };
}

function otherContent(body: unknown): unknown {
  return { ...Object(body), content: Buffer.from("something else").toString("base64") };
}

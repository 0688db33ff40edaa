import { Hono } from "hono";
import type { GitHubWorld } from "./github-world.ts";
import { jsonBody, notFound, paged, pullRequestOf, repositoryOf, textOf } from "./http.ts";
import { pageOf } from "./pages.ts";
import type { Comment, User } from "./records.ts";
import * as render from "./render.ts";

/** Pull requests with their files, commits and reviews, issue comments and check runs. */
export function pullRoutes(world: GitHubWorld, origin: string, actor: () => User): Hono {
  const app = new Hono();

  app.get("/repos/:owner/:repo/pulls", (context) => {
    const repository = repositoryOf(context, world);
    const state = context.req.query("state") ?? "open";
    const wanted = repository.pullRequests.filter((entry) => state === "all" || entry.state === state);
    const shown = wanted.toReversed().map((entry) => render.pullRequest(origin, repository, entry));
    return paged(context, pageOf(context, origin, shown));
  });
  app.get("/repos/:owner/:repo/pulls/:number", (context) => {
    const repository = repositoryOf(context, world);
    return context.json(render.pullRequest(origin, repository, pullRequestOf(context, repository)));
  });
  app.get("/repos/:owner/:repo/pulls/:number/files", (context) => {
    const repository = repositoryOf(context, world);
    const changes = repository.changesOf(pullRequestOf(context, repository));
    return paged(context, pageOf(context, origin, render.changedFiles(repository, changes, origin)));
  });
  app.get("/repos/:owner/:repo/pulls/:number/commits", (context) => {
    const repository = repositoryOf(context, world);
    const commits = repository.commitsOf(pullRequestOf(context, repository));
    // GitHub lists at most 250 commits of a pull request, without saying so.
    const shown = commits.slice(0, 250).map((sha) => render.commit(origin, repository, sha));
    return paged(context, pageOf(context, origin, shown));
  });
  app.get("/repos/:owner/:repo/pulls/:number/reviews", (context) => {
    const repository = repositoryOf(context, world);
    const pullRequest = pullRequestOf(context, repository);
    const shown = pullRequest.reviews.map((entry) =>
      render.pullRequestReview(origin, repository, pullRequest.number, entry),
    );
    return paged(context, pageOf(context, origin, shown));
  });
  app.get("/repos/:owner/:repo/commits/:sha/pulls", (context) => {
    const repository = repositoryOf(context, world);
    const sha = context.req.param("sha");
    const shown = repository.pullRequests
      .filter((entry) => entry.mergeCommit === sha || repository.commitsOf(entry).includes(sha))
      .map((entry) => render.pullRequest(origin, repository, entry));
    return paged(context, pageOf(context, origin, shown));
  });
  commentRoutes(app, world, origin, actor);
  checkRoutes(app, world, origin);
  return app;
}

function commentRoutes(app: Hono, world: GitHubWorld, origin: string, actor: () => User): void {
  app.get("/repos/:owner/:repo/issues/:number/comments", (context) => {
    const repository = repositoryOf(context, world);
    const { number } = pullRequestOf(context, repository);
    const shown = repository.comments
      .filter((comment) => comment.issue === number)
      .map((comment) => render.issueComment(origin, repository, comment));
    return paged(context, pageOf(context, origin, shown));
  });
  app.post("/repos/:owner/:repo/issues/:number/comments", async (context) => {
    const repository = repositoryOf(context, world);
    const { number } = pullRequestOf(context, repository);
    const now = world.clock.tick();
    const comment: Comment = {
      id: world.nextId(),
      issue: number,
      user: actor(),
      body: textOf(await jsonBody(context), "body"),
      createdAt: now,
      updatedAt: now,
    };
    repository.comments.push(comment);
    return context.json(render.issueComment(origin, repository, comment), 201);
  });
  app.patch("/repos/:owner/:repo/issues/comments/:id", async (context) => {
    const repository = repositoryOf(context, world);
    const found = repository.comments.find(({ id }) => id === Number(context.req.param("id")));
    if (found === undefined) throw notFound();
    found.body = textOf(await jsonBody(context), "body");
    found.updatedAt = world.clock.tick();
    return context.json(render.issueComment(origin, repository, found));
  });
}

function checkRoutes(app: Hono, world: GitHubWorld, origin: string): void {
  app.post("/repos/:owner/:repo/check-runs", async (context) => {
    const repository = repositoryOf(context, world);
    const body = await jsonBody(context);
    const entry = {
      id: world.nextId(),
      name: textOf(body, "name"),
      headSha: textOf(body, "head_sha"),
      status: optionalText(body.status) ?? "queued",
      conclusion: optionalText(body.conclusion) ?? null,
      externalId: optionalText(body.external_id) ?? "",
      output: Object(body.output ?? {}),
    };
    repository.checkRuns.push(entry);
    return context.json({ ...checkRun(entry), url: `${origin}${context.req.path}/${entry.id}` }, 201);
  });
  app.get("/repos/:owner/:repo/commits/:ref/check-runs", (context) => {
    const repository = repositoryOf(context, world);
    const shown = repository.checkRuns
      .filter((entry) => entry.headSha === context.req.param("ref"))
      .map(checkRun);
    const page = pageOf(context, origin, shown);
    if (page.link !== undefined) context.header("Link", page.link);
    return context.json({ total_count: shown.length, check_runs: page.items });
  });
}

function checkRun(entry: {
  id: number;
  name: string;
  headSha: string;
  status: string;
  conclusion: string | null;
  externalId: string;
}) {
  return {
    id: entry.id,
    node_id: `CR_${entry.id}`,
    name: entry.name,
    head_sha: entry.headSha,
    external_id: entry.externalId,
    status: entry.status,
    conclusion: entry.conclusion,
    pull_requests: [],
  };
}

function optionalText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

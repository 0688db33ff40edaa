import { Hono } from "hono";
import type { GitHubWorld } from "./github-world.ts";
import { notFound, paged, repositoryOf, runOf } from "./http.ts";
import { pageOf } from "./pages.ts";
import type { Job } from "./records.ts";
import * as render from "./render-actions.ts";

/** Workflow runs, their jobs and the answers of an environment's reviewers. */
export function actionsRoutes(world: GitHubWorld, origin: string): Hono {
  const app = new Hono();
  const base = "/repos/:owner/:repo/actions/runs/:run";

  app.get(base, (context) => {
    const repository = repositoryOf(context, world);
    return context.json(render.run(origin, repository, runOf(context, repository)));
  });
  app.get(`${base}/approvals`, (context) => {
    const repository = repositoryOf(context, world);
    const run = runOf(context, repository);
    return context.json(run.approvals.map((entry) => render.environmentAnswer(origin, repository, entry)));
  });
  app.get(`${base}/jobs`, (context) => {
    const repository = repositoryOf(context, world);
    const run = runOf(context, repository);
    const jobs = context.req.query("filter") === "all" ? run.jobs : latestJobs(run.jobs);
    const page = pageOf(
      context,
      origin,
      jobs.map((job) => render.job(origin, repository, run, job)),
    );
    if (page.link !== undefined) context.header("Link", page.link);
    return context.json({ total_count: jobs.length, jobs: page.items });
  });
  app.get(`${base}/attempts/:attempt`, (context) => {
    const repository = repositoryOf(context, world);
    const run = runOf(context, repository);
    const attempt = Number(context.req.param("attempt"));
    if (!(attempt >= 1 && attempt <= run.attempt)) throw notFound();
    return context.json({ ...render.run(origin, repository, run), run_attempt: attempt });
  });
  app.get(`${base}/attempts/:attempt/jobs`, (context) => {
    const repository = repositoryOf(context, world);
    const run = runOf(context, repository);
    const attempt = Number(context.req.param("attempt"));
    const jobs = latestJobs(run.jobs.filter((job) => job.attempt <= attempt));
    const shown = jobs.map((job) => render.job(origin, repository, run, job));
    const page = pageOf(context, origin, shown);
    if (page.link !== undefined) context.header("Link", page.link);
    return context.json({ total_count: jobs.length, jobs: page.items });
  });
  app.get("/repos/:owner/:repo/environments", (context) => {
    const repository = repositoryOf(context, world);
    const all = [...repository.environments.values()].map((entry) =>
      render.environment(origin, repository, entry),
    );
    const page = pageOf(context, origin, all);
    return context.json({ total_count: all.length, environments: page.items });
  });
  app.get("/repos/:owner/:repo/environments/:name", (context) => {
    const repository = repositoryOf(context, world);
    const found = repository.environments.get(context.req.param("name"));
    if (found === undefined) throw notFound();
    return context.json(render.environment(origin, repository, found));
  });
  app.get("/repos/:owner/:repo/deployments", (context) => paged(context, pageOf(context, origin, [])));
  return app;
}

/** Of each job its last attempt, as GitHub's default filter has it. */
function latestJobs(jobs: readonly Job[]): Job[] {
  const latest = new Map<string, Job>();
  for (const job of jobs) {
    const before = latest.get(job.name);
    if (before === undefined || job.attempt >= before.attempt) latest.set(job.name, job);
  }
  return [...latest.values()];
}

import type { Context } from "hono";
import type { GitHubWorld } from "./github-world.ts";
import type { Page } from "./pages.ts";
import type { PullRequest, Run } from "./records.ts";
import type { Repository } from "./repository.ts";

const DOCUMENTATION = "https://docs.github.com/rest";

/** An answer that ends a request early; the server turns it into GitHub's error shape. */
export class HttpFailure extends Error {
  readonly status: 401 | 403 | 404 | 409 | 422;

  constructor(status: HttpFailure["status"], message: string) {
    super(message);
    this.status = status;
  }
}

export function failureBody(status: number, message: string) {
  return { message, documentation_url: DOCUMENTATION, status: String(status) };
}

export function notFound(): HttpFailure {
  return new HttpFailure(404, "Not Found");
}

export function paged(context: Context, page: Page<unknown>): Response {
  if (page.link !== undefined) context.header("Link", page.link);
  return context.json(page.items);
}

export function repositoryOf(context: Context, world: GitHubWorld): Repository {
  const name = `${context.req.param("owner")}/${context.req.param("repo")}`.toLowerCase();
  const found = world.repositories.get(name);
  if (found === undefined) throw notFound();
  return found;
}

export function pullRequestOf(context: Context, repository: Repository): PullRequest {
  const number = Number(context.req.param("number"));
  const found = repository.pullRequests.find((candidate) => candidate.number === number);
  if (found === undefined) throw notFound();
  return found;
}

export function runOf(context: Context, repository: Repository): Run {
  const id = Number(context.req.param("run"));
  const found = repository.runs.find((candidate) => candidate.id === id);
  if (found === undefined) throw notFound();
  return found;
}

/** The commit a ref names: a branch, `heads/…` or an id. */
export function commitOf(repository: Repository, ref: string | undefined): string {
  if (ref === undefined || ref === "") return repository.tip();
  const branch = repository.branches.get(ref.replace(/^(?:refs\/)?heads\//, ""));
  const found = branch ?? (repository.git.commit(ref) === undefined ? undefined : ref);
  if (found === undefined) throw new HttpFailure(404, `No commit found for the ref ${ref}`);
  return found;
}

export async function jsonBody(context: Context): Promise<Record<string, unknown>> {
  const body: unknown = await context.req.json().catch(() => undefined);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new HttpFailure(422, "Problems parsing JSON");
  }
  return Object.fromEntries(Object.entries(body));
}

export function textOf(body: Record<string, unknown>, name: string): string {
  const value = body[name];
  if (typeof value !== "string") throw new HttpFailure(422, `Invalid request. "${name}" wasn't supplied.`);
  return value;
}

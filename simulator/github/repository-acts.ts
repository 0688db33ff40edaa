import type { Environment, Job, PullRequest, Review, Run, User } from "./records.ts";
import type { Repository } from "./repository.ts";

/** What people do in a repository, each with the record it leaves on GitHub. */

export function openPullRequest(
  repository: Repository,
  options: {
    readonly head: string;
    readonly author: User;
    readonly title?: string;
    readonly body?: string;
    readonly base?: string;
    readonly draft?: boolean;
    /** Id of the fork the branch is in. */
    readonly headRepositoryId?: number;
  },
): PullRequest {
  const base = options.base ?? repository.defaultBranch;
  const pullRequest: PullRequest = {
    id: repository.nextId(),
    number: repository.pullRequests.length + 1,
    title: options.title ?? `Merge ${options.head}`,
    body: options.body ?? "",
    author: options.author,
    base,
    baseSha: repository.tip(base),
    mergedOnto: undefined,
    headRef: options.head,
    headRepositoryId: options.headRepositoryId ?? repository.id,
    headSha: repository.tip(options.head),
    state: "open",
    draft: options.draft ?? false,
    createdAt: repository.clock.tick(),
    mergedAt: undefined,
    mergedBy: undefined,
    mergeCommit: undefined,
    reviews: [],
  };
  repository.pullRequests.push(pullRequest);
  return pullRequest;
}

export function review(
  repository: Repository,
  options: {
    readonly pullRequest: number;
    readonly user: User | undefined;
    readonly state?: Review["state"];
    readonly body?: string;
    readonly commit?: string;
    readonly submittedAt?: Date;
  },
): Review {
  const pullRequest = repository.pullRequest(options.pullRequest);
  const entry: Review = {
    id: repository.nextId(),
    user: options.user,
    state: options.state ?? "APPROVED",
    body: options.body ?? "",
    commit: options.commit ?? pullRequest.headSha,
    submittedAt: options.state === "PENDING" ? undefined : (options.submittedAt ?? repository.clock.tick()),
  };
  pullRequest.reviews.push(entry);
  return entry;
}

/** GitHub changes the review itself; nothing new appears in the list. */
export function dismissReview(repository: Repository, pullRequest: number, reviewId: number): void {
  const found = repository.pullRequest(pullRequest).reviews.find(({ id }) => id === reviewId);
  if (found === undefined) throw new Error(`no review ${reviewId}`);
  found.state = "DISMISSED";
}

export function merge(
  repository: Repository,
  options: {
    readonly pullRequest: number;
    readonly by: User;
    readonly method?: "merge" | "squash" | "rebase";
    /** Content that gets into the merge commit without being part of the pull request. */
    readonly alsoChanges?: Readonly<Record<string, string | null>>;
  },
): string {
  const pullRequest = repository.pullRequest(options.pullRequest);
  const base = repository.tip(pullRequest.base);
  if (repository.commitsOf(pullRequest).length === 0) throw new Error("nothing to merge");
  const files: Record<string, Uint8Array | string | null> = {};
  const head = repository.git.filesOf(pullRequest.headSha);
  for (const change of repository.changesOf(pullRequest)) {
    files[change.path] = head.get(change.path)?.content ?? null;
  }
  const method = options.method ?? "merge";
  const sha = repository.writeCommit(
    {
      files: { ...files, ...options.alsoChanges },
      author: method === "merge" ? options.by : pullRequest.author,
      committer: { name: "GitHub", email: "noreply@github.com" },
      message: `${pullRequest.title} (#${pullRequest.number})`,
    },
    method === "merge" ? [base, pullRequest.headSha] : [base],
  );
  pullRequest.mergedOnto = base;
  pullRequest.state = "closed";
  pullRequest.mergedBy = options.by;
  pullRequest.mergeCommit = sha;
  repository.push(pullRequest.base, sha, options.by, "pr_merge");
  pullRequest.mergedAt = repository.clock.now();
  return sha;
}

/** The "Update branch" button: the base is merged into the head branch by whoever presses it. */
export function updateBranch(repository: Repository, pullRequestNumber: number, by: User): string {
  const pullRequest = repository.pullRequest(pullRequestNumber);
  const base = repository.tip(pullRequest.base);
  const files: Record<string, Uint8Array | null> = {};
  const atBase = repository.git.filesOf(base);
  const common = repository.git.mergeBase(base, pullRequest.headSha);
  for (const change of repository.git.changes(common, base)) {
    files[change.path] = atBase.get(change.path)?.content ?? null;
  }
  const sha = repository.writeCommit({ files, author: by, message: `Merge branch '${pullRequest.base}'` }, [
    pullRequest.headSha,
    base,
  ]);
  repository.push(pullRequest.headRef, sha, by, "push");
  return sha;
}

export function createEnvironment(
  repository: Repository,
  name: string,
  options: {
    readonly reviewers?: readonly User[];
    readonly preventSelfReview?: boolean;
    readonly canAdminsBypass?: boolean;
  } = {},
): Environment {
  const environment: Environment = {
    id: repository.nextId(),
    name,
    reviewers: options.reviewers ?? [],
    preventSelfReview: options.preventSelfReview ?? true,
    canAdminsBypass: options.canAdminsBypass ?? false,
    createdAt: repository.clock.tick(),
  };
  repository.environments.set(name, environment);
  return environment;
}

export function startRun(
  repository: Repository,
  options: {
    readonly workflow: string;
    readonly event: string;
    readonly actor: User;
    readonly branch?: string;
    readonly sha?: string;
  },
): Run {
  const branch = options.branch ?? repository.defaultBranch;
  const run: Run = {
    id: repository.nextId(),
    attempt: 1,
    event: options.event,
    headSha: options.sha ?? repository.tip(branch),
    headBranch: branch,
    path: options.workflow,
    actor: options.actor,
    triggeringActor: options.actor,
    createdAt: repository.clock.tick(),
    jobs: [],
    approvals: [],
  };
  repository.runs.push(run);
  return run;
}

/** Sets how a job of the run's present attempt stands. */
export function setJob(
  repository: Repository,
  run: Run,
  options: { readonly name: string } & Partial<Pick<Job, "status" | "conclusion" | "runnerId">>,
): Job {
  const existing = run.jobs.find(({ name, attempt }) => name === options.name && attempt === run.attempt);
  if (existing !== undefined) {
    existing.status = options.status ?? existing.status;
    existing.conclusion = options.conclusion ?? existing.conclusion;
    existing.runnerId = options.runnerId ?? existing.runnerId;
    return existing;
  }
  const job: Job = {
    id: repository.nextId(),
    name: options.name,
    attempt: run.attempt,
    status: options.status ?? "completed",
    conclusion: options.conclusion ?? (options.status === undefined ? "success" : null),
    runnerId: options.runnerId ?? 1,
    startedAt: repository.clock.tick(),
    completedAt: options.status === undefined ? repository.clock.now() : undefined,
  };
  run.jobs.push(job);
  return job;
}

export function answerEnvironment(
  run: Run,
  options: {
    readonly environment: string;
    readonly user: User;
    readonly state?: "approved" | "rejected";
    readonly comment?: string;
  },
): void {
  run.approvals.push({
    environment: options.environment,
    state: options.state ?? "approved",
    user: options.user,
    comment: options.comment ?? "",
  });
}

/** "Re-run failed jobs": a new attempt of the same run; what had passed stays as it was. */
export function rerun(run: Run, by: User): void {
  run.attempt += 1;
  run.triggeringActor = by;
}

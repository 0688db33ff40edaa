import { type GitFile, GitStore, type Person } from "./git-store.ts";
import type { GitHubClock } from "./github-clock.ts";
import type {
  Activity,
  BranchRule,
  CheckRun,
  Comment,
  Environment,
  Permission,
  PullRequest,
  Run,
  User,
} from "./records.ts";

export interface CommitOptions {
  readonly branch: string;
  /** Content by path; `null` deletes. */
  readonly files: Readonly<Record<string, string | Uint8Array | null>>;
  readonly author: User;
  readonly committer?: User | Person;
  /** Who pushes it; the author without it. */
  readonly pusher?: User;
  readonly message?: string;
  /** An author of no account, known by address only. */
  readonly authorPerson?: Person;
}

/** One repository: branches over real git objects, and what people did around them. */
export class Repository {
  readonly git = new GitStore();
  readonly branches = new Map<string, string>();
  readonly pullRequests: PullRequest[] = [];
  readonly comments: Comment[] = [];
  readonly activity: Activity[] = [];
  readonly runs: Run[] = [];
  readonly environments = new Map<string, Environment>();
  readonly rules = new Map<string, BranchRule[]>();
  readonly checkRuns: CheckRun[] = [];
  readonly permissions = new Map<string, Permission>();
  /** Accounts behind commit addresses, as GitHub links them. */
  readonly accounts = new Map<string, User>();
  readonly id: number;
  readonly owner: User;
  readonly name: string;
  readonly defaultBranch: string;
  readonly clock: GitHubClock;
  readonly nextId: () => number;
  readonly createdAt: Date;

  constructor(options: {
    readonly owner: User;
    readonly name: string;
    readonly defaultBranch: string;
    readonly clock: GitHubClock;
    readonly nextId: () => number;
  }) {
    this.owner = options.owner;
    this.name = options.name;
    this.defaultBranch = options.defaultBranch;
    this.clock = options.clock;
    this.nextId = options.nextId;
    this.id = options.nextId();
    this.createdAt = options.clock.now();
  }

  get fullName(): string {
    return `${this.owner.login}/${this.name}`;
  }

  tip(branch: string = this.defaultBranch): string {
    const sha = this.branches.get(branch);
    if (sha === undefined) throw new Error(`${this.fullName} has no branch ${branch}`);
    return sha;
  }

  /** Makes a commit on top of a branch (or as its first) and pushes it. */
  commit(options: CommitOptions): string {
    const before = this.branches.get(options.branch);
    const sha = this.writeCommit(options, before === undefined ? [] : [before]);
    this.push(
      options.branch,
      sha,
      options.pusher ?? options.author,
      before === undefined ? "branch_creation" : "push",
    );
    return sha;
  }

  /** Writes a commit without moving any branch. */
  writeCommit(options: Omit<CommitOptions, "branch">, parents: readonly string[]): string {
    const files = parents[0] === undefined ? new Map<string, GitFile>() : this.git.filesOf(parents[0]);
    for (const [path, content] of Object.entries(options.files)) {
      if (content === null) files.delete(path);
      else files.set(path, { mode: "100644", content: Buffer.from(content) });
    }
    const author = options.authorPerson ?? this.person(options.author);
    const committer = options.committer === undefined ? author : this.person(options.committer);
    return this.git.writeCommit({
      tree: this.git.writeFiles(files),
      parents,
      message: options.message ?? `Change ${Object.keys(options.files).join(", ")}`,
      author,
      committer,
      date: this.clock.tick(),
    });
  }

  createBranch(name: string, from: string, actor: User): void {
    this.push(name, from, actor, "branch_creation");
  }

  /** Moves a branch and puts it on record; open pull requests from it follow, as do their reviews' stamps. */
  push(branch: string, sha: string, actor: User | undefined, type: Activity["type"] = "push"): void {
    const before = this.branches.get(branch) ?? "0".repeat(40);
    this.branches.set(branch, sha);
    this.activity.push({
      id: this.nextId(),
      before,
      after: sha,
      ref: `refs/heads/${branch}`,
      timestamp: this.clock.tick(),
      type,
      actor,
    });
    for (const pullRequest of this.pullRequests) {
      const follows =
        pullRequest.state === "open" &&
        pullRequest.headRef === branch &&
        pullRequest.headRepositoryId === this.id;
      if (follows) this.#moveHead(pullRequest, sha);
    }
  }

  deleteBranch(branch: string, actor: User): void {
    const before = this.tip(branch);
    this.branches.delete(branch);
    this.activity.push({
      id: this.nextId(),
      before,
      after: "0".repeat(40),
      ref: `refs/heads/${branch}`,
      timestamp: this.clock.tick(),
      type: "branch_deletion",
      actor,
    });
  }

  person(who: User | Person): Person {
    if (!("login" in who)) return who;
    this.accounts.set(who.email, who);
    return { name: who.login, email: who.email };
  }

  pullRequest(number: number): PullRequest {
    const found = this.pullRequests.find((candidate) => candidate.number === number);
    if (found === undefined) throw new Error(`${this.fullName} has no pull request ${number}`);
    return found;
  }

  run(id: number): Run {
    const found = this.runs.find((candidate) => candidate.id === id);
    if (found === undefined) throw new Error(`${this.fullName} has no run ${id}`);
    return found;
  }

  /** Commits of a pull request, oldest first. */
  commitsOf(pullRequest: PullRequest): string[] {
    const base = pullRequest.mergedOnto ?? this.tip(pullRequest.base);
    const before = new Set(this.git.history(base));
    return this.git
      .history(pullRequest.headSha)
      .filter((sha) => !before.has(sha))
      .toReversed();
  }

  changesOf(pullRequest: PullRequest) {
    const base = pullRequest.mergedOnto ?? this.tip(pullRequest.base);
    return this.git.changes(this.git.mergeBase(base, pullRequest.headSha), pullRequest.headSha);
  }

  #moveHead(pullRequest: PullRequest, sha: string): void {
    const before = this.#patch(pullRequest);
    pullRequest.headSha = sha;
    const same = before === this.#patch(pullRequest);
    // The trap Sundown has to live with: reviews of an identical patch are stamped with the new head.
    if (same) for (const review of pullRequest.reviews) review.commit = sha;
  }

  #patch(pullRequest: PullRequest): string {
    return JSON.stringify(this.changesOf(pullRequest));
  }
}

/** What the small GitHub keeps, in its own words; `render-*.ts` turns it into GitHub's answers. */

export interface User {
  readonly id: number;
  readonly login: string;
  readonly type: "User" | "Bot" | "Organization" | "Mannequin";
  readonly email: string;
}

export interface Review {
  readonly id: number;
  readonly user: User | undefined;
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "PENDING";
  readonly body: string;
  /** Re-stamped by GitHub when a push leaves the patch as it was. */
  commit: string;
  readonly submittedAt: Date | undefined;
}

export interface PullRequest {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly author: User;
  base: string;
  /** Where the base branch was when the pull request was opened. */
  baseSha: string;
  /** Where it was just before the merge. */
  mergedOnto: string | undefined;
  readonly headRef: string;
  /** `undefined` when the repository it came from is gone. */
  headRepositoryId: number | undefined;
  headSha: string;
  state: "open" | "closed";
  draft: boolean;
  readonly createdAt: Date;
  mergedAt: Date | undefined;
  mergedBy: User | undefined;
  mergeCommit: string | undefined;
  readonly reviews: Review[];
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly user: User;
  body: string;
  readonly createdAt: Date;
  updatedAt: Date;
}

export interface Activity {
  readonly id: number;
  readonly before: string;
  readonly after: string;
  readonly ref: string;
  readonly timestamp: Date;
  readonly type:
    | "push"
    | "force_push"
    | "branch_creation"
    | "branch_deletion"
    | "pr_merge"
    | "merge_queue_merge";
  readonly actor: User | undefined;
}

export interface Job {
  readonly id: number;
  readonly name: string;
  readonly attempt: number;
  status: "queued" | "in_progress" | "completed" | "waiting";
  conclusion: "success" | "failure" | "cancelled" | "skipped" | null;
  /** 0 for a job that no runner took. */
  runnerId: number;
  readonly startedAt: Date;
  completedAt: Date | undefined;
}

export interface Run {
  readonly id: number;
  attempt: number;
  readonly event: string;
  readonly headSha: string;
  readonly headBranch: string;
  readonly path: string;
  readonly actor: User;
  triggeringActor: User;
  readonly createdAt: Date;
  readonly jobs: Job[];
  readonly approvals: EnvironmentAnswer[];
}

export interface EnvironmentAnswer {
  readonly environment: string;
  readonly state: "approved" | "rejected";
  readonly user: User;
  readonly comment: string;
}

export interface Environment {
  readonly id: number;
  readonly name: string;
  readonly reviewers: readonly User[];
  readonly preventSelfReview: boolean;
  readonly canAdminsBypass: boolean;
  readonly createdAt: Date;
}

export interface BranchRule {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly headSha: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly externalId: string;
  readonly output: Readonly<Record<string, unknown>>;
}

export interface Permission {
  /** admin, write, read or none: what GitHub folds the role into. */
  readonly permission: string;
  readonly roleName: string;
}

export interface Team {
  readonly slug: string;
  readonly members: Set<string>;
}

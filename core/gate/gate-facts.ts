import type { Policy } from "../policy/policy.ts";
import type { Fact } from "./fact.ts";
import type { StateAccount } from "./state-accounts.ts";

/** A GitHub account; `undefined` where GitHub names nobody (a deleted account, an e-mail address of no account). */
export interface Account {
  readonly id: number;
  readonly login: string;
  /** User, Bot, Organization, Mannequin; only User is a person. */
  readonly type: string;
}

export interface RepositoryFacts {
  readonly id: number;
  readonly fullName: string;
  readonly defaultBranch: string;
  /** Commit the default branch points at now. */
  readonly tip: string;
}

export interface PolicyFacts {
  /** The policy at the tip of the default branch. */
  readonly current: Policy;
  /** The policy when the pull request was opened and just before it was merged. */
  readonly earlier: readonly Policy[];
  /** Stricter than each of them; the one that counts. */
  readonly effective: Policy;
  /** Blob of the current policy; absent where no file exists and the strict defaults hold. */
  readonly sha?: string;
}

export interface PullRequestFacts {
  readonly number: number;
  readonly merged: boolean;
  readonly mergedAt: Date | undefined;
  readonly mergedBy: Account | undefined;
  readonly author: Account | undefined;
  readonly baseRef: string;
  readonly baseRepositoryId: number;
  /** Absent when the head repository is gone. */
  readonly headRepositoryId: number | undefined;
  readonly headRef: string;
  readonly headSha: string;
  readonly mergeCommit: string | undefined;
}

export interface MergeFacts {
  readonly parents: readonly string[];
  /** Whether the merge commit lies in the history of the default branch's tip. */
  readonly onDefaultBranch: boolean;
  /** Every path the merge commit changes against its first parent. */
  readonly changedPaths: readonly string[];
}

/** The same folder at three commits: what was approved, what was merged, what is there now. */
export interface FolderFacts {
  /** `decommission/NAME`. */
  readonly path: string;
  readonly manifest: BlobAtCommits;
  readonly plan: BlobAtCommits;
}

export interface BlobAtCommits {
  readonly head: string | undefined;
  readonly merge: string | undefined;
  readonly tip: string | undefined;
}

/** What the approved files say, read from the blobs of the approved head. */
export interface DocumentFacts {
  readonly subscriptionId: string;
  /** As typed in the manifest; the name the approval line must carry. */
  readonly subscriptionName: string;
  readonly planSubscriptionId: string;
  readonly planSubscriptionName: string | undefined;
  readonly planDigest: string;
  readonly approvalDigest: string;
  readonly quietPeriod: number;
  /** Whether the cancel may go while an invoice is unpaid. */
  readonly acknowledgesPastDue: boolean;
  /** Names of the storage accounts that go with the subscription. */
  readonly doomedAccounts: ReadonlySet<string>;
}

export interface ReviewFacts {
  readonly id: number;
  readonly user: Account | undefined;
  /** Whether GitHub says that they belong to the repository or its owner; only the order of questions hangs on it. */
  readonly belongs: boolean;
  /** APPROVED, CHANGES_REQUESTED, DISMISSED, COMMENTED, PENDING; anything else refuses. */
  readonly state: string;
  readonly body: string;
  readonly commit: string | undefined;
  readonly submittedAt: Date | undefined;
}

export interface CommitFacts {
  readonly sha: string;
  readonly author: Account | undefined;
  readonly committer: Account | undefined;
  /** Logins of `Co-authored-by` trailers with GitHub's own address form. */
  readonly coAuthors: readonly string[];
  /** Addresses of the other trailers: GitHub does not say whose they are. */
  readonly unknownCoAuthors: readonly string[];
}

/** The last push before the merge that put the head where it is. */
export interface PushFacts {
  readonly actor: Account;
  readonly at: Date;
  readonly after: string;
}

/** What approvers may, as of now. Nobody else is asked about once as many have the rights as are needed. */
export interface RightsFacts {
  /** By login in small letters: admin, maintain, write, triage, read, none. */
  readonly roles: Readonly<Record<string, string>>;
  /** Logins in small letters of those who are in the policy's teams; empty when it names none. */
  readonly teamMembers: readonly string[];
}

export interface RunFacts {
  readonly id: number;
  readonly attempt: number;
  readonly event: string;
  readonly headSha: string;
  readonly headBranch: string | undefined;
  readonly repositoryId: number;
  readonly headRepositoryId: number;
  /** `.github/workflows/x.yml`. */
  readonly workflowPath: string;
  readonly actor: Account | undefined;
  readonly triggeringActor: Account | undefined;
  /** Whether the merge commit lies in the history of the run's commit. */
  readonly containsMerge: boolean;
  /** Blob of the workflow file at the run's commit and at the default branch's tip. */
  readonly workflowBlob: string | undefined;
  readonly workflowBlobAtTip: string | undefined;
  /** The environment of each job of the workflow that names one, by the job's id; an expression as it stands there. */
  readonly jobEnvironments: Readonly<Record<string, string>>;
}

export interface JobFacts {
  readonly name: string;
  readonly attempt: number;
  readonly status: string;
  readonly conclusion: string | undefined;
  /** Whether a runner took it; a job that was skipped or rejected before its start has none. */
  readonly started: boolean;
}

export interface EnvironmentFacts {
  readonly name: string;
  /** Number of people or teams that may approve; 0 where the environment asks nobody. */
  readonly reviewers: number;
}

export interface EnvironmentApproval {
  readonly environments: readonly string[];
  readonly state: string;
  readonly user: Account | undefined;
}

/** What the runner says about itself; only ids, checked against what GitHub says. */
export interface ExecutionFacts {
  readonly runId: number;
  readonly attempt: number;
  readonly job: string;
  /** The digest that job `verify` handed over as its output. */
  readonly verifiedDigest: string | undefined;
}

/** Claims of the run's own OIDC token. */
export interface ClaimFacts {
  readonly repository: string;
  readonly repositoryId: string;
  readonly ref: string;
  readonly sha: string;
  readonly environment: string | undefined;
  readonly workflowRef: string;
  readonly runId: string;
  readonly runAttempt: string;
  readonly eventName: string;
}

/** What Azure holds now, in words the gate can judge. */
export interface LiveFacts {
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  readonly state: string;
  /** Ids that are still there, self-made things excepted. */
  readonly left: readonly string[];
  /** Custom roles that still have a scope in the subscription. */
  readonly untrimmedRoles: readonly string[];
  /** Whether the executor may cancel, and why; `able` is null where that cannot be known. */
  readonly cancelRight: { readonly able: boolean | null; readonly because: string };
  /** Resource of the subscription that the executor's identity belongs to; absent where it lives elsewhere. */
  readonly executorResource: string | undefined;
}

/** Artifacts as they are at the target now. */
export interface ArtifactFacts {
  readonly checked: number;
  /** How many of them were not read again, since `verify` read them and they have been locked ever since. */
  readonly sealed: number;
  /** One sentence for each artifact that is not as approved. */
  readonly problems: readonly string[];
}

/** Drift between the approved plan and a fresh inventory, in sentences. */
export interface DriftFacts {
  readonly differences: readonly string[];
}

/** Every fact by name; {@link GateFacts} says of each whether it is known. */
export interface FactValues {
  readonly repository: RepositoryFacts;
  readonly policy: PolicyFacts;
  /** Approvals the default branch's rulesets ask for. */
  readonly requiredApprovals: number;
  readonly pullRequest: PullRequestFacts;
  readonly merge: MergeFacts;
  /** Every path the pull request changes, old names of renamed files included. */
  readonly changedPaths: readonly string[];
  readonly folder: FolderFacts;
  /** What `checkManifest` finds, each with its file, line and column. */
  readonly manifestProblems: readonly string[];
  readonly documents: DocumentFacts;
  /** Where files of the default branch say that Pulumi's state is kept. */
  readonly stateAccounts: readonly StateAccount[];
  readonly reviews: readonly ReviewFacts[];
  readonly commits: readonly CommitFacts[];
  readonly lastPush: PushFacts;
  readonly rights: RightsFacts;
  readonly execution: ExecutionFacts;
  readonly run: RunFacts;
  readonly jobs: readonly JobFacts[];
  readonly environment: EnvironmentFacts;
  readonly environmentApprovals: readonly EnvironmentApproval[];
  readonly claims: ClaimFacts;
  readonly live: LiveFacts;
  readonly artifacts: ArtifactFacts;
  readonly drift: DriftFacts;
}

export type FactName = keyof FactValues;

export type GateFacts = { readonly now: Date } & {
  readonly [Name in FactName]: Fact<FactValues[Name]>;
};

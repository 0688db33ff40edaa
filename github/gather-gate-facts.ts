import { MANIFEST_FILE, manifestFolders, PLAN_FILE } from "../core/gate/decommission-paths.ts";
import { type Fact, known, unknown } from "../core/gate/fact.ts";
import type {
  BlobAtCommits,
  ExecutionFacts,
  FolderFacts,
  GateFacts,
  RepositoryFacts,
} from "../core/gate/gate-facts.ts";
import { branchSchema } from "./answers.ts";
import { attempt } from "./attempt.ts";
import type { GitHubConnection } from "./connection.ts";
import { gatherApproval } from "./gather-approval.ts";
import type { ImmutableObjects } from "./immutable-objects.ts";
import { type ApprovedDocuments, documentFacts, manifestProblems, readDocuments } from "./read-documents.ts";
import { readMerge } from "./read-merge.ts";
import { readPolicy } from "./read-policy.ts";
import { type ReadPullRequest, readChangedPaths, readPullRequest } from "./read-pull-request.ts";
import { readEnvironment, readEnvironmentApprovals, readJobs, readRun } from "./read-run.ts";
import { readStateAccounts } from "./read-state-accounts.ts";

export interface GatherOptions {
  readonly pullRequest: number;
  readonly now: Date;
  /** What the runner says about itself; without it the facts of the run stay unknown. */
  readonly execution?: ExecutionFacts;
  /** Suffix of the storage hosts of the cloud that artifacts lie in; the public cloud's without it. */
  readonly storageSuffix?: string | undefined;
  /** Also looks where Pulumi's state is kept, which only `verify` judges: at the cancel it has done its work. */
  readonly withState?: boolean;
}

export interface GatheredFacts {
  readonly facts: GateFacts;
  /** The approved files, where they could be read. */
  readonly documents: Fact<ApprovedDocuments>;
}

const NOT_READ = unknown("it was not read");

/**
 * Reads everything the gate needs of GitHub, afresh. Only ids come from the caller. Facts about Azure are left
 * unknown, for whoever reads Azure to fill in.
 *
 * @param objects what was read of commits before; it never changes, so both readings of a cancel share it
 * @throws SundownError when the repository or the pull request itself cannot be read
 */
export async function gatherGateFacts(
  github: GitHubConnection,
  objects: ImmutableObjects,
  options: GatherOptions,
): Promise<GatheredFacts> {
  const pullRequest = await readPullRequest(github, options.pullRequest);
  const repository = await readRepository(github, objects, pullRequest);
  const content = await gatherContent(github, objects, repository, pullRequest, options.storageSuffix);
  const { approved, ...facts } = content;
  const documents = approved.known ? await attempt(async () => documentFacts(approved.value)) : approved;
  const { policy } = facts;
  const { now, execution } = options;
  const run = await gatherRun(github, objects, { repository, pullRequest, policy, execution });
  const given = { now, policy, documents, run: run.run, branch: repository.defaultBranch };
  return {
    documents: approved,
    facts: {
      now,
      ...facts,
      manifestProblems: approved.known ? known(manifestProblems(approved.value)) : approved,
      documents,
      ...(await gatherApproval(github, objects, pullRequest, given)),
      ...run,
      stateAccounts:
        options.withState === true
          ? await attempt(() => readStateAccounts(objects, repository.tip))
          : NOT_READ,
      claims: NOT_READ,
      live: NOT_READ,
      artifacts: NOT_READ,
      drift: NOT_READ,
    },
  };
}

/**
 * The repository's own id is read once and the pull request's has to be the same; which branch is the default one,
 * and where it points, is read anew every time.
 */
async function readRepository(
  github: GitHubConnection,
  objects: ImmutableObjects,
  pullRequest: ReadPullRequest,
): Promise<RepositoryFacts> {
  const { id, fullName } = await objects.repository();
  const { defaultBranch } = pullRequest;
  const branch = await github.read(
    "GET /repos/{owner}/{repo}/branches/{branch}",
    { branch: defaultBranch },
    branchSchema,
  );
  return { id, fullName, defaultBranch, tip: branch.commit.sha };
}

/** What was approved, merged and lies there now. */
async function gatherContent(
  github: GitHubConnection,
  objects: ImmutableObjects,
  repository: RepositoryFacts,
  pullRequest: ReadPullRequest,
  storageSuffix: string | undefined,
) {
  const { mergeCommit, headSha } = pullRequest.facts;
  const merge =
    mergeCommit === undefined
      ? unknown("the pull request is not merged")
      : await attempt(() => readMerge(objects, mergeCommit, repository.tip));
  const beforeMerge = merge.known ? merge.value.parents.slice(0, 1) : [];
  const policy = await attempt(() =>
    readPolicy(objects, repository.tip, [pullRequest.baseSha, ...beforeMerge]),
  );
  const changedPaths = await attempt(() =>
    pullRequest.facts.merged ? objects.mergedPaths(pullRequest) : readChangedPaths(github, pullRequest),
  );
  const folders = changedPaths.known ? manifestFolders(changedPaths.value) : [];
  const path = folders.length === 1 ? folders[0] : undefined;
  const nowhere = unknown("the pull request names no single decommission folder");
  return {
    repository: known(repository),
    pullRequest: known(pullRequest.facts),
    merge,
    policy,
    changedPaths,
    folder:
      path === undefined
        ? nowhere
        : await attempt(() => readFolderFacts(objects, path, headSha, mergeCommit, repository.tip)),
    approved:
      path === undefined || !policy.known
        ? nowhere
        : await attempt(() =>
            readDocuments(objects, headSha, path, { policy: policy.value.effective, storageSuffix }),
          ),
  };
}

async function gatherRun(
  github: GitHubConnection,
  objects: ImmutableObjects,
  context: {
    readonly repository: RepositoryFacts;
    readonly pullRequest: ReadPullRequest;
    readonly policy: GateFacts["policy"];
    readonly execution: ExecutionFacts | undefined;
  },
): Promise<Pick<GateFacts, "execution" | "run" | "jobs" | "environment" | "environmentApprovals">> {
  const { repository, pullRequest, policy, execution } = context;
  if (execution === undefined) {
    const outside = unknown("this is no workflow run");
    return {
      execution: outside,
      run: outside,
      jobs: outside,
      environment: outside,
      environmentApprovals: outside,
    };
  }
  const { runId } = execution;
  const { mergeCommit } = pullRequest.facts;
  return {
    execution: known(execution),
    run: await attempt(() => readRun(github, objects, { runId, mergeCommit, tip: repository.tip })),
    jobs: await attempt(() => readJobs(github, runId)),
    environment: policy.known
      ? await attempt(() => readEnvironment(github, policy.value.effective.environment))
      : policy,
    environmentApprovals: await attempt(() => readEnvironmentApprovals(github, runId)),
  };
}

async function readFolderFacts(
  objects: ImmutableObjects,
  path: string,
  head: string,
  merge: string | undefined,
  tip: string,
): Promise<FolderFacts> {
  const atHead = await objects.folderAt(head, path);
  const atMerge = merge === undefined ? undefined : await objects.folderAt(merge, path);
  const atTip = await objects.folderAt(tip, path);
  const blob = (name: string): BlobAtCommits => ({
    head: atHead.get(name),
    merge: atMerge?.get(name),
    tip: atTip.get(name),
  });
  return { path, manifest: blob(MANIFEST_FILE), plan: blob(PLAN_FILE) };
}

import type { CommitFacts, PullRequestFacts, PushFacts, ReviewFacts } from "../core/gate/gate-facts.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import {
  accountOf,
  activitySchema,
  changedFileSchema,
  pullRequestCommitSchema,
  pullRequestSchema,
  reviewSchema,
} from "./answers.ts";
import type { GitHubConnection } from "./connection.ts";

/** The pull request with what only the reading itself needs. */
export interface ReadPullRequest {
  readonly facts: PullRequestFacts;
  /** Default branch of the repository it was opened in, as it is now. */
  readonly defaultBranch: string;
  /** Commit of the base branch the pull request was last compared with. */
  readonly baseSha: string;
  readonly commitCount: number;
  readonly fileCount: number;
}

/** @throws SundownError `github_not_found` where there is no such pull request */
export async function readPullRequest(github: GitHubConnection, number: number): Promise<ReadPullRequest> {
  const answer = await github.read(
    "GET /repos/{owner}/{repo}/pulls/{pull_number}",
    { pull_number: number },
    pullRequestSchema,
  );
  return {
    facts: {
      number: answer.number,
      merged: answer.merged,
      mergedAt: answer.merged_at ?? undefined,
      mergedBy: accountOf(answer.merged_by),
      author: accountOf(answer.user),
      baseRef: answer.base.ref,
      baseRepositoryId: answer.base.repo.id,
      headRepositoryId: answer.head.repo?.id,
      headRef: answer.head.ref,
      headSha: answer.head.sha,
      // Before the merge GitHub shows a trial merge here, which is not the merge.
      mergeCommit: answer.merged ? (answer.merge_commit_sha ?? undefined) : undefined,
    },
    defaultBranch: answer.base.repo.default_branch,
    baseSha: answer.base.sha,
    commitCount: answer.commits,
    fileCount: answer.changed_files,
  };
}

export async function readChangedPaths(
  github: GitHubConnection,
  { facts, fileCount }: ReadPullRequest,
): Promise<readonly string[]> {
  const files = await github.readAll(
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
    { pull_number: facts.number },
    changedFileSchema,
  );
  expectCount("files", fileCount, files.length);
  return files.flatMap((file) => [
    file.filename,
    ...(file.previous_filename ? [file.previous_filename] : []),
  ]);
}

export async function readCommits(
  github: GitHubConnection,
  { facts, commitCount }: ReadPullRequest,
): Promise<readonly CommitFacts[]> {
  const commits = await github.readAll(
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/commits",
    { pull_number: facts.number },
    pullRequestCommitSchema,
  );
  expectCount("commits", commitCount, commits.length);
  return commits.map((commit) => ({
    sha: commit.sha,
    author: commit.author,
    committer: commit.committer,
    ...coAuthors(commit.commit.message),
  }));
}

/** https://docs.github.com/en/graphql/reference/enums#commentauthorassociation */
const insiders = new Set(["OWNER", "MEMBER", "COLLABORATOR"]);

export async function readReviews(github: GitHubConnection, number: number): Promise<readonly ReviewFacts[]> {
  const reviews = await github.readAll(
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
    { pull_number: number },
    reviewSchema,
  );
  return reviews.map((review) => ({
    id: review.id,
    user: accountOf(review.user),
    belongs: insiders.has(review.author_association ?? ""),
    state: review.state,
    body: review.body,
    commit: review.commit_id ?? undefined,
    submittedAt: review.submitted_at,
  }));
}

/**
 * The last push to the head branch up to the merge. It has to be the one that made the head what it is;
 * anything else means that the history was not read completely, or that the branch was made anew.
 */
export async function readLastPush(
  github: GitHubConnection,
  pullRequest: PullRequestFacts,
): Promise<PushFacts> {
  const ref = `refs/heads/${pullRequest.headRef}`;
  const activities = await github.readAll("GET /repos/{owner}/{repo}/activity", { ref }, activitySchema);
  const last = activities
    .filter((activity) => activity.ref === ref && activity.activity_type !== "branch_deletion")
    .filter(({ timestamp }) => pullRequest.mergedAt === undefined || timestamp <= pullRequest.mergedAt)
    .toSorted((one, other) => other.timestamp.getTime() - one.timestamp.getTime() || other.id - one.id)[0];
  if (last === undefined || last.after !== pullRequest.headSha) {
    throw new SundownError("github_list_incomplete", {
      message: `The push that made ${pullRequest.headSha.slice(0, 12)} the head of ${pullRequest.headRef} is not on record.`,
    });
  }
  const actor = accountOf(last.actor);
  if (actor === undefined) {
    throw new SundownError("github_answer_unreadable", {
      message: `GitHub does not say who pushed ${pullRequest.headSha.slice(0, 12)}.`,
    });
  }
  return { actor, at: last.timestamp, after: last.after };
}

/** `ID+LOGIN@users.noreply.HOST`, the only form of address that says which account it is. */
const noReply = /^(?:\d+\+)?([A-Za-z0-9_-]+(?:\[bot\])?)@users\.noreply\.[a-z0-9.-]+$/i;

/** Who else wrote a commit, after its trailers: by login where the address says it, otherwise by the address. */
function coAuthors(message: string): Pick<CommitFacts, "coAuthors" | "unknownCoAuthors"> {
  const trailers = [...message.matchAll(/^[ \t]*co-authored-by:(.*)$/gim)].map(([, said = ""]) => {
    const address = /<([^<>]*)>\s*$/.exec(said)?.[1]?.trim() ?? said.trim();
    return { address, login: noReply.exec(address)?.[1] };
  });
  return {
    coAuthors: trailers.flatMap(({ login }) => login ?? []),
    unknownCoAuthors: trailers.flatMap(({ login, address }) => (login === undefined ? [address] : [])),
  };
}

function expectCount(what: string, announced: number, came: number): void {
  if (announced === came) return;
  throw new SundownError("github_list_incomplete", {
    message: `The pull request has ${announced} ${what}, the list has ${came}.`,
  });
}

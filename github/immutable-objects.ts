import { createHash } from "node:crypto";
import type { z } from "zod";
import type { CommitFacts, PushFacts } from "../core/gate/gate-facts.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import { readOnce } from "../core/read-once.ts";
import {
  blobSchema,
  commitSchema,
  comparisonSchema,
  fileContentSchema,
  folderEntrySchema,
  repositorySchema,
} from "./answers.ts";
import type { GitHubConnection } from "./connection.ts";
import { type ReadPullRequest, readChangedPaths, readCommits, readLastPush } from "./read-pull-request.ts";

/** GitHub lists at most this many files of a comparison; at the limit the list may be cut. */
const MOST_FILES = 300;

type Comparison = z.infer<typeof comparisonSchema>;

/**
 * What a commit id names never changes, so it is read once, also across the two readings of a cancel. Nothing
 * that can change (branches, reviews, roles, runs) goes through here.
 */
export interface ImmutableObjects {
  /** @param later a later commit that the first is compared with anyway */
  parentsOf(commit: string, later: string): Promise<readonly string[]>;
  /** Whether `ancestor` lies in the history of `commit`, or is it. */
  contains(commit: string, ancestor: string): Promise<boolean>;
  /** Paths that differ between a commit and one of its descendants, old names of renamed files included. */
  changedPaths(from: string, to: string): Promise<readonly string[]>;
  /** Blob ids of the files directly in a folder at a commit, by file name; empty where there is no such folder. */
  folderAt(commit: string, path: string): Promise<ReadonlyMap<string, string>>;
  /** A small file at a commit. */
  fileAt(commit: string, path: string): Promise<{ sha: string; bytes: Buffer } | undefined>;
  /** A blob's bytes; what came is hashed as git does and has to give the id that was asked for. */
  blob(sha: string): Promise<Buffer>;
  /** Paths, commits and last push of a merged pull request: its head and base do not move any more. */
  mergedPaths(pullRequest: ReadPullRequest): Promise<readonly string[]>;
  mergedCommits(pullRequest: ReadPullRequest): Promise<readonly CommitFacts[]>;
  mergedLastPush(pullRequest: ReadPullRequest): Promise<PushFacts>;
  /** Id and name of the repository of the connection. */
  repository(): Promise<{ readonly id: number; readonly fullName: string }>;
}

export function immutableObjects(github: GitHubConnection): ImmutableObjects {
  const mergedKey = ({ facts }: ReadPullRequest) =>
    `${facts.number} ${facts.headRef} ${facts.headSha} ${facts.mergeCommit} ${facts.mergedAt?.toISOString()}`;
  const comparison = remembering((from, to) => compare(github, from, to));
  const parents = remembering((commit) => readParents(github, commit));
  const folders = remembering((commit, path) => readFolder(github, commit, path));
  const files = remembering((commit, path) => readFile(github, commit, path));
  const blobs = remembering((sha) => readBlob(github, sha));
  return {
    async parentsOf(commit, later) {
      const known = commit === later ? undefined : (await comparison(commit, later)).base_commit;
      return known?.sha === commit ? known.parents.map(({ sha }) => sha) : parents(commit);
    },
    async contains(commit, ancestor) {
      if (commit === ancestor) return true;
      const { status } = await comparison(ancestor, commit);
      return status === "ahead" || status === "identical";
    },
    changedPaths: async (from, to) => pathsOf(await comparison(from, to), from, to),
    folderAt: folders,
    fileAt: files,
    blob: blobs,
    mergedPaths: readOnce(mergedKey, (pullRequest) => readChangedPaths(github, pullRequest)),
    mergedCommits: readOnce(mergedKey, (pullRequest) => readCommits(github, pullRequest)),
    mergedLastPush: readOnce(mergedKey, ({ facts }) => readLastPush(github, facts)),
    repository: remembering(() => readRepository(github)),
  };
}

function remembering<Ids extends string[], Value>(
  read: (...ids: Ids) => Promise<Value>,
): (...ids: Ids) => Promise<Value> {
  const remembered = readOnce(
    (ids: Ids) => ids.join("\n"),
    (ids) => read(...ids),
  );
  return (...ids) => remembered(ids);
}

async function readRepository(github: GitHubConnection) {
  const answer = await github.read("GET /repos/{owner}/{repo}", {}, repositorySchema);
  return { id: answer.id, fullName: answer.full_name };
}

async function readParents(github: GitHubConnection, commit: string): Promise<readonly string[]> {
  const route = "GET /repos/{owner}/{repo}/git/commits/{commit_sha}";
  const answer = await github.read(route, { commit_sha: commit }, commitSchema);
  return answer.parents.map((parent) => parent.sha);
}

function pathsOf({ status, files }: Comparison, from: string, to: string): readonly string[] {
  if (files === undefined || files.length >= MOST_FILES || (status !== "ahead" && status !== "identical")) {
    throw new SundownError("github_list_incomplete", {
      message: `The files changed between ${from} and ${to} cannot be listed completely.`,
    });
  }
  return files.flatMap((file) => [
    file.filename,
    ...(file.previous_filename ? [file.previous_filename] : []),
  ]);
}

async function readBlob(github: GitHubConnection, sha: string): Promise<Buffer> {
  const route = "GET /repos/{owner}/{repo}/git/blobs/{file_sha}";
  const answer = await github.read(route, { file_sha: sha }, blobSchema);
  return checkedBytes(answer.content, sha);
}

function compare(github: GitHubConnection, from: string, to: string) {
  return github.read(
    "GET /repos/{owner}/{repo}/compare/{basehead}",
    { basehead: `${from}...${to}`, per_page: 1 },
    comparisonSchema,
  );
}

async function readFolder(github: GitHubConnection, commit: string, path: string) {
  const entries = await github.find(
    "GET /repos/{owner}/{repo}/contents/{+path}",
    { path, ref: commit },
    folderEntrySchema.array(),
  );
  const files = (entries ?? []).filter((entry) => entry.type === "file");
  return new Map(files.map((entry) => [entry.name, entry.sha]));
}

async function readFile(github: GitHubConnection, commit: string, path: string) {
  const file = await github.find(
    "GET /repos/{owner}/{repo}/contents/{+path}",
    { path, ref: commit },
    fileContentSchema,
  );
  if (file === undefined) return undefined;
  return { sha: file.sha, bytes: checkedBytes(file.content, file.sha) };
}

function checkedBytes(content: string, sha: string): Buffer {
  const bytes = Buffer.from(content, "base64");
  const actual = createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
  if (actual !== sha) {
    throw new SundownError("github_answer_unreadable", {
      message: `The content of blob ${sha} hashes to ${actual}.`,
    });
  }
  return bytes;
}

import { z } from "zod";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { GitHubConnection } from "./connection.ts";

const associatedSchema = z.object({
  number: z.int(),
  merge_commit_sha: z.string().nullable(),
  merged_at: z.string().nullable(),
});

/**
 * The pull request whose merge is this commit.
 *
 * @throws SundownError `pull_request_unknown` when the commit is no single pull request's merge
 */
export async function findMergedPullRequest(github: GitHubConnection, commit: string): Promise<number> {
  const all = await github.readAll(
    "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls",
    { commit_sha: commit },
    associatedSchema,
  );
  const merged = all.filter((entry) => entry.merged_at !== null && entry.merge_commit_sha === commit);
  const [only] = merged;
  if (merged.length === 1 && only !== undefined) return only.number;
  throw new SundownError("pull_request_unknown", {
    message: `Commit ${commit.slice(0, 12)} is the merge of ${merged.length} pull requests.`,
  });
}

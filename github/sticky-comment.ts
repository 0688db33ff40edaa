import { commentSchema } from "./answers.ts";
import type { GitHubConnection } from "./connection.ts";

/** The hidden line by which Sundown knows its own comment again. Version and topic are part of it. */
const MARKER = /^<!-- sundown:([a-z]+):1 -->\n/;

/** The comment's text with its marker; {@link parseSticky} takes it apart again. */
export function printSticky(topic: string, text: string): string {
  return `<!-- sundown:${topic}:1 -->\n${text}`;
}

export function parseSticky(body: string): { readonly topic: string; readonly text: string } | undefined {
  const match = MARKER.exec(body.replaceAll("\r\n", "\n"));
  const topic = match?.[1];
  return match === null || topic === undefined
    ? undefined
    : { topic, text: body.replaceAll("\r\n", "\n").slice(match[0].length) };
}

/**
 * Writes the one comment on a topic: a new one the first time, afterwards the same one with new text. Only a bot's
 * comment is ever taken over, so that nobody can have their own words replaced, or pose as Sundown's.
 *
 * @returns the comment's address on GitHub's pages
 */
export async function writeStickyComment(
  github: GitHubConnection,
  options: { readonly pullRequest: number; readonly topic: string; readonly text: string },
): Promise<string> {
  const { pullRequest, topic } = options;
  const body = printSticky(topic, options.text);
  const comments = await github.readAll(
    "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
    { issue_number: pullRequest },
    commentSchema,
  );
  const own = comments.find(
    (comment) => comment.user?.type === "Bot" && parseSticky(comment.body)?.topic === topic,
  );
  if (own !== undefined && own.body === body) return own.html_url;
  const written =
    own === undefined
      ? await github.write(
          "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
          { issue_number: pullRequest, body },
          commentSchema,
        )
      : await github.write(
          "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
          { comment_id: own.id, body },
          commentSchema,
        );
  return written.html_url;
}

import type { z } from "zod";

export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * One GitHub repository over its REST API, with the token of the environment. Routes are GitHub's own
 * (`GET /repos/{owner}/{repo}/pulls/{pull_number}`); owner and repo are filled in. Answers are checked against a
 * schema where they enter.
 */
export interface GitHubConnection {
  readonly owner: string;
  readonly repo: string;
  /** Origin and path of the API, without a trailing slash. */
  readonly apiUrl: string;
  /** Requests made so far, retries included. */
  readonly calls: () => number;
  /**
   * One GET.
   *
   * @throws SundownError `github_not_found`, `github_refused`, `github_unreachable`, `github_answer_unreadable`
   */
  read<Body>(route: string, parameters: Parameters, schema: z.ZodType<Body>): Promise<Body>;
  /** As `read`, but `undefined` where GitHub answers 404. */
  find<Body>(route: string, parameters: Parameters, schema: z.ZodType<Body>): Promise<Body | undefined>;
  /**
   * A whole list, page by page to its end. `member` names the array inside the answer, where it is not the
   * answer itself; its `total_count` then has to agree.
   *
   * @throws SundownError additionally `github_list_incomplete`
   */
  readAll<Item>(
    route: string,
    parameters: Parameters,
    schema: z.ZodType<Item>,
    member?: string,
  ): Promise<readonly Item[]>;
  /** A POST, PATCH or PUT that is not tried again once it was sent. */
  write<Body>(route: string, body: Readonly<Record<string, unknown>>, schema: z.ZodType<Body>): Promise<Body>;
}

/** One GitHub repository over its REST API, with the token of the environment. */
export interface GitHubConnection {
  readonly owner: string;
  readonly repo: string;
}

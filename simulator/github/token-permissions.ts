/** What a workflow's `permissions:` gives its token; what is not named is none. */
export type TokenPermissions = Readonly<Record<string, string>>;

/**
 * Which permission a request needs, first match. Source: "Permissions required for GitHub Apps",
 * https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps. What stands nowhere here needs
 * `metadata: read`, which every token has.
 */
const needs: readonly (readonly [RegExp, string])[] = [
  [/^\/repos\/[^/]+\/[^/]+\/(?:pulls|issues)\b/, "pull-requests"],
  [/^\/repos\/[^/]+\/[^/]+\/commits\/[^/]+\/pulls$/, "pull-requests"],
  [/^\/repos\/[^/]+\/[^/]+\/(?:actions|environments)\b/, "actions"],
  [/^\/repos\/[^/]+\/[^/]+\/check-runs\b/, "checks"],
  [/^\/repos\/[^/]+\/[^/]+\/(?:contents|git|commits|compare|branches|activity)\b/, "contents"],
  [/^\/orgs\//, "members"],
];

export function isPermitted(permissions: TokenPermissions, method: string, path: string): boolean {
  const needed = needs.find(([pattern]) => pattern.test(path))?.[1];
  if (needed === undefined) return true;
  const given = permissions[needed];
  return given === "write" || (given === "read" && (method === "GET" || method === "HEAD"));
}

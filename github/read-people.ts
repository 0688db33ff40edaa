import type { ReviewFacts, RoleFacts } from "../core/gate/gate-facts.ts";
import { latestOpinions } from "../core/gate/opinions.ts";
import type { Policy } from "../core/policy/policy.ts";
import { permissionSchema, teamMembershipSchema, teamSchema } from "./answers.ts";
import type { GitHubConnection } from "./connection.ts";

const baseRoles = new Set(["admin", "maintain", "write", "triage", "read", "none"]);

/**
 * The role of everyone whose approval might count, as of now. `permission` folds maintain into write and triage
 * into read, so `role_name` is taken; a role the organisation made itself counts as what it is based on.
 */
export async function readRoles(
  github: GitHubConnection,
  reviews: readonly ReviewFacts[],
): Promise<RoleFacts> {
  const roles: Record<string, string> = {};
  for (const { user, state } of latestOpinions(reviews)) {
    if (state !== "APPROVED" || user?.type !== "User") continue;
    const answer = await github.find(
      "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
      { username: user.login },
      permissionSchema,
    );
    const role = answer === undefined ? "none" : answer.role_name;
    roles[user.login.toLowerCase()] = baseRoles.has(role) ? role : (answer?.permission ?? "none");
  }
  return roles;
}

/**
 * Which of the reviewers are members of the policy's teams. A token that may not read a team makes this unknown:
 * the team itself is asked for first, since GitHub says 404 both for "not a member" and "not yours to see".
 */
export async function readTeamMembers(
  github: GitHubConnection,
  policy: Policy,
  reviews: readonly ReviewFacts[],
): Promise<readonly string[]> {
  const members = new Set<string>();
  for (const team of policy.who.teams ?? []) {
    await github.read(
      "GET /orgs/{org}/teams/{team_slug}",
      { org: github.owner, team_slug: team },
      teamSchema,
    );
    for (const { user, state } of latestOpinions(reviews)) {
      if (state !== "APPROVED" || user === undefined) continue;
      const membership = await github.find(
        "GET /orgs/{org}/teams/{team_slug}/memberships/{username}",
        { org: github.owner, team_slug: team, username: user.login },
        teamMembershipSchema,
      );
      if (membership?.state === "active") members.add(user.login.toLowerCase());
    }
  }
  return [...members];
}

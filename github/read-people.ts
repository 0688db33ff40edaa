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
 * Which of the approvers are members of the policy's teams. GitHub says 404 both for "not a member" and for "not
 * yours to see": where it does, the team itself is asked for, and a token that may not read it makes this unknown.
 */
export async function readTeamMembers(
  github: GitHubConnection,
  policy: Policy,
  reviews: readonly ReviewFacts[],
): Promise<readonly string[]> {
  const logins = latestOpinions(reviews).flatMap(({ user, state }) =>
    state === "APPROVED" && user !== undefined ? [user.login] : [],
  );
  const members = new Set<string>();
  for (const team of policy.who.teams ?? []) {
    const place = { org: github.owner, team_slug: team };
    let outsiders = 0;
    for (const username of logins) {
      const membership = await github.find(
        "GET /orgs/{org}/teams/{team_slug}/memberships/{username}",
        { ...place, username },
        teamMembershipSchema,
      );
      if (membership === undefined) outsiders += 1;
      if (membership?.state === "active") members.add(username.toLowerCase());
    }
    if (outsiders > 0) await github.read("GET /orgs/{org}/teams/{team_slug}", place, teamSchema);
  }
  return [...members];
}

import { approvalsNeeded, peopleToAskAbout } from "../core/gate/approving-people.ts";
import type { Account, FactValues, RightsFacts } from "../core/gate/gate-facts.ts";
import { type GivenBasis, judgeRights } from "../core/gate/judge-approval.ts";
import { latestOpinions } from "../core/gate/opinions.ts";
import type { Policy } from "../core/policy/policy.ts";
import { permissionSchema, teamMembershipSchema, teamSchema } from "./answers.ts";
import type { GitHubConnection } from "./connection.ts";

const baseRoles = new Set(["admin", "maintain", "write", "triage", "read", "none"]);

type Reviewed = Pick<FactValues, "policy" | "reviews" | "requiredApprovals">;

/**
 * The rights of approvers, as of now. Everybody costs calls, so those whose approval counts but for the rights come
 * first, and with as many of them as are needed it ends. Where they are too few everybody is asked about, so that
 * the refusal says all.
 *
 * @param given what says whose approval counts; absent where that is not known
 */
export async function readRights(
  github: GitHubConnection,
  reviewed: Reviewed,
  given: GivenBasis | undefined,
): Promise<RightsFacts> {
  const roles: Record<string, string> = {};
  const teamMembers: string[] = [];
  const ask = async (user: Account): Promise<boolean> => {
    const login = user.login.toLowerCase();
    if (roles[login] === undefined) {
      roles[login] = await readRole(github, user);
      if (await isInTeams(github, reviewed.policy.effective, user)) teamMembers.push(login);
    }
    return judgeRights(user, { policy: reviewed.policy, rights: { roles, teamMembers } }).length === 0;
  };
  let missing = approvalsNeeded(reviewed);
  for (const user of given === undefined ? [] : peopleToAskAbout({ ...given, ...reviewed })) {
    if (await ask(user)) missing -= 1;
    if (missing === 0) return { roles, teamMembers };
  }
  for (const { user, state } of latestOpinions(reviewed.reviews)) {
    if (state === "APPROVED" && user?.type === "User") await ask(user);
  }
  return { roles, teamMembers };
}

/**
 * `permission` folds maintain into write and triage into read, so `role_name` is taken; a role the organisation made
 * itself counts as what it is based on.
 */
async function readRole(github: GitHubConnection, user: Account): Promise<string> {
  const answer = await github.find(
    "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
    { username: user.login },
    permissionSchema,
  );
  const role = answer?.role_name ?? "none";
  return baseRoles.has(role) ? role : (answer?.permission ?? "none");
}

/**
 * GitHub says 404 both for "not a member" and for "not yours to see": where it does, the team itself is asked for,
 * and a token that may not read it makes this unknown. Who is named by login is not asked about.
 */
async function isInTeams(github: GitHubConnection, { who }: Policy, user: Account): Promise<boolean> {
  const isNamed = who.logins?.some((login) => login.toLowerCase() === user.login.toLowerCase()) === true;
  for (const team of isNamed ? [] : (who.teams ?? [])) {
    const place = { org: github.owner, team_slug: team };
    const membership = await github.find(
      "GET /orgs/{org}/teams/{team_slug}/memberships/{username}",
      { ...place, username: user.login },
      teamMembershipSchema,
    );
    if (membership?.state === "active") return true;
    if (membership === undefined) {
      await github.read("GET /orgs/{org}/teams/{team_slug}", place, teamSchema);
    }
  }
  return false;
}

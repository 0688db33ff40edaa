import { type Policy, type PolicyRole, policyRoles } from "./policy.ts";

/**
 * A policy that both `earlier` and `later` are satisfied by. The environment cannot be two at once: the later
 * name is kept, and the gate refuses where the names differ (`policy_environment_changed`).
 */
export function stricterPolicy(earlier: Policy, later: Policy): Policy {
  const logins = both(earlier.who.logins, later.who.logins);
  const teams = both(earlier.who.teams, later.who.teams);
  return {
    approvals: Math.max(earlier.approvals, later.approvals),
    who: {
      permission: higherRole(earlier.who.permission, later.who.permission),
      ...people(earlier, later, logins, teams),
    },
    maximumAge: Math.min(earlier.maximumAge, later.maximumAge),
    environment: later.environment,
    protectedEnvironment: earlier.protectedEnvironment || later.protectedEnvironment,
    quietPeriod: Math.max(earlier.quietPeriod, later.quietPeriod),
    artifactHosts: earlier.artifactHosts.filter((host) => later.artifactHosts.includes(host)),
    allowLocal: earlier.allowLocal && later.allowLocal,
  };
}

/**
 * `logins` and `teams` widen each other, so that intersecting them one by one would be too strict only in
 * one direction: a list that one side lacks while it restricts by the other admits nobody through it.
 */
function people(
  earlier: Policy,
  later: Policy,
  logins: string[] | undefined,
  teams: string[] | undefined,
): Pick<Policy["who"], "logins" | "teams"> {
  const restrictsEarlier = earlier.who.logins !== undefined || earlier.who.teams !== undefined;
  const restrictsLater = later.who.logins !== undefined || later.who.teams !== undefined;
  if (!restrictsEarlier) return pick(later.who.logins, later.who.teams);
  if (!restrictsLater) return pick(earlier.who.logins, earlier.who.teams);
  return pick(logins ?? [], teams ?? []);
}

function pick(
  logins: string[] | undefined,
  teams: string[] | undefined,
): Pick<Policy["who"], "logins" | "teams"> {
  return { ...(logins === undefined ? {} : { logins }), ...(teams === undefined ? {} : { teams }) };
}

function both(one: string[] | undefined, other: string[] | undefined): string[] | undefined {
  if (one === undefined || other === undefined) return undefined;
  const known = new Set(other.map((name) => name.toLowerCase()));
  return one.filter((name) => known.has(name.toLowerCase()));
}

function higherRole(one: PolicyRole, other: PolicyRole): PolicyRole {
  return policyRoles.indexOf(one) > policyRoles.indexOf(other) ? one : other;
}

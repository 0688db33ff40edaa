import { idKey } from "../arm-id.ts";
import type { RoleChange } from "../plan/plan.ts";
import type { CheckContext } from "./check-manifest.ts";
import { compareIdLists } from "./compare-id-lists.ts";
import type { ManifestProblem, RoleScope } from "./manifest.ts";

/** roleScopes says of every role that can be changed exactly what the plan says. Held roles are no decision. */
export function checkRoleScopes(context: CheckContext): ManifestProblem[] {
  const { manifest, plan, problem } = context;
  const planned = new Map(
    plan.roles.filter(({ change }) => change !== "held").map((role) => [idKey(role.role), role]),
  );
  const problems = compareIdLists(context, {
    section: "roleScopes",
    listed: manifest.roleScopes?.map(({ role }) => role),
    pathOf: (index) => ["roleScopes", index, "role"],
    wanted: [...planned.values()].map(({ role }) => role),
    missing: "manifest_role_missing",
    unknown: "manifest_role_unknown",
    describe: (id) => `the role ${planned.get(idKey(id))?.name ?? id} changes, but is not listed`,
    remedy: (id) => `Add under roleScopes: ${example(planned.get(idKey(id)))}`,
  });
  for (const [index, entry] of (manifest.roleScopes ?? []).entries()) {
    const role = planned.get(idKey(entry.role));
    if (role === undefined || isSame(entry, role)) continue;
    problems.push(
      problem(
        "manifest_role_differs",
        ["roleScopes", index, entry.change === role.change ? "remaining" : "change"],
        `the plan wants another change of the role ${role.name}`,
        `Write ${example(role)}`,
      ),
    );
  }
  return problems;
}

function isSame(entry: RoleScope, role: RoleChange): boolean {
  const scopes = (list: readonly string[]): string => JSON.stringify(list.map(idKey).toSorted());
  return entry.change === role.change && scopes(entry.remaining) === scopes(role.remaining);
}

function example(role: RoleChange | undefined): string {
  if (role === undefined) return "the entry of the plan";
  return `role: ${role.role}, change: ${role.change}, remaining: [${role.remaining.join(", ")}]`;
}

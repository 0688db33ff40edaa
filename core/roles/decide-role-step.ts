import { idKey, isWithin } from "../arm-id.ts";
import type { RoleAssignment, RoleDefinition } from "../inventory/inventory.ts";
import type { MessageCode } from "../messages/registry.ts";
import type { RoleChange } from "../plan/plan.ts";
import { assignmentScope, OWNER_ROLE, roleGuid } from "./role-ids.ts";
import { trimScopes } from "./trim-scopes.ts";

/** What is known just before a role is changed. */
export interface RoleFacts {
  /** As it is now; `undefined` when it is gone. */
  readonly role: RoleDefinition | undefined;
  /** All assignments that can be seen from the subscription. */
  readonly assignments: readonly RoleAssignment[];
  readonly subscription: string;
  /**
   * Keys of the assignments in effect for the executing identity, those of its groups too; `undefined` when that
   * could not be found out.
   */
  readonly own: ReadonlySet<string> | undefined;
}

export type RoleStep =
  /** Nothing of the subscription is left in it, or it is gone as planned. */
  | { readonly kind: "done" }
  | {
      readonly kind: "change";
      readonly assignments: readonly RoleAssignment[];
      readonly remaining: readonly string[];
    }
  | { readonly kind: "held"; readonly code: MessageCode; readonly message: string };

/** The next step for one planned role change, from what is there now. Only what the plan names is ever touched. */
export function decideRoleStep(planned: RoleChange, facts: RoleFacts): RoleStep {
  const { role, subscription } = facts;
  if (planned.change === "held")
    return held("role_held", `The role ${planned.name} is held: ${planned.because}.`);
  if (!planned.remove.some((scope) => isWithin(scope, subscription))) return notNaming(planned);
  if (role === undefined) {
    return planned.change === "delete"
      ? { kind: "done" }
      : held("roles_changed_since_plan", `The role ${planned.name} is gone, but the plan trims it.`);
  }
  const { remove, remaining } = trimScopes(role.properties.assignableScopes, subscription);
  // A role that was trimmed before does not name it any more; one that was deleted would not be there.
  if (remove.length === 0) return planned.change === "delete" ? notNaming(planned) : { kind: "done" };
  if (
    !sameScopes(remaining, planned.remaining) ||
    (planned.change === "delete") !== (remaining.length === 0)
  ) {
    return held(
      "roles_changed_since_plan",
      `The role ${planned.name} now has the other scopes [${remaining.join(", ")}], not those of the plan.`,
    );
  }
  return withAssignments(planned, facts, remaining);
}

function withAssignments(planned: RoleChange, facts: RoleFacts, remaining: readonly string[]): RoleStep {
  const ofRole = facts.assignments.filter(
    ({ properties }) => roleGuid(properties.roleDefinitionId) === roleGuid(planned.role),
  );
  const inTheWay = ofRole.filter((assignment) => isWithin(assignmentScope(assignment), facts.subscription));
  if (planned.change === "delete" && inTheWay.length < ofRole.length) {
    return held("role_held", `The role ${planned.name} is assigned outside the subscription.`);
  }
  const named = new Set(planned.assignments.map(idKey));
  for (const assignment of inTheWay) {
    if (!named.has(idKey(assignment.id))) {
      return held(
        "role_assignment_unplanned",
        `${assignment.id} is an assignment that the plan does not name.`,
      );
    }
    if (roleGuid(assignment.properties.roleDefinitionId) === OWNER_ROLE) {
      return held("role_assignment_owner", `${assignment.id} is an assignment of Owner.`);
    }
    if (facts.own === undefined || facts.own.has(idKey(assignment.id))) {
      const why = facts.own === undefined ? "may give" : "gives";
      return held("role_assignment_own", `${assignment.id} ${why} rights to the executing identity.`);
    }
  }
  return { kind: "change", assignments: inTheWay, remaining };
}

function notNaming({ name }: RoleChange): RoleStep {
  return held("roles_changed_since_plan", `The role ${name} does not name this subscription.`);
}

function held(code: MessageCode, message: string): RoleStep {
  return { kind: "held", code, message };
}

function sameScopes(left: readonly string[], right: readonly string[]): boolean {
  const key = (scopes: readonly string[]): string => JSON.stringify(scopes.map(idKey).toSorted());
  return key(left) === key(right);
}

import { deleteRole, deleteRoleAssignment, putRole } from "../../azure/roles/write-role.ts";
import type { RoleDefinition } from "../../core/inventory/inventory.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import type { RoleChange } from "../../core/plan/plan.ts";
import type { RoleStep } from "../../core/roles/decide-role-step.ts";
import { roleGuid } from "../../core/roles/role-ids.ts";
import { trimmedDefinition } from "../../core/roles/trimmed-definition.ts";
import { recordedCall } from "../recorded-call.ts";
import { retryWhile } from "../retry-while.ts";
import type { ChangeRolesOptions } from "./change-roles.ts";

export interface OneRole extends ChangeRolesOptions {
  readonly planned: RoleChange;
  /** As it is now: goes into the journal whole, so that it can be restored. */
  readonly role: RoleDefinition;
  readonly step: Extract<RoleStep, { kind: "change" }>;
}

/** Azure refuses with these while something is assigned, and goes on for a while after it is not any more. */
const STILL_ASSIGNED = new Set(["RoleScopeBeingRemovedContainsAssignments", "RoleDefinitionHasAssignments"]);

/**
 * Trims or deletes one role: intent before each call, answer after. The change itself is tried first, which proves
 * the rights on every scope; only when Azure names assignments as what stands in the way are the planned ones
 * deleted, and the change is made again.
 * @throws SundownError role_write_not_permitted, role_change_refused, journal_unwritable
 */
export async function changeRole(work: OneRole): Promise<void> {
  const { connection, journal, role, step, signal, wait = {} } = work;
  const change = changeOf(work);
  const line = { step: "roles", about: role.id };
  try {
    await recordedCall(journal, line, change.intent, change.call);
    return;
  } catch (error) {
    if (step.assignments.length === 0 || !isStillAssigned(error)) throw error;
  }
  for (const assignment of step.assignments) {
    const intent = { act: "deleteAssignment", before: assignment };
    await recordedCall(journal, { ...line, about: assignment.id }, intent, () =>
      deleteRoleAssignment(connection, assignment.id),
    );
  }
  // Azure counts assignments for a while after it has deleted them.
  await recordedCall(journal, line, change.intent, () =>
    retryWhile(isStillAssigned, change.call, wait, signal),
  );
}

function changeOf({ connection, planned, role, step }: OneRole) {
  const guid = roleGuid(role.id);
  if (planned.change === "delete") {
    const scope = role.properties.assignableScopes[0] ?? "";
    return {
      intent: { act: "deleteRole", before: role },
      call: () => deleteRole(connection, scope, guid),
    };
  }
  const after = trimmedDefinition(role, step.remaining);
  return {
    intent: { act: "trimRole", before: role, after },
    call: () => putRole(connection, step.remaining[0] ?? "", guid, after),
  };
}

function isStillAssigned(error: unknown): boolean {
  const code = isSundownError(error) ? error.data?.azureCode : undefined;
  return typeof code === "string" && STILL_ASSIGNED.has(code);
}

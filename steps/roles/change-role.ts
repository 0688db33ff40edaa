import { setTimeout as sleep } from "node:timers/promises";
import { deleteRole, deleteRoleAssignment, putRole, type RoleAnswer } from "../../azure/roles/write-role.ts";
import type { RoleDefinition } from "../../core/inventory/inventory.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import type { RoleChange } from "../../core/plan/plan.ts";
import type { RoleStep } from "../../core/roles/decide-role-step.ts";
import { roleGuid } from "../../core/roles/role-ids.ts";
import { trimmedDefinition } from "../../core/roles/trimmed-definition.ts";
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
  const { connection, role, step } = work;
  const change = changeOf(work);
  try {
    return await recorded(work, role.id, change.intent, change.call);
  } catch (error) {
    if (step.assignments.length === 0 || !isStillAssigned(error)) throw error;
  }
  for (const assignment of step.assignments) {
    await recorded(work, assignment.id, { act: "deleteAssignment", before: assignment }, () =>
      deleteRoleAssignment(connection, assignment.id),
    );
  }
  await recorded(work, role.id, change.intent, () => patiently(work, change.call));
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

async function recorded(
  { journal }: OneRole,
  about: string,
  intent: Readonly<Record<string, unknown>>,
  call: () => Promise<RoleAnswer>,
): Promise<void> {
  await journal.append({ step: "roles", kind: "intent", about, data: intent });
  try {
    const { status, correlationId } = await call();
    await journal.append({ step: "roles", kind: "answer", about, data: plain({ status, correlationId }) });
  } catch (error) {
    if (isSundownError(error) && error.code !== "journal_unwritable") {
      const data = plain({ error: error.code, ...error.data });
      await journal.append({ step: "roles", kind: "answer", about, data });
    }
    throw error;
  }
}

/** Members without a value have no form in JSON. */
function plain(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
}

/** Waits out the refusals that come from assignments Azure has deleted but still counts. */
async function patiently(
  { signal, wait = {} }: OneRole,
  call: () => Promise<RoleAnswer>,
): Promise<RoleAnswer> {
  const { intervalMs = 10_000, patienceMs = 900_000 } = wait;
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isStillAssigned(error) || performance.now() + intervalMs > deadline) throw error;
      await sleep(intervalMs, undefined, { signal });
    }
  }
}

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

/** Azure counts a deleted assignment for a while; these refusals pass. */
const STILL_ASSIGNED = new Set(["RoleScopeBeingRemovedContainsAssignments", "RoleDefinitionHasAssignments"]);

/**
 * The named assignments go first, then the definition is written or deleted: intent before each call, answer after.
 * @throws SundownError role_write_not_permitted, role_change_refused, journal_unwritable
 */
export async function changeRole(work: OneRole): Promise<void> {
  const { connection, planned, role, step } = work;
  for (const assignment of step.assignments) {
    await recorded(work, assignment.id, { act: "deleteAssignment", before: assignment }, () =>
      deleteRoleAssignment(connection, assignment.id),
    );
  }
  const guid = roleGuid(role.id);
  if (planned.change === "delete") {
    const scope = role.properties.assignableScopes[0] ?? "";
    await recorded(work, role.id, { act: "deleteRole", before: role }, () =>
      patiently(work, () => deleteRole(connection, scope, guid)),
    );
    return;
  }
  const after = trimmedDefinition(role, step.remaining);
  await recorded(work, role.id, { act: "trimRole", before: role, after }, () =>
    patiently(work, () => putRole(connection, step.remaining[0] ?? "", guid, after)),
  );
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
  { step, signal, wait = {} }: OneRole,
  call: () => Promise<RoleAnswer>,
): Promise<RoleAnswer> {
  const { intervalMs = 10_000, patienceMs = 900_000 } = wait;
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const code = isSundownError(error) ? error.data?.azureCode : undefined;
      const passes = step.assignments.length > 0 && typeof code === "string" && STILL_ASSIGNED.has(code);
      if (!passes || performance.now() + intervalMs > deadline) throw error;
      await sleep(intervalMs, undefined, { signal });
    }
  }
}

import type { AzureConnection } from "../../azure/connection.ts";
import { getRole, putRole, putRoleAssignment, type RoleAnswer } from "../../azure/roles/write-role.ts";
import { idKey } from "../../core/arm-id.ts";
import { canonicalJson } from "../../core/digest.ts";
import type { UndoPlan } from "../../core/evidence/undo-plan.ts";
import type { RoleDefinition } from "../../core/inventory/inventory.ts";
import { definitionOf, type MessageCode } from "../../core/messages/registry.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import { roleGuid } from "../../core/roles/role-ids.ts";
import { trimmedDefinition } from "../../core/roles/trimmed-definition.ts";
import type { Journal } from "../../engine/journal.ts";
import { recordedCall } from "../recorded-call.ts";
import { type Patience, retryWhile } from "../retry-while.ts";

/** What became of one thing that was to be brought back. */
export interface Undone {
  readonly target: string;
  readonly outcome: "restored" | "already" | "held";
  readonly code?: MessageCode;
  readonly message?: string;
}

export interface RestoreOptions {
  readonly connection: AzureConnection;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly wait?: Patience;
}

/**
 * Writes custom roles and role assignments back as the journal has them. A role that somebody has changed since is
 * held, not overwritten; one failure does not stop the others.
 */
export async function restoreRoles(
  { roles, assignments }: Pick<UndoPlan, "roles" | "assignments">,
  options: RestoreOptions,
): Promise<Undone[]> {
  const undone: Undone[] = [];
  for (const { before, after } of roles) undone.push(await restoreRole(before, after, options));
  for (const assignment of assignments) {
    const intent = { act: "restoreAssignment", before: null, after: assignment };
    undone.push(
      await recorded(assignment.id, intent, options, () => putRoleAssignment(options.connection, assignment)),
    );
  }
  return undone;
}

async function restoreRole(before: RoleDefinition, after: unknown, options: RestoreOptions): Promise<Undone> {
  const { connection, signal } = options;
  const target = before.id;
  const guid = roleGuid(target);
  const scopes = before.properties.assignableScopes;
  const body = trimmedDefinition(before, scopes);
  const found = await findRole(connection, guid, scopes, signal);
  if (found !== undefined) {
    if (same(trimmedDefinition(found, found.properties.assignableScopes), body))
      return { target, outcome: "already" };
    if (after === undefined || !same(trimmedDefinition(found, found.properties.assignableScopes), after)) {
      const message = `The role ${found.properties.roleName} was changed since it was trimmed.`;
      return { target, outcome: "held", code: "role_changed_since", message };
    }
  }
  const intent = { act: "restoreRole", before: found ?? null, after: body };
  return recorded(target, intent, options, () => putRole(connection, scopes[0] ?? "", guid, body));
}

/** By any of its scopes: a trimmed role is found only where it remained. */
async function findRole(
  connection: AzureConnection,
  guid: string,
  scopes: readonly string[],
  signal: AbortSignal,
): Promise<RoleDefinition | undefined> {
  for (const scope of scopes) {
    const found = await getRole(connection, scope, guid, signal);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Scopes are ids: their case and order mean nothing. */
function same(left: unknown, right: unknown): boolean {
  const key = (value: unknown): string =>
    canonicalJson(
      JSON.parse(JSON.stringify(value), (name, inner: unknown) =>
        name === "assignableScopes" && Array.isArray(inner) ? inner.map(String).map(idKey).toSorted() : inner,
      ),
    );
  return key(left) === key(right);
}

async function recorded(
  target: string,
  intent: Readonly<Record<string, unknown>>,
  { journal, wait = {}, signal }: RestoreOptions,
  call: () => Promise<RoleAnswer>,
): Promise<Undone> {
  try {
    const { status } = await recordedCall(journal, { step: "reactivate", about: target }, intent, () =>
      retryWhile(isStillDisabled, call, wait, signal),
    );
    return { target, outcome: status === 409 ? "already" : "restored" };
  } catch (error) {
    if (!isSundownError(error) || error.code === "journal_unwritable") throw error;
    return { target, outcome: "held", code: error.code, message: error.message };
  }
}

/** For some minutes after the enable Azure still takes the subscription for disabled. */
function isStillDisabled(error: unknown): boolean {
  return isSundownError(error) && error.data?.azureCode === "ReadOnlyDisabledSubscription";
}

/** As every verb shows what is held. */
export function heldOf(
  undone: readonly Undone[],
): { target: string; code: MessageCode; message: string; remedy: string }[] {
  return undone.flatMap(({ target, code, message = "" }) =>
    code === undefined ? [] : [{ target, code, message, remedy: definitionOf(code).remedy ?? "" }],
  );
}

import type { RoleAssignment, RoleDefinition } from "../../core/inventory/inventory.ts";
import type { MessageCode } from "../../core/messages/registry.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { RoleDefinitionBody } from "../../core/roles/trimmed-definition.ts";
import type { ArmAnswer, AzureConnection } from "../connection.ts";
import { armError } from "../explain-failure.ts";
import { parseRole } from "./read-custom-roles.ts";
import { ROLE_ASSIGNMENTS_API, ROLE_DEFINITIONS_API } from "./role-api.ts";

export interface RoleAnswer {
  readonly status: number;
  readonly correlationId: string | undefined;
}

/** What of an assignment is written; the rest Azure stamps. */
const ASSIGNED = new Set([
  "roleDefinitionId",
  "principalId",
  "principalType",
  "description",
  "condition",
  "conditionVersion",
  "delegatedManagedIdentityResourceId",
]);

function pathOf(scope: string, guid: string): string {
  return `${scope}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
}

/** One role definition at a scope, or `undefined` when there is none or it may not be seen there. */
export async function getRole(
  connection: AzureConnection,
  scope: string,
  guid: string,
  signal?: AbortSignal,
): Promise<RoleDefinition | undefined> {
  const path = pathOf(scope, guid);
  const answer = await connection.request({
    method: "GET",
    path,
    apiVersion: ROLE_DEFINITIONS_API,
    ...(signal === undefined ? {} : { signal }),
  });
  if (answer.status === 404 || answer.status === 403) return undefined;
  if (answer.status !== 200) throw refused(answer, path, "read");
  return parseRole(answer.body, path);
}

/**
 * Writes a whole definition. Azure answers 201 also to an update (recordings: role-definition-list-flicker).
 * @param scope One of the scopes that remain: a role can only be written where it can be assigned.
 * @throws SundownError role_write_not_permitted, role_still_assigned, role_scope_disabled, role_change_refused
 */
export async function putRole(
  connection: AzureConnection,
  scope: string,
  guid: string,
  body: RoleDefinitionBody,
): Promise<RoleAnswer> {
  const path = pathOf(scope, guid);
  const answer = await connection.request({ method: "PUT", path, apiVersion: ROLE_DEFINITIONS_API, body });
  if (answer.status !== 200 && answer.status !== 201) throw refused(answer, path, "write");
  return { status: answer.status, correlationId: answer.correlationId };
}

/**
 * Deletes a definition; one that is already gone counts as done.
 * @throws SundownError role_write_not_permitted, role_still_assigned, role_scope_disabled, role_change_refused
 */
export async function deleteRole(
  connection: AzureConnection,
  scope: string,
  guid: string,
): Promise<RoleAnswer> {
  return remove(connection, pathOf(scope, guid), ROLE_DEFINITIONS_API);
}

/**
 * Deletes one assignment; one that is already gone counts as done.
 * @throws SundownError role_write_not_permitted, role_last_administrator, role_change_refused
 */
export async function deleteRoleAssignment(connection: AzureConnection, id: string): Promise<RoleAnswer> {
  return remove(connection, id, ROLE_ASSIGNMENTS_API);
}

/**
 * Writes an assignment back as it was; one that is there counts as done.
 * @throws SundownError role_write_not_permitted, role_change_refused
 */
export async function putRoleAssignment(
  connection: AzureConnection,
  { id, properties }: RoleAssignment,
): Promise<RoleAnswer> {
  const kept = Object.entries(properties).filter(([key, value]) => ASSIGNED.has(key) && value != null);
  const body = { properties: Object.fromEntries(kept) };
  const answer = await connection.request({
    method: "PUT",
    path: id,
    apiVersion: ROLE_ASSIGNMENTS_API,
    body,
  });
  const isThere = answer.status === 409 && armError(answer.body)?.code === "RoleAssignmentExists";
  if (answer.status !== 200 && answer.status !== 201 && !isThere) throw refused(answer, id, "write");
  return { status: answer.status, correlationId: answer.correlationId };
}

async function remove(connection: AzureConnection, path: string, apiVersion: string): Promise<RoleAnswer> {
  const answer = await connection.request({ method: "DELETE", path, apiVersion });
  const gone = answer.status === 200 || answer.status === 204 || answer.status === 404;
  if (!gone) throw refused(answer, path, "delete");
  return { status: answer.status, correlationId: answer.correlationId };
}

/** What the fact that Azure names means for the one who changes roles; anything else is refused as it is. */
const CODES: Readonly<Record<string, MessageCode>> = {
  RoleScopeBeingRemovedContainsAssignments: "role_still_assigned",
  RoleDefinitionHasAssignments: "role_still_assigned",
  ReadOnlyDisabledSubscription: "role_scope_disabled",
  CannotDeleteLastRbacAdminAssignment: "role_last_administrator",
};

function refused(answer: ArmAnswer, path: string, act: string): SundownError {
  const said = armError(answer.body);
  const forbidden = answer.status === 401 || answer.status === 403;
  const lastAdministrator = /last RBAC admin/i.test(said?.message ?? "");
  const code =
    CODES[lastAdministrator ? "CannotDeleteLastRbacAdminAssignment" : (said?.code ?? "")] ??
    (forbidden ? "role_write_not_permitted" : "role_change_refused");
  return new SundownError(code, {
    message:
      `Azure refused to ${act} ${path}: ${answer.status} ${said?.code ?? ""} ${said?.message ?? ""}`.trim(),
    place: path,
    data: { status: answer.status, azureCode: said?.code, correlationId: answer.correlationId },
  });
}

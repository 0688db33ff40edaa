import { type RoleAssignment, roleAssignmentSchema } from "../../core/inventory/inventory.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { AzureConnection } from "../connection.ts";
import { readCollection } from "../read-collection.ts";
import { ROLE_ASSIGNMENTS_API } from "./role-api.ts";

export interface RoleAssignmentsOptions {
  /**
   * Object id of a user or application: only what is assigned to it or to a group it is in, through groups in groups
   * too.
   */
  readonly assignedTo?: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Every role assignment that concerns a scope: at it, below it, and inherited from above.
 * @param scope a subscription or a management group
 * @see https://learn.microsoft.com/rest/api/authorization/role-assignments/list-for-scope
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest (assignedTo)
 * @throws SundownError not_permitted, azure_answer_invalid
 */
export async function readRoleAssignments(
  connection: AzureConnection,
  scope: string,
  { assignedTo, signal }: RoleAssignmentsOptions = {},
): Promise<RoleAssignment[]> {
  const list = `${scope}/providers/Microsoft.Authorization/roleAssignments`;
  const filter =
    assignedTo === undefined ? "" : `?$filter=${encodeURIComponent(`assignedTo('${assignedTo}')`)}`;
  const path = `${list}${filter}`;
  const { items, unreadable } = await readCollection(connection, path, ROLE_ASSIGNMENTS_API, signal);
  if (unreadable !== undefined) {
    throw new SundownError("not_permitted", {
      message: `The role assignments of ${scope} cannot be listed: Azure answered ${unreadable.status}.`,
      place: path,
      data: { status: unreadable.status, azureCode: unreadable.code },
    });
  }
  return items.map((item) => {
    const parsed = roleAssignmentSchema.safeParse(item);
    if (parsed.success) return parsed.data;
    throw new SundownError("azure_answer_invalid", {
      message: `The role assignment ${item.id} has an unexpected shape.`,
      place: item.id,
    });
  });
}

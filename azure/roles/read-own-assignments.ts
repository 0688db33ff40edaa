import type { RoleAssignment } from "../../core/inventory/inventory.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import type { AzureConnection } from "../connection.ts";
import { executingPrincipal } from "./executing-principal.ts";
import { readRoleAssignments } from "./read-role-assignments.ts";

/**
 * The role assignments at, above and below a scope that are in effect for the identity that is signed in, its
 * own and those of its groups; `undefined` when that cannot be known.
 * @throws SundownError azure_answer_invalid, cloud_unreachable
 */
export async function readOwnAssignments(
  connection: AzureConnection,
  scope: string,
  signal?: AbortSignal,
): Promise<RoleAssignment[] | undefined> {
  const principal = await executingPrincipal(connection);
  if (principal === undefined) return undefined;
  try {
    return await readRoleAssignments(connection, scope, { assignedTo: principal, signal });
  } catch (error) {
    if (isSundownError(error) && error.code === "not_permitted") return undefined;
    throw error;
  }
}

import { type RoleDefinition, roleDefinitionSchema } from "../../core/inventory/inventory.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { trimScopes } from "../../core/roles/trim-scopes.ts";
import type { AzureConnection } from "../connection.ts";
import { readCollection } from "../read-collection.ts";
import { ROLE_DEFINITIONS_API } from "./role-api.ts";

const TENANT_ROLES = `/providers/Microsoft.Authorization/roleDefinitions?$filter=${encodeURIComponent("type eq 'CustomRole'")}`;

/**
 * Every custom role of the tenant, complete as Azure has it. The list lags: a new or changed role can be missing or
 * old in it for minutes, and comes and goes (recordings: role-definition-list-flicker).
 * @throws SundownError not_permitted when the tenant's roles may not be listed, azure_answer_invalid
 */
export async function readCustomRoles(
  connection: AzureConnection,
  signal?: AbortSignal,
): Promise<RoleDefinition[]> {
  const { items, unreadable } = await readCollection(connection, TENANT_ROLES, ROLE_DEFINITIONS_API, signal);
  if (unreadable !== undefined) {
    throw new SundownError("not_permitted", {
      message: `The tenant's custom roles cannot be listed: Azure answered ${unreadable.status}${unreadable.code === undefined ? "" : ` ${unreadable.code}`}.`,
      place: "/providers/Microsoft.Authorization/roleDefinitions",
      data: { status: unreadable.status, azureCode: unreadable.code },
    });
  }
  return items.map((item) => parseRole(item, item.id)).filter((role) => !isBuiltIn(role));
}

/** Checks one role definition where it enters; everything in it is kept. */
export function parseRole(value: unknown, place: string): RoleDefinition {
  const parsed = roleDefinitionSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SundownError("azure_answer_invalid", {
    message: `The role definition ${place} has an unexpected shape: ${parsed.error.issues[0]?.path.join(".") ?? ""}.`,
    place,
  });
}

function isBuiltIn(role: RoleDefinition): boolean {
  return role.properties.type?.toLowerCase() === "builtinrole";
}

/** The roles of a list whose AssignableScopes hold the subscription or anything in it. */
export function rolesNaming(roles: readonly RoleDefinition[], subscriptionId: string): RoleDefinition[] {
  const subscription = `/subscriptions/${subscriptionId}`;
  return roles.filter((role) => trimScopes(role.properties.assignableScopes, subscription).remove.length > 0);
}

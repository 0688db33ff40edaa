import type { RoleDefinition } from "../inventory/inventory.ts";
import { roleGuid } from "./role-ids.ts";

/** What Azure stamps itself and does not take back. */
const STAMPED = new Set(["createdOn", "createdBy", "updatedOn", "updatedBy"]);

/** The body of a role definition's PUT. */
export interface RoleDefinitionBody {
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * The definition to write back: exactly what was read, members unknown to us included, but for AssignableScopes.
 * A PUT replaces the whole definition, so whatever is left out here would be lost.
 */
export function trimmedDefinition(role: RoleDefinition, remaining: readonly string[]): RoleDefinitionBody {
  const kept = Object.entries(role.properties).filter(([key]) => !STAMPED.has(key));
  return {
    name: role.name ?? roleGuid(role.id),
    properties: { ...Object.fromEntries(kept), assignableScopes: [...remaining] },
  };
}

/**
 * Role definitions are read and written as raw JSON with this version, the one the az CLI uses: a PUT replaces the
 * whole definition, and `@azure/arm-authorization` 9.0.0 (2022-04-01) would drop a permission's condition.
 */
export const ROLE_DEFINITIONS_API = "2022-05-01-preview";

/** @see https://learn.microsoft.com/rest/api/authorization/role-assignments */
export const ROLE_ASSIGNMENTS_API = "2022-04-01";

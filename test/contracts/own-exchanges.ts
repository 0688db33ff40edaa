import type { Exchange } from "./recordings.ts";

/** Parts that our own cases are put together from. */
export const subscription = "/subscriptions/00000000-0000-0000-0000-000000000000";
export const group = `${subscription}/resourceGroups/rg`;
export const network = `${group}/providers/Microsoft.Network`;
export const operation = `${subscription}/operationresults/op`;
export const error = (code: string, message: string) => ({ error: { code, message } });
export const refused = (path: string, status: number, code: string, message: string): Exchange => ({
  method: "DELETE",
  path,
  status,
  body: error(code, message),
});
export const state = (text: string, repeat = 1): Exchange => ({
  method: "GET",
  path: subscription,
  status: 200,
  repeat,
  body: {
    id: subscription,
    subscriptionId: "00000000-0000-0000-0000-000000000000",
    displayName: "s",
    state: text,
    subscriptionPolicies: { quotaId: "EnterpriseAgreement_2014-09-01", spendingLimit: "Off" },
  },
});
export const act = (name: string): Exchange => ({
  method: "POST",
  path: `${subscription}/providers/Microsoft.Subscription/${name}`,
  status: 200,
  body: { subscriptionId: "00000000-0000-0000-0000-000000000000" },
});
export const accepted = (method: string, path: string): Exchange => ({
  method,
  path,
  status: 202,
  headers: { location: `{host}${operation}`, "retry-after": "15" },
});
export const poll = (status: number, repeat = 1, body?: unknown): Exchange => ({
  method: "GET",
  path: operation,
  status,
  repeat,
  ...(status === 202 ? { headers: { location: `{host}${operation}`, "retry-after": "15" } } : {}),
  ...(body === undefined ? {} : { body }),
});
export const role = (scopes: readonly string[]) => ({
  id: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/88888888-0000-0000-0000-000000000001`,
  name: "88888888-0000-0000-0000-000000000001",
  type: "Microsoft.Authorization/roleDefinitions",
  properties: {
    roleName: "r",
    type: "CustomRole",
    assignableScopes: scopes,
    permissions: [{ actions: ["*/read"], notActions: [], dataActions: [], notDataActions: [] }],
  },
});
export const roles = `${subscription}/providers/Microsoft.Authorization/roleDefinitions`;
export const listed = (isThere: boolean, repeat = 1): Exchange => ({
  method: "GET",
  path: roles,
  status: 200,
  repeat,
  body: { value: isThere ? [role([subscription])] : [] },
});
export const assignments = `${group}/providers/Microsoft.Authorization/roleAssignments`;
export const assignment = {
  id: `${assignments}/a`,
  name: "a",
  type: "Microsoft.Authorization/roleAssignments",
  properties: {
    roleDefinitionId: `${roles}/r`,
    principalId: "p",
    principalType: "User",
    scope: group,
    condition: null,
  },
};

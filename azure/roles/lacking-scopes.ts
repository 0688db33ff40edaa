import { z } from "zod";
import { grants, type Permission } from "../../core/roles/grants.ts";
import type { AzureConnection } from "../connection.ts";
import { armError } from "../explain-failure.ts";
import { ROLE_ASSIGNMENTS_API } from "./role-api.ts";

const patterns = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const permissionsSchema = z.object({
  value: z.array(z.object({ actions: patterns, notActions: patterns })),
});

/** A subscription that the identity may not see at all is answered as one that does not exist. */
const UNSEEN = new Set(["SubscriptionNotFound", "InvalidSubscriptionId"]);

/**
 * Of some scopes those at which the identity surely lacks a right, by ARM's own answer about its permissions. A scope
 * that ARM says nothing about (a deleted group, for example) is not among them: the call itself will tell.
 * @see https://learn.microsoft.com/rest/api/authorization/permissions
 * @throws SundownError cloud_unreachable
 */
export async function lackingScopes(
  connection: AzureConnection,
  scopes: readonly string[],
  action: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const lacking: string[] = [];
  for (const scope of scopes) {
    const permissions = await readPermissions(connection, scope, signal);
    if (permissions !== undefined && !grants(permissions, action)) lacking.push(scope);
  }
  return lacking;
}

async function readPermissions(
  connection: AzureConnection,
  scope: string,
  signal: AbortSignal | undefined,
): Promise<readonly Permission[] | undefined> {
  const answer = await connection.request({
    method: "GET",
    path: `${scope}/providers/Microsoft.Authorization/permissions`,
    apiVersion: ROLE_ASSIGNMENTS_API,
    ...(signal === undefined ? {} : { signal }),
  });
  if (answer.status === 401 || answer.status === 403) return [];
  if (answer.status === 404 && UNSEEN.has(armError(answer.body)?.code ?? "")) return [];
  return permissionsSchema.safeParse(answer.body).data?.value;
}

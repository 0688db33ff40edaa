import { decodeJwt } from "jose";
import type { AzureConnection } from "../connection.ts";

/** Ids that the token of the identity that is signed in carries; what it does not carry is absent. */
export interface ExecutingIdentity {
  readonly objectId?: string;
  readonly applicationId?: string;
  readonly tenantId?: string;
}

/**
 * Who is signed in, as its own token says; `undefined` when the token is not readable. Only used to spare its
 * assignments and to put it on record, and Azure checks the token with each call, so it is not verified here.
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export async function executingIdentity(connection: AzureConnection): Promise<ExecutingIdentity | undefined> {
  const token = await connection.credential.getToken(connection.cloud.armScope);
  if (token === null) return undefined;
  try {
    const { oid, appid, azp, tid } = decodeJwt(token.token);
    return {
      ...named("objectId", oid),
      ...named("applicationId", appid ?? azp),
      ...named("tenantId", tid),
    };
  } catch {
    return undefined;
  }
}

function named<Name extends string>(name: Name, claim: unknown): { readonly [Key in Name]?: string } {
  const record: { [Key in Name]?: string } = {};
  if (typeof claim === "string" && claim !== "") Object.assign(record, { [name]: claim });
  return record;
}

/** Its object id; `undefined` when the token is not readable, which then spares every assignment. */
export async function executingPrincipal(connection: AzureConnection): Promise<string | undefined> {
  return (await executingIdentity(connection))?.objectId;
}

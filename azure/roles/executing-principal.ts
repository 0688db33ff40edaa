import { decodeJwt } from "jose";
import type { AzureConnection } from "../connection.ts";

/**
 * Object id of the identity that is signed in, as its own token says. Only used to spare its assignments, so the
 * token need not be verified here; `undefined` when the token is not readable, which then spares every assignment.
 */
export async function executingPrincipal(connection: AzureConnection): Promise<string | undefined> {
  const token = await connection.credential.getToken(connection.cloud.armScope);
  if (token === null) return undefined;
  try {
    const { oid } = decodeJwt(token.token);
    return typeof oid === "string" && oid !== "" ? oid : undefined;
  } catch {
    return undefined;
  }
}

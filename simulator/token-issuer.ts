import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import type { Identity } from "./world.ts";

const lifetimeSeconds = 3600;

interface IssuedToken {
  readonly token_type: "Bearer";
  readonly expires_in: number;
  readonly ext_expires_in: number;
  readonly access_token: string;
}

/** Makes access tokens and knows them again. */
export interface TokenIssuer {
  readonly publicKey: JWK;
  issue(identity: Identity, scope: string): Promise<IssuedToken>;
  /** The identity a token was made for, while it is valid; its audience does not matter. */
  recognise(token: string): Identity | undefined;
}

export async function createTokenIssuer(tenantId: string): Promise<TokenIssuer> {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const kid = randomUUID();
  const known = new Map<string, { identity: Identity; until: number }>();
  return {
    publicKey: { ...(await exportJWK(publicKey)), kid, use: "sig", alg: "ES256" },
    async issue(identity, scope) {
      const now = Math.floor(Date.now() / 1000);
      const token = await new SignJWT({
        tid: tenantId,
        oid: identity.objectId,
        sub: identity.objectId,
        appid: identity.clientId,
        app_displayname: identity.displayName,
        idtyp: "app",
        ver: "1.0",
      })
        .setProtectedHeader({ alg: "ES256", typ: "JWT", kid })
        .setIssuer(`https://sts.windows.net/${tenantId}/`)
        .setAudience(audienceOf(scope))
        .setIssuedAt(now)
        .setNotBefore(now - 300)
        .setExpirationTime(now + lifetimeSeconds)
        .setJti(randomUUID())
        .sign(privateKey);
      known.set(token, { identity, until: (now + lifetimeSeconds) * 1000 });
      return {
        token_type: "Bearer",
        expires_in: lifetimeSeconds,
        ext_expires_in: lifetimeSeconds,
        access_token: token,
      };
    },
    recognise(token) {
      const found = known.get(token);
      return found && found.until > Date.now() ? found.identity : undefined;
    },
  };
}

/** `https://host/.default` names the audience `https://host`. */
function audienceOf(scope: string): string {
  const first = scope.split(/\s+/)[0] ?? scope;
  return first.replace(/\/+\.default$/, "").replace(/\/+$/, "");
}

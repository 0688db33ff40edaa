import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/core-auth";

const MARGIN_MS = 5 * 60_000;

/**
 * One token for all clients. Each `@azure/arm-*` client keeps its own token cache, and some credentials start a
 * process for every request (the az CLI); six clients would sign in six times.
 */
export function sharedCredential(credential: TokenCredential): TokenCredential {
  const tokens = new Map<string, Promise<AccessToken | null>>();
  return {
    async getToken(scopes: string | string[], options: GetTokenOptions = {}): Promise<AccessToken | null> {
      const key = JSON.stringify([scopes, options.claims, options.tenantId]);
      const known = await tokens.get(key)?.catch(() => undefined);
      if (known && known.expiresOnTimestamp - MARGIN_MS > Date.now()) return known;
      const asked = credential.getToken(scopes, { ...options, enableCae: true });
      tokens.set(key, asked);
      return asked;
    },
  };
}

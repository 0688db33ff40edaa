import { randomUUID } from "node:crypto";
import type { Hono } from "hono";
import { decodeJwt } from "jose";
import { answer, originOf, type SimulatorEnvironment } from "./http.ts";
import type { TokenIssuer } from "./token-issuer.ts";
import type { Identity, World } from "./world.ts";

/** Metadata, discovery and tokens, as Azure SDK credentials, the az CLI and Go clients ask for them. */
export function registerSignInRoutes(
  app: Hono<SimulatorEnvironment>,
  world: World,
  tokens: TokenIssuer,
): void {
  app.get("/metadata/endpoints", (c) => {
    const metadata = metadataOf(world, originOf(c));
    return answer(c, 200, c.req.query("api-version") === "2022-09-01" ? metadata : [metadata]);
  });

  app.get("/common/discovery/instance", (c) =>
    answer(c, 200, {
      tenant_discovery_endpoint: `${originOf(c)}/${world.tenantId}/v2.0/.well-known/openid-configuration`,
      "api-version": "1.1",
      metadata: [],
    }),
  );

  for (const version of ["/v2.0", ""]) {
    app.get(`/:tenant${version}/.well-known/openid-configuration`, (c) => {
      const base = `${originOf(c)}/${c.req.param("tenant")}`;
      return answer(c, 200, {
        issuer: `${base}${version}`,
        authorization_endpoint: `${base}/oauth2${version}/authorize`,
        token_endpoint: `${base}/oauth2${version}/token`,
        jwks_uri: `${base}/discovery${version}/keys`,
        response_types_supported: ["code", "id_token"],
        subject_types_supported: ["pairwise"],
        id_token_signing_alg_values_supported: ["ES256"],
      });
    });
    app.get(`/:tenant/discovery${version}/keys`, (c) => answer(c, 200, { keys: [tokens.publicKey] }));
    app.post(`/:tenant/oauth2${version}/token`, async (c) => {
      const form = new URLSearchParams(await c.req.text());
      const found = identify(world, form);
      if ("error" in found) return answer(c, 401, { ...found, ...traces(world) });
      const scope = form.get("scope") ?? form.get("resource") ?? `${originOf(c)}/.default`;
      const issued = await tokens.issue(found.identity, scope);
      c.get("entry").principal = found.identity.clientId;
      return answer(c, 200, issued);
    });
  }
}

function metadataOf(world: World, origin: string): object {
  return {
    name: "AzureInABox",
    resourceManager: origin,
    portal: origin,
    authentication: { loginEndpoint: origin, audiences: [origin], tenant: "common", identityProvider: "AAD" },
    suffixes: {
      keyVaultDns: new URL(origin).host,
      appConfiguration: new URL(origin).host,
      ...(world.storageHost ? { storage: world.storageHost } : {}),
    },
    microsoftGraphResourceId: origin,
    graphAudience: origin,
    graph: origin,
    gallery: origin,
    activeDirectoryDataLake: origin,
    batch: origin,
    media: origin,
    sqlManagement: origin,
    vmImageAliasDoc: origin,
  };
}

function traces(world: World): object {
  return {
    timestamp: world.clock.iso().replace("T", " "),
    trace_id: randomUUID(),
    correlation_id: randomUUID(),
  };
}

interface SignInError {
  readonly error: string;
  readonly error_description: string;
  readonly error_codes: readonly number[];
}

function refuse(error: string, code: number, text: string): SignInError {
  return { error, error_description: `AADSTS${code}: ${text}`, error_codes: [code] };
}

function identify(world: World, form: URLSearchParams): { identity: Identity } | SignInError {
  const clientId = form.get("client_id") ?? "";
  const identity = world.identities.find((known) => known.clientId.toLowerCase() === clientId.toLowerCase());
  if (!identity) {
    return refuse(
      "unauthorized_client",
      700016,
      `Application with identifier '${clientId}' was not found in the directory '${world.tenantId}'.`,
    );
  }
  const assertion = form.get("client_assertion");
  if (assertion !== null) return checkAssertion(world, identity, assertion);
  if (form.get("client_secret") === identity.clientSecret) return { identity };
  return refuse(
    "invalid_client",
    7000215,
    `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
  );
}

function checkAssertion(
  world: World,
  identity: Identity,
  assertion: string,
): { identity: Identity } | SignInError {
  let subject: string | undefined;
  try {
    const claims = decodeJwt(assertion);
    subject = claims.sub;
    if (claims.exp !== undefined && claims.exp * 1000 < Date.now()) {
      return refuse("invalid_client", 700024, "Client assertion is not within its valid time range.");
    }
  } catch {
    if (world.federatedSubjects) return refuse("invalid_client", 50027, "JWT token is invalid or malformed.");
  }
  if (world.federatedSubjects && !world.federatedSubjects.includes(subject ?? "")) {
    return refuse(
      "invalid_client",
      700213,
      `No matching federated identity record found for presented assertion subject '${subject ?? ""}'.`,
    );
  }
  return { identity };
}

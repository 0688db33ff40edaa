import type { TokenCredential } from "@azure/core-auth";
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpClient,
  type Pipeline,
} from "@azure/core-rest-pipeline";
import { ClientSecretCredential, DefaultAzureCredential } from "@azure/identity";
import { SundownError } from "../core/messages/sundown-error.ts";
import { type ArmCall, armCallPolicy, correlationOf } from "./arm-call-policy.ts";
import { armRetryPolicy } from "./arm-retry-policy.ts";
import type { ArmAnswer, ArmRequest, AzureConnection, Cloud } from "./connection.ts";
import { explainSignIn, explainTransport } from "./explain-failure.ts";
import { readCloud } from "./read-cloud.ts";
import { sharedCredential } from "./shared-credential.ts";
import { throttlePolicy } from "./throttle-policy.ts";

const SIGN_IN_TIMEOUT_MS = 25_000;
/** Hosts that MSAL knows by itself; for all others instance discovery would ask login.microsoftonline.com. */
const KNOWN_LOGIN_HOSTS = new Set([
  "login.microsoftonline.com",
  "login.microsoftonline.us",
  "login.chinacloudapi.cn",
  "login.partner.microsoftonline.cn",
]);

export interface ConnectOptions {
  /** Replaces the environment's credential: the Action passes one made from the run's own OIDC token. */
  readonly credential?: TokenCredential;
  /** Told of every attempt, retries included. */
  readonly onCall?: (call: ArmCall) => void;
}

/**
 * Signs in to the cloud the environment names and returns the one connection that everything shares.
 * @throws SundownError cloud_unreachable, certificate_untrusted, cloud_metadata_invalid, cloud_host_invalid,
 *   authority_host_differs, not_signed_in, sign_in_refused
 */
export async function connect(
  environment: Readonly<Record<string, string | undefined>>,
  options: ConnectOptions = {},
): Promise<AzureConnection> {
  const cloud = await readCloud(environment);
  const credential = sharedCredential(options.credential ?? environmentCredential(environment, cloud));
  await credential
    .getToken(cloud.armScope, { abortSignal: AbortSignal.timeout(SIGN_IN_TIMEOUT_MS) })
    .catch((error: unknown) => {
      throw explainSignIn(error, cloud.loginEndpoint);
    });

  const callPolicy = armCallPolicy(cloud, options.onCall ?? (() => {}));
  const throttle = throttlePolicy();
  // One pool of connections: every default client brings an agent, and so TLS handshakes, of its own.
  const httpClient = createDefaultHttpClient();
  const clientOptions = {
    httpClient,
    endpoint: cloud.resourceManager,
    credentials: { scopes: [cloud.armScope] },
    // The SDK's own retries would repeat changing calls that may have arrived; ours stands in their place.
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    additionalPolicies: [
      { policy: armRetryPolicy(), position: "perCall" as const },
      { policy: throttle, position: "perRetry" as const },
      { policy: callPolicy, position: "perRetry" as const },
    ],
  };
  const pipeline = createPipelineFromOptions(clientOptions);
  pipeline.addPolicy(armRetryPolicy());
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: cloud.armScope }), {
    phase: "Sign",
  });
  pipeline.addPolicy(throttle, { afterPhase: "Sign" });
  pipeline.addPolicy(callPolicy, { afterPhase: "Sign" });
  return {
    cloud,
    credential,
    clientOptions,
    pipeline,
    request: (request) => send(pipeline, httpClient, cloud, request),
  };
}

/**
 * DefaultAzureCredential reads the process's environment, whatever it is told; so a complete client secret in the
 * environment that was given is used as it is (it would be that credential's first choice, too).
 */
function environmentCredential(
  environment: Readonly<Record<string, string | undefined>>,
  cloud: Cloud,
): TokenCredential {
  const foreign = !KNOWN_LOGIN_HOSTS.has(new URL(cloud.loginEndpoint).hostname);
  const shared = {
    authorityHost: cloud.loginEndpoint,
    disableInstanceDiscovery: foreign,
    retryOptions: { maxRetries: 1, retryDelayInMs: 200 },
  };
  const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client, AZURE_CLIENT_SECRET: secret } = environment;
  if (tenant && client && secret) return new ClientSecretCredential(tenant, client, secret, shared);
  return new DefaultAzureCredential(shared);
}

function urlOf(cloud: Cloud, { path: raw, apiVersion }: ArmRequest): string {
  // A database may be called `a#b`; nothing that is asked for has a fragment.
  const path = raw.replaceAll("#", "%23");
  const address = /^https?:/i.test(path) ? path : cloud.resourceManager + path.replace(/^\/+/, "/");
  if (!URL.canParse(address)) {
    throw new SundownError("foreign_host", {
      message: `A call was not sent: ${path.split("?", 1)[0]} is no address.`,
      place: cloud.resourceManager,
    });
  }
  const url = new URL(address);
  if (apiVersion !== undefined && !url.searchParams.has("api-version")) {
    url.searchParams.set("api-version", apiVersion);
  }
  return url.href;
}

async function send(
  pipeline: Pipeline,
  httpClient: HttpClient,
  cloud: Cloud,
  request: ArmRequest,
): Promise<ArmAnswer> {
  const wire = createPipelineRequest({
    url: urlOf(cloud, request),
    method: request.method,
    ...(request.signal === undefined ? {} : { abortSignal: request.signal }),
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  });
  wire.headers.set("accept", "application/json");
  if (request.body !== undefined) wire.headers.set("content-type", "application/json");
  for (const [name, value] of Object.entries(request.headers ?? {})) wire.headers.set(name, value);
  const response = await pipeline.sendRequest(httpClient, wire).catch((error: unknown) => {
    request.signal?.throwIfAborted();
    throw explainTransport(error, cloud.resourceManager);
  });
  const header = (name: string): string | undefined => response.headers.get(name);
  return {
    status: response.status,
    headers: response.headers.toJSON(),
    body: parseBody(response.bodyAsText),
    correlationId: correlationOf(header),
  };
}

function parseBody(text: string | null | undefined): unknown {
  if (text === null || text === undefined || text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

import {
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
} from "@azure/core-rest-pipeline";
import { z } from "zod";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { Cloud } from "./connection.ts";
import { explainTransport } from "./explain-failure.ts";

/** Long enough for a slow proxy, short enough that nobody thinks the program hangs. */
const METADATA_TIMEOUT_MS = 10_000;

const publicCloud: Cloud = {
  name: "AzureCloud",
  resourceManager: "https://management.azure.com",
  armScope: "https://management.azure.com/.default",
  loginEndpoint: "https://login.microsoftonline.com",
  storageSuffix: "core.windows.net",
  keyVaultSuffix: "vault.azure.net",
  appConfigurationSuffix: "azconfig.io",
  portal: "https://portal.azure.com",
};

const httpsUrl = z.url({ protocol: /^https$/ });

/** `GET /metadata/endpoints`, api-version 2022-09-01: one object; other versions wrap it in an array. */
const metadataSchema = z.object({
  name: z.string().min(1),
  resourceManager: httpsUrl,
  authentication: z.object({ loginEndpoint: httpsUrl, audiences: z.array(z.string().min(1)).min(1) }),
  suffixes: z
    .object({
      storage: z.string().optional(),
      keyVaultDns: z.string().optional(),
      appConfiguration: z.string().optional(),
    })
    .optional(),
  portal: z.string().optional(),
});

/**
 * The metadata of Azure's own clouds does not name this suffix.
 * @see https://learn.microsoft.com/azure/azure-app-configuration/rest-api-authentication-azure-ad
 */
const STORES: Readonly<Record<string, string>> = {
  AzureCloud: "azconfig.io",
  AzureUSGovernment: "azconfig.azure.us",
  AzureChinaCloud: "azconfig.azure.cn",
};

const withoutDot = (suffix: string | undefined): string | undefined => suffix?.replace(/^\./, "");
const withoutSlash = (url: string): string => url.replace(/\/+$/, "");

/** Names under which one sign-in service answers (`aliases` of its instance discovery). */
const SAME_SIGN_IN = [
  new Set(["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"]),
  new Set(["login.microsoftonline.us", "login.usgovcloudapi.net"]),
  new Set(["login.chinacloudapi.cn", "login.partner.microsoftonline.cn"]),
];

/**
 * The cloud to work in: the public one, or what the host in ARM_METADATA_HOSTNAME says. Where to sign in is the
 * cloud's to say; AZURE_AUTHORITY_HOST may only say the same.
 * @throws SundownError cloud_unreachable, certificate_untrusted, cloud_metadata_invalid, cloud_host_invalid,
 *   authority_host_differs
 */
export async function readCloud(environment: Readonly<Record<string, string | undefined>>): Promise<Cloud> {
  const host = environment.ARM_METADATA_HOSTNAME?.trim();
  const cloud = host === undefined || host === "" ? publicCloud : await askForCloud(host);
  checkAuthority(environment.AZURE_AUTHORITY_HOST?.trim(), cloud);
  return cloud;
}

/** @throws SundownError authority_host_differs */
function checkAuthority(authority: string | undefined, { name, loginEndpoint }: Cloud): void {
  if (authority === undefined || authority === "") return;
  const address = authority.includes("://") ? authority : `https://${authority}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const expected = new URL(loginEndpoint).host;
  const isSame =
    url?.host === expected || SAME_SIGN_IN.some((names) => names.has(url?.host ?? "") && names.has(expected));
  if (url?.protocol === "https:" && url.username === "" && url.password === "" && isSame) return;
  throw new SundownError("authority_host_differs", {
    message: `AZURE_AUTHORITY_HOST is not where ${name} signs in, which is ${loginEndpoint}.`,
    place: "AZURE_AUTHORITY_HOST",
  });
}

/** A host name or address with or without a port, and nothing else: no user, path or query. */
function isHost(text: string): boolean {
  const address = `https://${text}`;
  if (!URL.canParse(address)) return false;
  return new URL(address).host === text.toLowerCase().replace(/:443$/, "");
}

async function askForCloud(host: string): Promise<Cloud> {
  if (!isHost(host)) {
    throw new SundownError("cloud_host_invalid", {
      message: "ARM_METADATA_HOSTNAME is not a host name.",
      place: "ARM_METADATA_HOSTNAME",
    });
  }
  const url = `https://${host}/metadata/endpoints?api-version=2022-09-01`;
  const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 0 } });
  const request = createPipelineRequest({ url, timeout: METADATA_TIMEOUT_MS });
  const answer = await pipeline.sendRequest(createDefaultHttpClient(), request).catch((error: unknown) => {
    throw explainTransport(error, host);
  });
  return parseCloud(answer.status, answer.bodyAsText ?? "", host);
}

function parseCloud(status: number, body: string, host: string): Cloud {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    json = undefined;
  }
  const parsed = metadataSchema.safeParse(Array.isArray(json) ? json[0] : json);
  if (status !== 200 || !parsed.success) {
    const problem = parsed.success ? `status ${status}` : z.prettifyError(parsed.error).replaceAll("\n", " ");
    throw new SundownError("cloud_metadata_invalid", {
      message: `https://${host}/metadata/endpoints is not the metadata of a cloud: ${problem}`,
      place: host,
    });
  }
  const { name, resourceManager, authentication, suffixes, portal } = parsed.data;
  const origin = new URL(resourceManager).origin;
  const audiences = authentication.audiences.map(withoutSlash);
  // Any audience listed will do; the resource manager's own name is the one every client understands.
  const audience = audiences.includes(origin) ? origin : (audiences[0] ?? origin);
  return {
    name,
    resourceManager: origin,
    armScope: `${audience}/.default`,
    loginEndpoint: withoutSlash(authentication.loginEndpoint),
    storageSuffix: withoutDot(suffixes?.storage),
    keyVaultSuffix: withoutDot(suffixes?.keyVaultDns),
    appConfigurationSuffix: STORES[name] ?? withoutDot(suffixes?.appConfiguration),
    portal,
  };
}

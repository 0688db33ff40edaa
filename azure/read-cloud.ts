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
  portal: "https://portal.azure.com",
};

const httpsUrl = z.url({ protocol: /^https$/ });

/** `GET /metadata/endpoints`, api-version 2022-09-01: one object; other versions wrap it in an array. */
const metadataSchema = z.object({
  name: z.string().min(1),
  resourceManager: httpsUrl,
  authentication: z.object({ loginEndpoint: httpsUrl, audiences: z.array(z.string().min(1)).min(1) }),
  suffixes: z.object({ storage: z.string().optional() }).optional(),
  portal: z.string().optional(),
});

const withoutSlash = (url: string): string => url.replace(/\/+$/, "");

/**
 * The cloud to work in: the public one, or what the host in ARM_METADATA_HOSTNAME says.
 * @throws SundownError cloud_unreachable, certificate_untrusted, cloud_metadata_invalid
 */
export async function readCloud(environment: Readonly<Record<string, string | undefined>>): Promise<Cloud> {
  const host = environment.ARM_METADATA_HOSTNAME?.trim();
  if (host === undefined || host === "") return publicCloud;
  const url = `https://${host}/metadata/endpoints?api-version=2022-09-01`;
  if (!URL.canParse(url) || new URL(url).pathname !== "/metadata/endpoints") {
    throw new SundownError("cloud_metadata_invalid", {
      message: `ARM_METADATA_HOSTNAME is not a host name: ${host}`,
      place: "ARM_METADATA_HOSTNAME",
    });
  }
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
    storageSuffix: suffixes?.storage?.replace(/^\./, ""),
    portal,
  };
}

import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
} from "@azure/core-rest-pipeline";
import { z } from "zod";
import type { MessageCode } from "../core/messages/registry.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import { armRetryPolicy } from "./arm-retry-policy.ts";
import { refuseRepeated } from "./collect-pages.ts";
import type { AzureConnection } from "./connection.ts";
import { explainTransport } from "./explain-failure.ts";

const REQUEST_TIMEOUT_MS = 60_000;

/** What a service besides Resource Manager holds, read with the same identity. Only ever reads. */
export interface DataPlane {
  /** Where it answers; without a slash at its end. */
  readonly url: string;
  /**
   * The body of a GET, unchecked; it may hold a secret and is never logged.
   * @param link a path below `url`, or the link to a next page as the service wrote it
   * @throws SundownError source_unreadable, source_access_denied, foreign_host
   */
  get(link: string, signal?: AbortSignal): Promise<unknown>;
}

export interface DataPlaneOptions {
  /** The service's own name: `kv-shop`. */
  readonly name: string;
  /** `vault.azure.net`, or `host:port`; `undefined` where the cloud has no such service. */
  readonly suffix: string | undefined;
  /** What it is, for people: `key vault`. */
  readonly what: string;
  /** What to do when the identity may not read it; `reason` is the service's more exact code. */
  readonly remedy: (reason: string | undefined) => string;
}

const bodySchema = z.record(z.string(), z.unknown()).catch({});

/** Names of vaults and stores are global: this one can be no address of somebody else's. */
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/**
 * The address follows from name and cloud alone, so that a token can go nowhere else, whatever Resource Manager says.
 * @throws SundownError source_unreadable
 */
export function openDataPlane(
  { cloud, credential }: Pick<AzureConnection, "cloud" | "credential">,
  { name, suffix, what, remedy }: DataPlaneOptions,
): DataPlane {
  if (suffix === undefined || !NAME.test(name)) {
    const reason = suffix === undefined ? `${cloud.name} names no place for it` : "it has no such name";
    throw new SundownError("source_unreadable", {
      message: `the ${what} ${name} cannot be read: ${reason}`,
      place: name,
    });
  }
  const url = suffix.includes(":") ? `https://${suffix}/${name}` : `https://${name}.${suffix}`;
  const httpClient = createDefaultHttpClient();
  const pipeline = createPipelineFromOptions({
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
  });
  pipeline.addPolicy(armRetryPolicy());
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: `https://${suffix}/.default` }), {
    phase: "Sign",
  });
  return {
    url,
    async get(link, signal) {
      const request = createPipelineRequest({
        url: addressOf(url, link),
        method: "GET",
        timeout: REQUEST_TIMEOUT_MS,
        ...(signal === undefined ? {} : { abortSignal: signal }),
      });
      request.headers.set("accept", "application/json, application/problem+json");
      const answer = await pipeline.sendRequest(httpClient, request).catch((error: unknown) => {
        signal?.throwIfAborted();
        throw failure("source_unreadable", url, explainTransport(error, url).message);
      });
      const body = parsed(answer.bodyAsText);
      if (answer.status === 200) return body;
      const reason = reasonOf(body);
      const said = `${answer.status}${reason === undefined ? "" : ` ${reason}`}`;
      const place = request.url.split("?", 1)[0] ?? url;
      if (answer.status === 401 || answer.status === 403)
        throw failure("source_access_denied", place, `the ${what} answered ${said}`, remedy(reason));
      throw failure("source_unreadable", place, `the ${what} answered ${said}`);
    },
  };
}

/**
 * Every item of a list, page after page.
 * @throws SundownError as `get` does, source_unreadable for an item of another shape, paging_repeated
 */
export async function* listItems<Shape extends z.ZodType>(
  plane: DataPlane,
  path: string,
  { item, list, next }: { readonly item: Shape; readonly list: string; readonly next: string },
  signal?: AbortSignal,
): AsyncGenerator<z.infer<Shape>> {
  const items = z.array(item);
  const seen = new Set<string>();
  for (let link = path; link !== ""; ) {
    const page = bodySchema.parse((await plane.get(link, signal)) ?? {});
    const found = items.safeParse(page[list]);
    if (!found.success) {
      const where = found.error.issues[0]?.path.join(".") ?? "";
      throw failure("source_unreadable", plane.url + path, `its list has an unexpected shape: ${where}`);
    }
    yield* found.data;
    const after = page[next];
    link = typeof after === "string" ? after : "";
    if (link !== "") refuseRepeated(seen, link, plane.url + path);
  }
}

function addressOf(base: string, link: string): string {
  const prefix = new URL(base).pathname.replace(/\/$/, "");
  const path = link.startsWith("/") && prefix !== "" && !link.startsWith(`${prefix}/`) ? prefix + link : link;
  const address = new URL(path, base);
  if (address.origin !== new URL(base).origin)
    throw new SundownError("foreign_host", {
      message: `A call to ${address.origin} was not sent: it is not ${base}.`,
      place: address.origin,
    });
  return address.href;
}

function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

/** Key Vault gives a more exact code inside its error; App Configuration answers problem details. */
const refusalSchema = z.object({
  error: z
    .object({ code: z.string().optional(), innererror: z.object({ code: z.string() }).nullish() })
    .optional(),
  title: z.string().optional(),
});

function reasonOf(body: unknown): string | undefined {
  const { error, title } = refusalSchema.safeParse(body).data ?? {};
  return error?.innererror?.code ?? error?.code ?? title;
}

function failure(code: MessageCode, place: string, reason: string, remedy?: string): SundownError {
  return new SundownError(code, {
    message: `${place} cannot be read: ${reason}`,
    place,
    ...(remedy === undefined ? {} : { remedy }),
  });
}

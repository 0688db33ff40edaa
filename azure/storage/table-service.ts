import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpClient,
  type Pipeline,
} from "@azure/core-rest-pipeline";
import { parseEntities, parseTableNames } from "../../core/backups/table-entities.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { explainTransport } from "../explain-failure.ts";
import type { StorageConnection } from "./blob-service.ts";

/** @see https://learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services */
const VERSION = "2020-12-06";
const SCOPE = "https://storage.azure.com/.default";
const REQUEST_TIMEOUT_MS = 100_000;

/** The tables of one storage account. The SDK's client turns 1.0 into 1, and so loses that it is an Edm.Double. */
export interface TableService {
  /** Names of all tables. */
  names(signal: AbortSignal): AsyncIterable<string>;
  /** Every entity as one line of JSON, in the service's order: by PartitionKey, then RowKey. */
  entities(table: string, signal: AbortSignal): AsyncIterable<string>;
}

/**
 * @param url checked to be on the cloud's own storage: the token goes there
 * @throws in its members: SundownError source_access_denied, source_unreadable
 */
export function tableService({ credential }: StorageConnection, url: string): TableService {
  const httpClient = createDefaultHttpClient();
  const pipeline = createPipelineFromOptions({
    retryOptions: { maxRetries: 5 },
    redirectOptions: { maxRetries: 0 },
  });
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: SCOPE }), { phase: "Sign" });
  const pages = (path: string, signal: AbortSignal) => readPages({ httpClient, pipeline, url, path, signal });
  return {
    async *names(signal) {
      for await (const page of pages("Tables", signal)) yield* parsed(`${url}/Tables`, page, parseTableNames);
    },
    async *entities(table, signal) {
      for await (const page of pages(`${table}()`, signal))
        yield* parsed(`${url}/${table}`, page, parseEntities);
    },
  };
}

interface PageRequest {
  readonly httpClient: HttpClient;
  readonly pipeline: Pipeline;
  readonly url: string;
  readonly path: string;
  readonly signal: AbortSignal;
}

/** Each comes back in a header, and goes into the query in exactly this case. */
const CONTINUATIONS = ["NextTableName", "NextPartitionKey", "NextRowKey"] as const;

/** @see https://learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination */
async function* readPages({ httpClient, pipeline, url, path, signal }: PageRequest): AsyncGenerator<string> {
  const place = `${url}/${path}`;
  for (let query = ""; ; ) {
    const request = createPipelineRequest({
      url: place + query,
      timeout: REQUEST_TIMEOUT_MS,
      abortSignal: signal,
    });
    request.headers.set("accept", "application/json;odata=minimalmetadata");
    request.headers.set("dataserviceversion", "3.0;NetFx");
    request.headers.set("x-ms-version", VERSION);
    const answer = await pipeline.sendRequest(httpClient, request).catch((error: unknown) => {
      signal.throwIfAborted();
      throw unreadable(place, explainTransport(error, url).message);
    });
    if (answer.status !== 200) throw refused(place, answer.status);
    yield answer.bodyAsText ?? "";
    const next = CONTINUATIONS.flatMap((name) => {
      const value = answer.headers.get(`x-ms-continuation-${name}`);
      return value === undefined ? [] : [[name, value]];
    });
    if (next.length === 0) return;
    const before = query;
    query = `?${new URLSearchParams(next)}`;
    if (query === before) throw unreadable(place, "the service names the same page again");
  }
}

function parsed<Item>(place: string, page: string, parse: (text: string) => Item[] | undefined): Item[] {
  const items = parse(page);
  if (items !== undefined) return items;
  throw unreadable(place, "the answer has an unexpected shape");
}

function refused(place: string, status: number): SundownError {
  if (status !== 401 && status !== 403) return unreadable(place, `the service answers ${status}`);
  return new SundownError("source_access_denied", {
    message: `${place} cannot be read: the service answers ${status}`,
    place,
    remedy: "Give the identity the role Storage Table Data Reader there, and let its network in.",
  });
}

function unreadable(place: string, reason: string): SundownError {
  return new SundownError("source_unreadable", { message: `${place} cannot be read: ${reason}`, place });
}

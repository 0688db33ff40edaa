import { Readable } from "node:stream";
import { createDefaultHttpClient, createPipelineRequest } from "@azure/core-rest-pipeline";
import type { BlobClient, BlobGetPropertiesResponse } from "@azure/storage-blob";
import type { MessageCode } from "../../core/messages/registry.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import { type BlobLocation, blobLocation } from "./blob-location.ts";
import { blobService, type StorageConnection } from "./blob-service.ts";
import { causeOf, type StorageFailure, storageFailure } from "./storage-failure.ts";

/** An artifact whose answer has begun. Whoever opens it reads `body` to its end or destroys it. */
export interface OpenedArtifact {
  /** As the host announces it; `undefined` where it does not. */
  readonly bytes: number | undefined;
  readonly body: Readable;
  readonly etag?: string;
  readonly versionId?: string;
  readonly createdOn?: Date;
  readonly immutableUntil?: Date;
  /** `locked` cannot be shortened any more, `unlocked` can. */
  readonly immutabilityMode?: string;
  readonly legalHold?: boolean;
}

export interface OpenOptions {
  /** Hosts that the policy lists; read without any credential. */
  readonly artifactHosts?: readonly string[];
  /** The artifact must still be this one. */
  readonly etag?: string;
  /** Only these bytes of it. */
  readonly range?: { readonly from: number; readonly length: number };
  readonly signal?: AbortSignal;
}

const MAX_RECONNECTS = 5;

/** Whether an artifact may lie there at all: on the cloud's own storage, or on a host that the policy lists. */
export function isArtifactHostAllowed(
  url: string,
  storageSuffix: string | undefined,
  artifactHosts: readonly string[] = [],
): boolean {
  if (!URL.canParse(url) || new URL(url).protocol !== "https:") return false;
  if (blobLocation(url, storageSuffix) !== undefined) return true;
  const { host } = new URL(url);
  return artifactHosts.some((allowed) => allowed.toLowerCase() === host);
}

/**
 * Begins to read an artifact. The caller's token goes only to the cloud's own storage; other hosts are read
 * anonymously, and only when the policy lists them. Redirects are never followed.
 * @throws SundownError artifact_host_not_allowed, artifact_missing, artifact_access_denied, artifact_redirected,
 *   artifact_changed_while_read, artifact_unreadable
 */
export async function openArtifact(
  connection: StorageConnection,
  url: string,
  options: OpenOptions = {},
): Promise<OpenedArtifact> {
  if (!isArtifactHostAllowed(url, connection.cloud.storageSuffix, options.artifactHosts))
    throw new SundownError("artifact_host_not_allowed", {
      message: `${URL.canParse(url) ? new URL(url).host : url} is neither the cloud's own storage nor a listed host`,
      place: url,
    });
  const location = blobLocation(url, connection.cloud.storageSuffix);
  return location === undefined
    ? openAnonymously(url, options)
    : openBlob(connection, url, location, options);
}

/**
 * Who a blob of the cloud's own storage is now, without reading it; `undefined` for any other host, which tells
 * nothing that could be relied on.
 * @throws SundownError artifact_missing, artifact_access_denied, artifact_unreadable
 */
export async function identifyArtifact(
  connection: StorageConnection,
  url: string,
  options: Pick<OpenOptions, "signal"> = {},
): Promise<Omit<OpenedArtifact, "body"> | undefined> {
  const location = blobLocation(url, connection.cloud.storageSuffix);
  if (location === undefined) return undefined;
  try {
    const client = clientOf(connection, url, location);
    const answer = await client.getProperties(
      options.signal === undefined ? {} : { abortSignal: options.signal },
    );
    return { bytes: answer.contentLength, ...identityOf(answer) };
  } catch (error) {
    throw artifactError(url, error);
  }
}

function clientOf(connection: StorageConnection, url: string, location: BlobLocation): BlobClient {
  // A single segment names a blob of the root container.
  const container = location.blob === undefined ? "$root" : (location.container ?? "$root");
  const blob = location.blob ?? location.container;
  if (blob === undefined)
    throw artifactFailure(url, { kind: "missing", status: 404, reason: "it names no blob" });
  return blobService(connection, location.accountUrl).getContainerClient(container).getBlobClient(blob);
}

type Identity = Omit<OpenedArtifact, "body" | "bytes">;

function identityOf(
  answer: Pick<
    BlobGetPropertiesResponse,
    | "etag"
    | "versionId"
    | "createdOn"
    | "immutabilityPolicyExpiresOn"
    | "immutabilityPolicyMode"
    | "legalHold"
  >,
): Identity {
  return {
    ...(answer.etag === undefined ? {} : { etag: answer.etag }),
    ...(answer.versionId === undefined ? {} : { versionId: answer.versionId }),
    ...(answer.createdOn === undefined ? {} : { createdOn: answer.createdOn }),
    ...(answer.immutabilityPolicyExpiresOn === undefined
      ? {}
      : { immutableUntil: answer.immutabilityPolicyExpiresOn }),
    ...(answer.immutabilityPolicyMode === undefined
      ? {}
      : { immutabilityMode: answer.immutabilityPolicyMode.toLowerCase() }),
    ...(answer.legalHold === undefined ? {} : { legalHold: answer.legalHold }),
  };
}

async function openBlob(
  connection: StorageConnection,
  url: string,
  location: BlobLocation,
  options: OpenOptions,
): Promise<OpenedArtifact> {
  try {
    const client = clientOf(connection, url, location);
    const answer = await client.download(options.range?.from ?? 0, options.range?.length, {
      maxRetryRequests: MAX_RECONNECTS,
      ...(options.etag === undefined ? {} : { conditions: { ifMatch: options.etag } }),
      ...(options.signal === undefined ? {} : { abortSignal: options.signal }),
    });
    if (!(answer.readableStreamBody instanceof Readable))
      throw artifactFailure(url, { kind: "other", status: undefined, reason: "the answer has no body" });
    return {
      bytes: answer.contentLength,
      body: answer.readableStreamBody,
      ...identityOf(answer),
    };
  } catch (error) {
    throw artifactError(url, error);
  }
}

async function openAnonymously(url: string, options: OpenOptions): Promise<OpenedArtifact> {
  const request = createPipelineRequest({
    url,
    // Any status: the body is always wanted as a stream, never buffered.
    streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
    ...(options.signal === undefined ? {} : { abortSignal: options.signal }),
  });
  request.headers.set("accept-encoding", "identity");
  if (options.etag !== undefined) request.headers.set("if-match", options.etag);
  const { range } = options;
  if (range !== undefined)
    request.headers.set("range", `bytes=${range.from}-${range.from + range.length - 1}`);
  try {
    const answer = await createDefaultHttpClient().sendRequest(request);
    const body = answer.readableStreamBody;
    const kind = kindOfStatus(answer.status, range === undefined ? 200 : 206);
    if (kind !== undefined || !(body instanceof Readable)) {
      if (body instanceof Readable) body.destroy();
      throw artifactFailure(url, {
        kind: kind ?? "other",
        status: answer.status,
        reason: answer.status === 200 ? "its host gives no parts of a file" : `HTTP ${answer.status}`,
      });
    }
    const length = answer.headers.get("content-length");
    const etag = answer.headers.get("etag");
    return {
      bytes: length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined,
      body,
      ...(etag === undefined ? {} : { etag }),
    };
  } catch (error) {
    throw artifactError(url, error);
  }
}

function kindOfStatus(status: number, wanted: 200 | 206): StorageFailure["kind"] | undefined {
  if (status === wanted) return undefined;
  if (status >= 300 && status < 400) return "redirected";
  if (status === 404 || status === 410) return "missing";
  if (status === 401 || status === 403) return "denied";
  return status === 412 ? "changed" : "other";
}

const codes: Readonly<Record<StorageFailure["kind"], MessageCode>> = {
  missing: "artifact_missing",
  denied: "artifact_access_denied",
  changed: "artifact_changed_while_read",
  redirected: "artifact_redirected",
  conflict: "artifact_unreadable",
  archived: "artifact_unreadable",
  other: "artifact_unreadable",
};

/** A failure while opening or reading, as the artifact's own code. Aborts pass through unchanged. */
export function artifactError(url: string, error: unknown): SundownError {
  return isSundownError(error) ? error : artifactFailure(url, storageFailure(error), error);
}

function artifactFailure(url: string, failure: StorageFailure, cause?: unknown): SundownError {
  return new SundownError(codes[failure.kind], {
    message: `${url} cannot be read: ${failure.reason}`,
    place: url,
    ...(cause === undefined ? {} : { cause: causeOf(cause) }),
  });
}

import type { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { errorXml, listXml } from "./file-share-xml.ts";
import type { FileShare, StoredFile } from "./file-shares.ts";
import { originOf, type RequestContext, type SimulatorEnvironment } from "./http.ts";
import { objectOf } from "./json.ts";
import type { StoredResource } from "./store.ts";
import type { TokenIssuer } from "./token-issuer.ts";
import type { World } from "./world.ts";

/** The route of everything below `/.file/`: paths of files mean what they say, whatever their case and words. */
export const fileServiceRoute = "/.file";

/** The path behind `/.file/` as it was written, still encoded; `undefined` for every other URL. */
export function filePathOf(url: string): string | undefined {
  return /^[a-z]+:\/\/[^/?#]*\/\.file\/([^?#]*)/i.exec(url)?.[1];
}

const accountType = "microsoft.storage/storageaccounts";
/** The first version that takes a token (authorize-oauth-rest). */
const oldestVersion = "2022-11-02";
const mostResults = 5000;

class FileServiceError extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  /** The header that it is about. */
  readonly header: string | undefined;

  constructor(status: ContentfulStatusCode, code: string, message: string, header?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.header = header;
  }
}

/** H6 to H10: files of shares, for reading, as they answer at `/.file/ACCOUNT/SHARE/PATH`. */
export function registerFileShareRoutes(
  app: Hono<SimulatorEnvironment>,
  world: World,
  tokens: TokenIssuer,
): void {
  app.all(fileServiceRoute, (c) => {
    c.header("x-ms-version", c.req.header("x-ms-version") ?? oldestVersion);
    try {
      return answerFileRequest(world, tokens, c);
    } catch (error) {
      if (!(error instanceof FileServiceError)) throw error;
      c.header("x-ms-error-code", error.code);
      c.header("content-type", "application/xml");
      return c.body(errorXml(error.code, error.message, error.header), error.status);
    }
  });
}

function answerFileRequest(
  world: World,
  tokens: TokenIssuer,
  c: RequestContext,
): Response | Promise<Response> {
  const [account = "", share = "", ...segments] = (filePathOf(c.req.url) ?? "")
    .split("/")
    .map(decodeURIComponent);
  const resource = [...world.store.resources.values()].find(
    ({ type, name }) => type.toLowerCase() === accountType && name.toLowerCase() === account,
  );
  letIn(world, tokens, c, resource);
  const found = resource && shareOf(world, resource, share);
  if (!found) throw new FileServiceError(404, "ShareNotFound", "The specified share does not exist.");
  const keepsDots = c.req.header("x-ms-allow-trailing-dot") === "true";
  const path = segments
    .map((segment) => (keepsDots ? segment : segment.replace(/\.+$/, "")))
    .join("/")
    .replace(/\/$/, "");
  const { restype, comp } = c.req.query();
  if (c.req.method === "GET" && restype === "directory" && comp === "list")
    return answerList(world, c, { endpoint: `${originOf(c)}/.file/${account}/`, share }, found, path);
  if (["GET", "HEAD"].includes(c.req.method) && restype === undefined && comp === undefined)
    return answerFile(c, found, path);
  return c.notFound();
}

/** Token, version, the intent that a token needs, and the right to read with it; in this order. */
function letIn(
  world: World,
  tokens: TokenIssuer,
  c: RequestContext,
  account: StoredResource | undefined,
): void {
  const principal = tokens.recognise((c.req.header("authorization") ?? "").replace(/^bearer\s+/i, ""));
  if (!principal) {
    c.header(
      "www-authenticate",
      `Bearer authorization_uri=${originOf(c)}/${world.tenantId}/oauth2/authorize resource_id=https://storage.azure.com`,
    );
    throw new FileServiceError(
      401,
      "NoAuthenticationInformation",
      "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.",
    );
  }
  c.get("entry").principal = principal.clientId;
  const mandatory = "An HTTP header that's mandatory for this request is not specified.";
  const invalid = "The value for one of the HTTP headers is not in the correct format.";
  const version = c.req.header("x-ms-version");
  if (version === undefined)
    throw new FileServiceError(400, "MissingRequiredHeader", mandatory, "x-ms-version");
  if (!/^\d{4}-\d\d-\d\d$/.test(version) || version < oldestVersion)
    throw new FileServiceError(400, "InvalidHeaderValue", invalid, "x-ms-version");
  const intent = c.req.header("x-ms-file-request-intent");
  if (intent === undefined)
    throw new FileServiceError(400, "MissingRequiredHeader", mandatory, "x-ms-file-request-intent");
  if (intent !== "backup")
    throw new FileServiceError(400, "InvalidHeaderValue", invalid, "x-ms-file-request-intent");
  const service = "Microsoft.Storage/storageAccounts/fileServices";
  const needed = [`${service}/fileShares/files/read`, `${service}/readFileBackupSemantics/action`];
  if (
    account &&
    !needed.every((action) => world.access.mayHandleData(principal.objectId, action, account.key))
  )
    throw new FileServiceError(
      403,
      "AuthorizationPermissionMismatch",
      "This request is not authorized to perform this operation using this permission.",
    );
}

/** A share that Resource Manager shows as deleted is none to read. */
function shareOf(world: World, account: StoredResource, name: string): FileShare | undefined {
  const key = `${account.key}/fileservices/default/shares/${name.toLowerCase()}`;
  const stored = world.store.resources.get(key);
  const stands = stored !== undefined && objectOf(stored.body.properties).deleted !== true;
  return stands ? world.fileShares.get(key) : undefined;
}

function answerList(
  world: World,
  c: RequestContext,
  place: { readonly endpoint: string; readonly share: string },
  share: FileShare,
  directory: string,
): Response {
  if (!share.hasDirectory(directory)) throw missing(share.file(directory) !== undefined);
  const { marker, maxresults } = c.req.query();
  const most = Number(maxresults ?? mostResults);
  if (!Number.isInteger(most) || most < 1)
    throw new FileServiceError(
      400,
      "OutOfRangeQueryParameterValue",
      "One of the query parameters specified in the request URI is outside the permissible range.",
    );
  const after = marker === undefined || marker === "" ? "" : Buffer.from(marker, "base64url").toString();
  const rest = share.entries(directory).filter(({ name }) => after === "" || name > after);
  const entries = rest.slice(0, Math.min(most, mostResults, world.pageSize));
  const last = entries.at(-1)?.name ?? "";
  const include = new Set((c.req.query("include") ?? "").toLowerCase().split(","));
  c.header("content-type", "application/xml");
  return c.body(
    listXml({
      ...place,
      directory,
      marker,
      maxResults: maxresults,
      entries,
      nextMarker: entries.length < rest.length ? Buffer.from(last).toString("base64url") : undefined,
      include,
    }),
  );
}

function answerFile(c: RequestContext, share: FileShare, path: string): Response {
  const file = share.file(path);
  if (!file) throw missing(share.hasDirectory(path));
  if (file.inUse)
    throw new FileServiceError(
      409,
      "SharingViolation",
      "The specified resource may be in use by an SMB client.",
    );
  const { from, to, partial } = rangeOf(c, file);
  for (const [name, value] of Object.entries(headersOf(file))) c.header(name, value);
  const content = file.content.subarray(from, to);
  c.header("content-length", String(content.length));
  if (partial) c.header("content-range", `bytes ${from}-${to - 1}/${file.content.length}`);
  return c.body(new Uint8Array(content), partial ? 206 : 200);
}

/** `x-ms-range` goes before `Range`. */
function rangeOf(c: RequestContext, { content }: StoredFile): { from: number; to: number; partial: boolean } {
  const asked = c.req.header("x-ms-range") ?? c.req.header("range");
  if (asked === undefined) return { from: 0, to: content.length, partial: false };
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(asked) ?? [];
  const from = Number(first);
  if (first === undefined || from >= content.length)
    throw new FileServiceError(
      416,
      "InvalidRange",
      "The range specified is invalid for the current size of the resource.",
    );
  const to = last === undefined || last === "" ? content.length : Math.min(Number(last) + 1, content.length);
  return { from, to, partial: true };
}

function headersOf({ etag, lastWriteTime, contentType, metadata }: StoredFile): Record<string, string> {
  return {
    etag,
    "content-type": contentType,
    "accept-ranges": "bytes",
    "last-modified": new Date(lastWriteTime).toUTCString(),
    "x-ms-type": "File",
    "x-ms-file-attributes": "Archive",
    "x-ms-file-creation-time": lastWriteTime,
    "x-ms-file-last-write-time": lastWriteTime,
    "x-ms-file-change-time": lastWriteTime,
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-ms-meta-${name}`, value])),
  };
}

function missing(isOfAnotherKind: boolean): FileServiceError {
  return isOfAnotherKind
    ? new FileServiceError(
        409,
        "ResourceTypeMismatch",
        "The specified resource type does not match the type of the existing resource.",
      )
    : new FileServiceError(404, "ResourceNotFound", "The specified resource does not exist.");
}

import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { ContentfulStatusCode, StatusCode } from "hono/utils/http-status";
import { errors } from "./error-bodies.ts";
import type { Fault } from "./fault-queue.ts";
import { isObject, type JsonObject } from "./json.ts";
import type { Operation } from "./operations.ts";
import type { LoggedRequest } from "./request-log.ts";
import type { ResourcePath } from "./resource-path.ts";
import { parsePath } from "./resource-path.ts";
import type { Identity, World } from "./world.ts";

export interface SimulatorEnvironment {
  Bindings: HttpBindings;
  Variables: {
    principal: Identity;
    path: ResourcePath;
    entry: LoggedRequest;
    /** What disturbs this request. */
    fault: Fault | undefined;
  };
}

export type RequestContext = Context<SimulatorEnvironment>;

/** The path of a request as the caller wrote it: decoded, slashes collapsed. */
export function writtenPath(url: string): ResourcePath {
  const path = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ?? "/";
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    decoded = path;
  }
  return parsePath(decoded);
}

/**
 * What a request is routed by: everything from the last `/providers/` on stands below `/~/`, whatever the
 * scope before it, and all of it in lower case.
 */
export function routingPath(path: ResourcePath): string {
  if (!path.namespace) return path.key;
  const at = path.key.lastIndexOf("/providers/");
  return `/~/${path.key.slice(at + "/providers/".length)}`;
}

/** The origin the caller used; links in answers start with it. */
export function originOf(c: RequestContext): string {
  return new URL(c.req.url).origin;
}

export function apiVersionOf(c: RequestContext): string {
  return c.req.query("api-version") ?? "2024-11-01";
}

export async function jsonBody(c: RequestContext): Promise<JsonObject> {
  const text = await c.req.text();
  if (text.trim() === "") return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw errors.invalidBody("The request content was invalid and could not be deserialized.");
  }
  if (!isObject(body)) throw errors.invalidBody("The request content must be a JSON object.");
  return body;
}

export function answer(
  c: RequestContext,
  status: ContentfulStatusCode,
  body: object,
  headers: Record<string, string> = {},
): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  c.header("content-type", "application/json; charset=utf-8");
  return c.body(JSON.stringify(body), status);
}

export function answerEmpty(
  c: RequestContext,
  status: StatusCode,
  headers: Record<string, string> = {},
): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return c.body(null, status);
}

/** Throws the 403 unless the caller may do `action` at the scope with this key. */
export function demand(world: World, c: RequestContext, action: string, scope: string): void {
  const principal = c.get("principal");
  if (!world.access.may(principal.objectId, action, scope))
    throw errors.authorizationFailed(principal, action, scope);
}

/** 202 with the headers by which an operation is followed. */
export function answerAccepted(
  world: World,
  c: RequestContext,
  operation: Operation,
  place: {
    readonly base: string;
    readonly headers: "both" | "location";
    readonly result?: string;
    readonly status?: string;
  },
): Response {
  const query = `?api-version=${apiVersionOf(c)}`;
  const origin = originOf(c);
  const headers: Record<string, string> = {
    location: `${origin}${place.base}/${place.result ?? "operationResults"}/${operation.id}${query}`,
    ...world.clock.retryAfter(operation.pollSeconds),
  };
  if (place.headers === "both") {
    headers["azure-asyncoperation"] =
      `${origin}${place.base}/${place.status ?? "operations"}/${operation.id}${query}`;
  }
  return answerEmpty(c, 202, headers);
}

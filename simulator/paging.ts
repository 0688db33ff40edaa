import { Buffer } from "node:buffer";
import { errors } from "./error-bodies.ts";
import { originOf, type RequestContext } from "./http.ts";

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextLink: string | undefined;
}

interface PageOptions {
  readonly size: number;
  /** Answers an empty first page that has a next one, as Azure does for some filtered lists. */
  readonly emptyFirst?: boolean;
}

/**
 * One page of a list whose items have a rising `sequence`. The token holds the last sequence seen, so that
 * what goes between two pages does not make others be skipped.
 */
export function pageOf<T extends { readonly sequence: number }>(
  c: RequestContext,
  items: readonly T[],
  options: PageOptions,
): Page<T> {
  const token = c.req.query("$skiptoken") ?? c.req.query("$skipToken");
  const top = Number(c.req.query("$top") ?? options.size);
  if (!Number.isInteger(top) || top < 1)
    throw errors.badRequest("$top must be a whole number of at least 1.", "InvalidTopParameter");
  const after = token === undefined ? -1 : readToken(token);
  if (token === undefined && options.emptyFirst && items.length > 0) {
    return { items: [], nextLink: nextLink(c, -1) };
  }
  const rest = items.filter((item) => item.sequence > after);
  const page = rest.slice(0, Math.min(top, options.size));
  const last = page.at(-1);
  return {
    items: page,
    nextLink: last && rest.length > page.length ? nextLink(c, last.sequence) : undefined,
  };
}

function readToken(token: string): number {
  const match = /^after:(-?\d+)$/.exec(Buffer.from(token, "base64url").toString("utf8"));
  if (!match) throw errors.badRequest(`The skip token '${token}' is not valid.`, "InvalidSkipToken");
  return Number(match[1]);
}

function nextLink(c: RequestContext, after: number): string {
  const query = new URLSearchParams(new URL(c.req.url).search);
  query.delete("$skipToken");
  query.set("$skiptoken", Buffer.from(`after:${after}`).toString("base64url"));
  return `${originOf(c)}${c.get("path").id}?${query.toString()}`;
}

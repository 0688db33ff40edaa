import { Buffer } from "node:buffer";
import type { Hono } from "hono";
import { errors } from "./error-bodies.ts";
import { answer, apiVersionOf, jsonBody, type RequestContext, type SimulatorEnvironment } from "./http.ts";
import { type JsonObject, objectOf, textOf, textsOf } from "./json.ts";
import { parseKql } from "./kql-query.ts";
import { managementGroupPrefix } from "./management-groups.ts";
import { graphRows } from "./resource-graph-tables.ts";
import type { World } from "./world.ts";

const pageRows = 1000;

/** `POST /providers/Microsoft.ResourceGraph/resources`. */
export function registerResourceGraphRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.post("/~/microsoft.resourcegraph/resources", async (c) => {
    const principal = c.get("principal");
    const quota = world.throttle.takeGraph(principal.objectId);
    const headers = {
      "x-ms-user-quota-remaining": String(quota.left),
      "x-ms-user-quota-resets-after": "00:00:05",
      "x-ms-ratelimit-remaining-tenant-resource-requests": String(quota.left),
    };
    if (!quota.allowed) {
      throw errors.tooManyRequests("Resource Graph", "tenant", 5, {
        ...headers,
        ...world.clock.retryAfter(5),
      });
    }
    const body = await jsonBody(c);
    const query = parseKql(textOf(body.query) ?? "");
    const rows = query.run(graphRows(world, query.table, scopeOf(world, principal.objectId, body)));
    return answer(c, 200, page(c, rows, objectOf(body.options)), headers);
  });
}

/** Which subscriptions a query asks: those named, those below a management group, else all the caller sees. */
function scopeOf(world: World, objectId: string, body: JsonObject): (subscriptionId: string) => boolean {
  const named = textsOf(body.subscriptions).map((id) => id.toLowerCase());
  const groups = textsOf(body.managementGroups).map(
    (name) => `${managementGroupPrefix}${name.toLowerCase()}`,
  );
  return (subscriptionId) => {
    if (!world.access.sees(objectId, `/subscriptions/${subscriptionId.toLowerCase()}`)) return false;
    if (named.length > 0) return named.includes(subscriptionId.toLowerCase());
    if (groups.length === 0) return true;
    const above = world.managementGroups.aboveSubscription(subscriptionId);
    return groups.some((group) => above.includes(group));
  };
}

function page(c: RequestContext, rows: readonly JsonObject[], options: JsonObject): object {
  const token = textOf(options.$skipToken);
  const start = token === undefined ? numberOr(options.$skip, 0) : readToken(token);
  const size = Math.min(pageRows, Math.max(1, numberOr(options.$top, pageRows)));
  const data = rows.slice(start, start + size);
  const next = start + data.length;
  const format = textOf(options.resultFormat) ?? (apiVersionOf(c) < "2020" ? "table" : "objectArray");
  return {
    totalRecords: rows.length,
    count: data.length,
    data: format.toLowerCase() === "table" ? asTable(data) : data,
    facets: [],
    resultTruncated: "false",
    ...(next < rows.length ? { $skipToken: Buffer.from(`from:${next}`).toString("base64url") } : {}),
  };
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === "number" && Number.isInteger(value) ? value : fallback;
}

function readToken(token: string): number {
  const match = /^from:(\d+)$/.exec(Buffer.from(token, "base64url").toString("utf8"));
  if (!match) throw errors.invalidQuery("The skip token is not valid.");
  return Number(match[1]);
}

function asTable(rows: readonly JsonObject[]): object {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return {
    columns: names.map((name) => ({ name, type: typeof rows[0]?.[name] === "string" ? "string" : "object" })),
    rows: rows.map((row) => names.map((name) => row[name] ?? null)),
  };
}

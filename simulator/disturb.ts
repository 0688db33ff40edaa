import { Buffer } from "node:buffer";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ArmError } from "./arm-error.ts";
import { errors } from "./error-bodies.ts";
import { faultErrors } from "./fault-errors.ts";
import type { FaultKind } from "./fault-kinds.ts";
import type { Fault } from "./fault-queue.ts";
import { apiVersionOf, originOf, type RequestContext } from "./http.ts";
import { typeOf } from "./resource-path.ts";
import type { World } from "./world.ts";

/** Lets the fault that waits for this request, if any, happen. */
export async function disturb(c: RequestContext, world: World, next: () => Promise<void>): Promise<void> {
  const fault = faultFor(c, world);
  if (!fault) return next();
  c.get("entry").fault = fault.kind ?? fault.drop ?? String(fault.status ?? "slow");
  c.set("fault", fault);
  const delay = fault.delayMs ?? (fault.kind === "slow" ? 200 : 0);
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
  const drop = fault.drop ?? (fault.kind === "dropBefore" ? "before" : undefined);
  if (drop === "before") return hangUp(c);
  if (drop === "after" || fault.kind === "dropAfter") {
    await next();
    return hangUp(c);
  }
  const instead = answerInstead(c, world, fault);
  if (!instead) {
    await next();
    if (fault.kind === "clockSkew") c.header("date", skewedDate(fault.seconds ?? 300));
    return;
  }
  if (fault.goesOn ?? fault.kind === "gatewayTimeout") await next();
  // Hono would carry the headers of the real answer over.
  c.res = undefined;
  c.res = instead;
}

/** Only Resource Manager is disturbed at random, not the sign-in. */
function faultFor(c: RequestContext, world: World): Fault | undefined {
  const path = c.get("path");
  const query = new URL(c.req.url).searchParams;
  const isLaterPage = [...query.keys()].some((name) => name.toLowerCase() === "$skiptoken");
  const operation = world.operations.get(path.key.split("/").at(-1) ?? "");
  const name = operation ? `the end of ${operation.kind} ${operation.target.toLowerCase()}` : path.key;
  return world.faults.take({ method: c.req.method, path, isLaterPage }, name);
}

function hangUp(c: RequestContext): void {
  c.env.incoming.socket.destroy();
  c.res = undefined;
  c.res = new Response(null, { status: 500 });
}

/** How old the state is that the list asked for shall show. */
export function staleSeconds(c: RequestContext): number {
  const fault = c.get("fault");
  return fault?.kind === "stale" ? (fault.seconds ?? 60) : 0;
}

export function skewedDate(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toUTCString();
}

function answerInstead(c: RequestContext, world: World, fault: Fault): Response | undefined {
  if (fault.kind === "emptyPage") return emptyPage(c);
  const error = namedError(c, world, fault);
  if (!error && fault.status === undefined) return undefined;
  const status = fault.status ?? error?.status ?? 500;
  const body = fault.body ??
    (fault.code || fault.message ? undefined : error?.body) ?? {
      error: { code: fault.code ?? "InjectedFault", message: fault.message ?? "A fault was asked for." },
    };
  const headers = {
    ...error?.extras.headers,
    ...fault.headers,
    "content-type": "application/json; charset=utf-8",
  };
  return new Response(status === 204 ? null : JSON.stringify(body), { status, headers });
}

function namedError(c: RequestContext, world: World, fault: Fault): ArmError | undefined {
  return fault.kind && namedErrors[fault.kind]?.(c, world, fault);
}

const namedErrors: Partial<Record<FaultKind, (c: RequestContext, world: World, fault: Fault) => ArmError>> = {
  busy: (c, world, { seconds }) => faultErrors.busy(operationElsewhere(c, world, seconds ?? 10)),
  throttledBySubscription: (c, world, { seconds = 12 }) =>
    errors.tooManyRequests(
      "requests",
      c.get("path").subscriptionId ?? "",
      seconds,
      world.clock.retryAfter(seconds),
    ),
  throttledByGateway: (c, world, { seconds = 12 }) =>
    faultErrors.throttledByGateway(
      `${typeOf(c.get("path"))}/read`,
      Number(world.clock.retryAfter(seconds)["retry-after"]),
    ),
  throttledByProvider: () => faultErrors.throttledByProvider(),
  throttledRetryable: (c, world, { seconds = 12 }) =>
    faultErrors.throttledRetryable(
      c.get("path").id,
      seconds || 12,
      seconds > 0 ? world.clock.retryAfter(seconds) : {},
    ),
  gatewayTimeout: (c) => faultErrors.gatewayTimeout(c.get("path").namespace ?? "Microsoft.Resources"),
  serverError: (_c, _world, { status }) => faultErrors.serverError(toStatus(status)),
};

function toStatus(status: number | undefined): ContentfulStatusCode {
  return status === 502 || status === 503 ? status : 500;
}

/** Something that somebody else does meanwhile; it can be asked about and ends. */
function operationElsewhere(c: RequestContext, world: World, seconds: number): string {
  const { id, subscriptionId, namespace } = c.get("path");
  const operation = world.operations.start({ kind: "elsewhere", target: id });
  world.clock.after(Math.max(0, seconds), () => world.operations.succeed(operation));
  const provider = namespace ?? "Microsoft.Resources";
  return `${originOf(c)}/subscriptions/${subscriptionId ?? ""}/providers/${provider}/locations/westeurope/operations/${operation.id}?api-version=${apiVersionOf(c)}`;
}

function emptyPage(c: RequestContext): Response {
  const query = new URLSearchParams(new URL(c.req.url).search);
  query.set("$skiptoken", Buffer.from("after:-1").toString("base64url"));
  return Response.json({ value: [], nextLink: `${originOf(c)}${c.get("path").id}?${query.toString()}` });
}

import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { ArmError } from "./arm-error.ts";
import { registerBoxRoutes } from "./box-routes.ts";
import { registerComputeRoutes } from "./compute-routes.ts";
import { registerDataPlaneRoutes } from "./data-plane-routes.ts";
import { registerDenyAssignmentRoutes } from "./deny-assignment-routes.ts";
import { registerDiskExportRoutes } from "./disk-export-routes.ts";
import { disturb, skewedDate } from "./disturb.ts";
import { errors } from "./error-bodies.ts";
import { registerFileShareListRoutes } from "./file-share-list-routes.ts";
import { filePathOf, fileServiceRoute, registerFileShareRoutes } from "./file-share-routes.ts";
import { registerGroupRoutes } from "./group-routes.ts";
import {
  answer,
  originOf,
  type RequestContext,
  routingPath,
  type SimulatorEnvironment,
  writtenPath,
} from "./http.ts";
import { registerLockRoutes } from "./lock-routes.ts";
import { registerManagementGroupRoutes } from "./management-group-routes.ts";
import { registerMetricsRoutes } from "./metrics-routes.ts";
import { registerMoveRoutes } from "./move-routes.ts";
import { registerOperationRoutes } from "./operation-routes.ts";
import { registerPowerRoutes } from "./power-routes.ts";
import { registerProviderRoutes } from "./provider-routes.ts";
import { registerRecordSetRoutes } from "./record-set-routes.ts";
import { registerReportRoutes } from "./report-routes.ts";
import { registerResourceGraphRoutes } from "./resource-graph-routes.ts";
import { registerResourceListRoutes } from "./resource-list-routes.ts";
import { registerResourceRoutes } from "./resource-routes.ts";
import { registerRoleAssignmentRoutes } from "./role-assignment-routes.ts";
import { registerRoleDefinitionRoutes } from "./role-definition-routes.ts";
import { registerSignInRoutes } from "./sign-in-routes.ts";
import { registerSqlExportRoutes } from "./sql/export-routes.ts";
import { registerSubscriptionRoutes } from "./subscription-routes.ts";
import type { RequestKind } from "./throttle.ts";
import type { TokenIssuer } from "./token-issuer.ts";
import type { World } from "./world.ts";

/** Joins all routes. What stands before the doorman needs no token. */
export function createApp(world: World, tokens: TokenIssuer): Hono<SimulatorEnvironment> {
  const app = new Hono<SimulatorEnvironment>({
    getPath: ({ url }) => (filePathOf(url) === undefined ? routingPath(writtenPath(url)) : fileServiceRoute),
  });
  app.use(async (c, next) => {
    const path = writtenPath(c.req.url);
    c.set("path", path);
    world.clock.run();
    const query = new URL(c.req.url).search;
    const entry = {
      method: c.req.method,
      path: path.id,
      query,
      status: 0,
      at: world.clock.iso(),
      principal: undefined,
    };
    c.set("entry", path.key.startsWith("/_sim/") ? entry : world.log.add(entry));
    await next();
    c.get("entry").status = c.res.status;
    c.header("x-ms-request-id", randomUUID());
    if (world.dateSkewSeconds !== 0) c.header("date", skewedDate(world.dateSkewSeconds));
    c.header("x-ms-correlation-request-id", c.req.header("x-ms-correlation-request-id") ?? randomUUID());
  });
  app.onError((error, c) => {
    const known =
      error instanceof ArmError ? error : new ArmError(500, "SimulatorFailure", error.stack ?? error.message);
    if (known.code === "SimulatorUnknownRoute") c.get("entry").unknownRoute = true;
    return answer(c, known.status, known.body, { ...known.extras.headers });
  });
  registerBoxRoutes(app, world);
  app.use((c, next) => disturb(c, world, next));
  registerSignInRoutes(app, world, tokens);
  registerFileShareRoutes(app, world, tokens);
  registerDataPlaneRoutes(app, world, tokens);
  app.use((c, next) => letIn(c, world, tokens, next));
  registerSubscriptionRoutes(app, world);
  registerGroupRoutes(app, world);
  registerResourceListRoutes(app, world);
  registerOperationRoutes(app, world);
  registerLockRoutes(app, world);
  registerDenyAssignmentRoutes(app, world);
  registerRoleDefinitionRoutes(app, world);
  registerRoleAssignmentRoutes(app, world);
  registerManagementGroupRoutes(app, world);
  for (const { register } of world.families) register?.(app, world);
  registerDiskExportRoutes(app, world);
  registerSqlExportRoutes(app, world, tokens);
  registerFileShareListRoutes(app, world);
  registerComputeRoutes(app, world);
  registerPowerRoutes(app, world);
  registerMoveRoutes(app, world);
  registerMetricsRoutes(app, world);
  registerRecordSetRoutes(app, world);
  registerReportRoutes(app, world);
  registerResourceGraphRoutes(app, world);
  registerProviderRoutes(app, world);
  registerResourceRoutes(app, world);
  app.notFound((c) => {
    c.get("entry").unknownRoute = true;
    const error = errors.unknownRoute(c.req.method, c.get("path").id);
    return answer(c, 404, error.body);
  });
  return app;
}

/** Token, rate limits, subscription known and not read-only; in this order. */
async function letIn(
  c: RequestContext,
  world: World,
  tokens: TokenIssuer,
  next: () => Promise<void>,
): Promise<void> {
  const authorization = c.req.header("authorization");
  if (!authorization) throw errors.noToken(originOf(c), world.tenantId);
  const principal = tokens.recognise(authorization.replace(/^bearer\s+/i, ""));
  if (!principal) throw errors.invalidToken(originOf(c), world.tenantId);
  c.set("principal", principal);
  c.get("entry").principal = principal.clientId;
  const { subscriptionId } = c.get("path");
  const kind = kindOf(c.req.method);
  const rate = world.throttle.take(kind, subscriptionId, principal.objectId);
  for (const [name, value] of Object.entries(rate.headers)) c.header(name, value);
  if (!rate.allowed) {
    throw errors.tooManyRequests(
      kind,
      subscriptionId ?? "",
      rate.waitSeconds,
      world.clock.retryAfter(rate.waitSeconds),
    );
  }
  demandWritable(c, world, kind);
  await next();
}

function kindOf(method: string): RequestKind {
  if (method === "GET" || method === "HEAD") return "reads";
  return method === "DELETE" ? "deletes" : "writes";
}

/** After a cancel only reads, deletes and the way back are served. */
function demandWritable(c: RequestContext, world: World, kind: RequestKind): void {
  const { subscriptionId } = c.get("path");
  if (!subscriptionId) return;
  const subscription = world.subscriptions.get(subscriptionId);
  if (!subscription) throw errors.subscriptionNotFound(subscriptionId);
  if (kind !== "writes" || !world.subscriptions.isReadOnly(subscription)) return;
  const allowed = [
    "/~/microsoft.subscription/enable",
    "/~/microsoft.subscription/cancel",
    "/~/microsoft.costmanagement/query",
  ];
  if (!allowed.includes(c.req.path)) throw errors.disabledSubscription(subscription.id);
}

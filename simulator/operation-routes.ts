import type { Hono } from "hono";
import { errors } from "./error-bodies.ts";
import {
  answer,
  answerEmpty,
  apiVersionOf,
  originOf,
  type RequestContext,
  type SimulatorEnvironment,
} from "./http.ts";
import type { Operation } from "./operations.ts";
import type { World } from "./world.ts";

/** Polling of long-running operations: status under `…/operations/ID`, outcome under `…/operationResults/ID`. */
export function registerOperationRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  const outcome = (c: RequestContext) => answerOutcome(world, c, operationAt(world, c));
  const status = (c: RequestContext) => answerStatus(world, c, operationAt(world, c));
  app.get("/subscriptions/:subscription/operationresults/:operation", outcome);
  app.get("/~/:namespace/locations/:location/operationresults/:operation", outcome);
  app.get("/~/:namespace/locations/:location/operations/:operation", status);
  app.get("/~/microsoft.recoveryservices/vaults/:vault/backupoperationresults/:operation", outcome);
  app.get("/~/microsoft.recoveryservices/vaults/:vault/backupoperations/:operation", status);
}

function operationAt(world: World, c: RequestContext): Operation {
  const id = c.req.path.split("/").at(-1) ?? "";
  const operation = world.operations.get(id);
  if (!operation) throw errors.notFound(`The operation '${id}'`);
  return operation;
}

function answerOutcome(world: World, c: RequestContext, operation: Operation): Response {
  if (operation.status === "InProgress") {
    return answerEmpty(c, 202, {
      location: `${originOf(c)}${c.get("path").id}?api-version=${apiVersionOf(c)}`,
      ...world.clock.retryAfter(operation.pollSeconds),
    });
  }
  if (operation.error) return answer(c, operation.error.status, operation.error.body);
  if (operation.result !== undefined) return answer(c, 200, Object(operation.result));
  return answerEmpty(c, operation.emptyStatus);
}

function answerStatus(world: World, c: RequestContext, operation: Operation): Response {
  const running = operation.status === "InProgress";
  const body = {
    name: operation.id,
    startTime: world.clock.iso(operation.startedAt),
    ...(operation.endedAt === undefined ? {} : { endTime: world.clock.iso(operation.endedAt) }),
    status: operation.status,
    ...(operation.error ? { error: { code: operation.error.code, message: operation.error.message } } : {}),
    ...(operation.result === undefined ? {} : { properties: { output: operation.result } }),
  };
  return answer(c, 200, body, running ? world.clock.retryAfter(operation.pollSeconds) : {});
}

import type { Hono } from "hono";
import { errors } from "./error-bodies.ts";
import { groupAt } from "./group-routes.ts";
import { guardWrite } from "./guards.ts";
import {
  answer,
  answerAccepted,
  answerEmpty,
  demand,
  type RequestContext,
  type SimulatorEnvironment,
} from "./http.ts";
import { objectOf, textOf } from "./json.ts";
import { operationsBase } from "./resource-routes.ts";
import { type PowerAction, powerActions, serviceBody, startingVerb } from "./service-states.ts";
import type { World } from "./world.ts";

/** Stopping and starting services. */
export function registerPowerRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  for (const action of powerActions) {
    app.post(`/~/${action.route}`, (c) => act(world, c, action));
    if (startingVerb.test(action.route))
      app.get(`/~/${action.route.replace(startingVerb, "")}`, (c) => show(world, c));
  }
  app.get("/~/microsoft.compute/virtualmachinescalesets/:name/virtualmachines", (c) => instances(world, c));
}

function show(world: World, c: RequestContext): Response {
  const path = c.get("path");
  const found = world.store.resources.get(path.key);
  if (!found && path.group) groupAt(world, c);
  if (!found) throw errors.resourceNotFound(path);
  demand(world, c, `${found.type}/read`, found.key);
  return c.req.method === "HEAD" ? answerEmpty(c, 204) : answer(c, 200, serviceBody(world, found));
}

/** The machines of a scale set, all in the same state. */
function instances(world: World, c: RequestContext): Response {
  const path = c.get("path");
  const set = world.store.resources.get(path.key.slice(0, path.key.lastIndexOf("/")));
  if (!set) throw errors.resourceNotFound({ ...path, types: path.types.slice(0, path.names.length) });
  demand(world, c, `${set.type}/virtualMachines/read`, set.key);
  const { capacity } = objectOf(set.body.sku);
  const power = textOf(objectOf(set.body.properties).simulatorPowerState) ?? "running";
  const statuses = [{ code: "ProvisioningState/succeeded" }, { code: `PowerState/${power}` }];
  const value = Array.from({ length: typeof capacity === "number" ? capacity : 1 }, (_, index) => ({
    id: `${set.id}/virtualMachines/${index}`,
    instanceId: String(index),
    properties: c.req.query("$expand") === "instanceView" ? { instanceView: { statuses } } : {},
  }));
  return answer(c, 200, { value });
}

function act(world: World, c: RequestContext, action: PowerAction): Response {
  const path = c.get("path");
  const key = path.key.slice(0, path.key.lastIndexOf("/"));
  const found = world.store.resources.get(key);
  if (!found) throw errors.resourceNotFound({ ...path, types: path.types.slice(0, path.names.length) });
  const verb = path.types.at(-1) ?? "";
  guardWrite(world, c, key, `${found.type}/${verb}/action`);
  const change = () => {
    found.body = { ...found.body, properties: { ...objectOf(found.body.properties), ...action.properties } };
  };
  if (action.seconds === 0) {
    change();
    return answerEmpty(c, 200);
  }
  const operation = world.operations.start({ kind: verb, target: found.id });
  world.clock.after(action.seconds, () => {
    change();
    world.operations.succeed(operation);
  });
  return answerAccepted(world, c, operation, {
    base: operationsBase(found, path.subscriptionId ?? ""),
    headers: "both",
  });
}

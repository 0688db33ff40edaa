import type { Hono } from "hono";
import { errors } from "./error-bodies.ts";
import { guardWrite } from "./guards.ts";
import { answerAccepted, answerEmpty, type RequestContext, type SimulatorEnvironment } from "./http.ts";
import { objectOf } from "./json.ts";
import { operationsBase } from "./resource-routes.ts";
import type { World } from "./world.ts";

interface PowerAction {
  /** Type and action, in lower case. */
  readonly route: string;
  /** What the resource's properties say afterwards. */
  readonly properties: object;
  /** Virtual seconds of the operation; 0 answers 200 at once. */
  readonly seconds: number;
}

/** How services other than machines are stopped and started, from their REST references. */
const actions: readonly PowerAction[] = [
  { route: "microsoft.web/sites/:name/stop", properties: { state: "Stopped" }, seconds: 0 },
  { route: "microsoft.web/sites/:name/start", properties: { state: "Running" }, seconds: 0 },
  { route: "microsoft.logic/workflows/:name/disable", properties: { state: "Disabled" }, seconds: 0 },
  { route: "microsoft.logic/workflows/:name/enable", properties: { state: "Enabled" }, seconds: 0 },
  { route: "microsoft.app/containerapps/:name/stop", properties: { runningStatus: "Stopped" }, seconds: 20 },
  { route: "microsoft.app/containerapps/:name/start", properties: { runningStatus: "Running" }, seconds: 20 },
  ...["stop", "start"].flatMap((verb) => {
    const stopped = verb === "stop";
    return [
      {
        route: `microsoft.containerservice/managedclusters/:name/${verb}`,
        properties: { powerState: { code: stopped ? "Stopped" : "Running" } },
        seconds: 120,
      },
      ...["microsoft.dbforpostgresql", "microsoft.dbformysql"].map((namespace) => ({
        route: `${namespace}/flexibleservers/:name/${verb}`,
        properties: { state: stopped ? "Stopped" : "Ready" },
        seconds: 60,
      })),
      {
        route: `microsoft.streamanalytics/streamingjobs/:name/${verb}`,
        properties: { jobState: stopped ? "Stopped" : "Running" },
        seconds: 30,
      },
      {
        route: `microsoft.datafactory/factories/:factory/triggers/:name/${verb}`,
        properties: { runtimeState: stopped ? "Stopped" : "Started" },
        seconds: 5,
      },
    ];
  }),
  {
    route: "microsoft.compute/virtualmachinescalesets/:name/deallocate",
    properties: { simulatorPowerState: "deallocated" },
    seconds: 30,
  },
  {
    route: "microsoft.compute/virtualmachinescalesets/:name/start",
    properties: { simulatorPowerState: "running" },
    seconds: 30,
  },
  {
    route: "microsoft.sql/servers/:server/databases/:name/pause",
    properties: { status: "Paused" },
    seconds: 60,
  },
  {
    route: "microsoft.sql/servers/:server/databases/:name/resume",
    properties: { status: "Online" },
    seconds: 60,
  },
];

/** Stopping and starting services. */
export function registerPowerRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  for (const action of actions) app.post(`/~/${action.route}`, (c) => act(world, c, action));
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

import { type JsonObject, objectOf } from "./json.ts";
import { resourceBody } from "./resource-body.ts";
import type { StoredResource } from "./store.ts";
import type { World } from "./world.ts";

export interface PowerAction {
  /** Type and action, in lower case. */
  readonly route: string;
  /** What the resource's properties say afterwards. */
  readonly properties: object;
  /** Virtual seconds of the operation; 0 answers 200 at once. */
  readonly seconds: number;
}

/** How services other than machines are stopped and started, from their REST references. */
export const powerActions: readonly PowerAction[] = [
  ...["microsoft.web/sites/:name", "microsoft.web/sites/:name/slots/:slot"].flatMap((app) => [
    { route: `${app}/stop`, properties: { state: "Stopped" }, seconds: 0 },
    { route: `${app}/start`, properties: { state: "Running" }, seconds: 0 },
  ]),
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
        route: `microsoft.containerinstance/containergroups/:name/${verb}`,
        properties: { instanceView: { state: stopped ? "Stopped" : "Running" } },
        seconds: stopped ? 0 : 30,
      },
      ...["microsoft.kusto/clusters", "microsoft.sql/managedinstances"].map((type) => ({
        route: `${type}/:name/${verb}`,
        properties: { state: stopped ? "Stopped" : type.includes("sql") ? "Ready" : "Running" },
        seconds: 300,
      })),
      {
        route: `microsoft.datafactory/factories/:factory/integrationruntimes/:name/${verb}`,
        properties: { state: stopped ? "Stopped" : "Started" },
        seconds: 300,
      },
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
  ...["microsoft.synapse/workspaces/:workspace/sqlpools", "microsoft.sql/servers/:server/databases"].flatMap(
    (pool) => [
      { route: `${pool}/:name/pause`, properties: { status: "Paused" }, seconds: 60 },
      { route: `${pool}/:name/resume`, properties: { status: "Online" }, seconds: 60 },
    ],
  ),
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
  ...["analysisservices/servers", "powerbidedicated/capacities", "fabric/capacities"].flatMap((type) => [
    { route: `microsoft.${type}/:name/suspend`, properties: { state: "Paused" }, seconds: 30 },
    {
      route: `microsoft.${type}/:name/resume`,
      properties: { state: type.startsWith("fabric") ? "Active" : "Succeeded" },
      seconds: 30,
    },
  ]),
];

export const startingVerb = /\/(?:start|enable|resume)$/;

/** What the properties of a service say as long as it works, by type in lower case. */
const working = new Map<string, object>([
  ["microsoft.automation/automationaccounts/schedules", { isEnabled: true }],
  ...powerActions.flatMap(({ route, properties }) =>
    startingVerb.test(route)
      ? [[route.replace(startingVerb, "").replaceAll(/\/:[a-z]+/g, ""), properties] as const]
      : [],
  ),
]);

/** A resource as its provider answers it: a service whose estate says nothing of its state works. */
export function serviceBody(world: World, resource: StoredResource): JsonObject {
  const body = resourceBody(world, resource);
  const state = working.get(resource.type.toLowerCase());
  return state === undefined ? body : { ...body, properties: { ...state, ...objectOf(body.properties) } };
}

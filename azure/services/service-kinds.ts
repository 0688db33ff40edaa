import { isRecord } from "../is-record.ts";
import { propertiesOf } from "../properties-of.ts";

type Body = Readonly<Record<string, unknown>>;

/** How a service is stopped or started: a POST below its id, or a PATCH of itself. */
type Change =
  | { readonly post: string; readonly body?: Body }
  | { readonly patch: { readonly properties: Body } };

export interface ServiceKind {
  /** ARM type in lower case. */
  readonly type: string;
  /** One of it, for people. */
  readonly title: string;
  /** What begins work is stopped first, then what does it, then what keeps the data; starting goes the other way. */
  readonly rank: 1 | 2 | 3;
  readonly apiVersion: string;
  /** What a GET needs to show the state. */
  readonly query?: string;
  /** Where the state is. */
  readonly stateOf: (body: Body) => unknown;
  /** States in which it works or may begin to, and those in which it rests; in lower case. All others pass. */
  readonly running: readonly string[];
  readonly resting: readonly string[];
  readonly stop: Change;
  readonly start: Change;
  /** The list below a parent, for what no list of resources shows. */
  readonly below?: { readonly parent: string; readonly list: string };
  /** Whether this one is of the kind at all. */
  readonly concerns?: (body: Body) => boolean;
  /** Why this one cannot be stopped; nothing when it can. */
  readonly cannot?: (body: Body) => string | undefined;
  /** Azure starts it again by itself after so many days. */
  readonly startsAgainAfterDays?: number;
}

const property =
  (...path: readonly string[]) =>
  (body: Body): unknown =>
    path.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), propertiesOf(body));
const text = (value: unknown): string => (typeof value === "string" ? value.toLowerCase() : "");
const skuOf = (body: Body, name: string): string => text(isRecord(body.sku) ? body.sku[name] : undefined);
const stopStart = { stop: { post: "stop" }, start: { post: "start" } } as const;
const suspendResume = { stop: { post: "suspend" }, start: { post: "resume" } } as const;
const pauseResume = { stop: { post: "pause" }, start: { post: "resume" } } as const;

/** The power state among a machine's statuses: `PowerState/running` is "running". */
export function powerOf(body: Body): string | undefined {
  const statuses = property("instanceView", "statuses")(body);
  if (!Array.isArray(statuses)) return undefined;
  const codes = statuses.map((status: unknown) => text(isRecord(status) ? status.code : undefined));
  return codes.find((code) => code.startsWith("powerstate/"))?.slice("powerstate/".length);
}

function whyDatabaseStays(body: Body): string | undefined {
  if (skuOf(body, "tier") === "datawarehouse") return undefined;
  return text(body.kind).includes("serverless")
    ? "a serverless database pauses by itself when nobody uses it"
    : "only serverless databases and data warehouses pause; others work and bill until they are deleted";
}

const webApp = {
  rank: 2,
  apiVersion: "2023-12-01",
  stateOf: property("state"),
  running: ["running"],
  resting: ["stopped"],
  ...stopStart,
} as const;
const flexibleServer = {
  rank: 3,
  stateOf: property("state"),
  running: ["ready"],
  resting: ["stopped", "disabled", "inaccessible"],
  ...stopStart,
} as const;
const capacity = {
  rank: 3,
  stateOf: property("state"),
  running: ["succeeded", "active"],
  resting: ["paused", "suspended"],
  ...suspendResume,
} as const;

/**
 * What `stop` stops and how: calls, states and limits as the REST references and how-to pages of each service say
 * (learn.microsoft.com/rest/api: compute, appservice, containerapps, aks, container-instances, sql, synapse,
 * postgresql, mysql, logic, automation, streamanalytics, datafactory, azurerekusto, analysisservices,
 * power-bi-embedded, fabric).
 */
export const serviceKinds: readonly ServiceKind[] = [
  {
    type: "microsoft.logic/workflows",
    title: "logic app",
    rank: 1,
    apiVersion: "2019-05-01",
    stateOf: property("state"),
    running: ["enabled"],
    resting: ["disabled", "suspended", "completed", "deleted", "notspecified"],
    stop: { post: "disable" },
    start: { post: "enable" },
  },
  {
    type: "microsoft.automation/automationaccounts/schedules",
    title: "Automation schedule",
    rank: 1,
    apiVersion: "2023-11-01",
    stateOf: (body) => String(property("isEnabled")(body)),
    running: ["true"],
    resting: ["false"],
    stop: { patch: { properties: { isEnabled: false } } },
    start: { patch: { properties: { isEnabled: true } } },
    below: { parent: "microsoft.automation/automationaccounts", list: "schedules" },
  },
  {
    type: "microsoft.datafactory/factories/triggers",
    title: "Data Factory trigger",
    rank: 1,
    apiVersion: "2018-06-01",
    stateOf: property("runtimeState"),
    running: ["started"],
    resting: ["stopped", "disabled"],
    ...stopStart,
    below: { parent: "microsoft.datafactory/factories", list: "triggers" },
  },
  {
    type: "microsoft.streamanalytics/streamingjobs",
    title: "Stream Analytics job",
    rank: 1,
    apiVersion: "2020-03-01",
    stateOf: property("jobState"),
    running: ["running", "degraded", "idle"],
    resting: ["stopped", "created", "failed", "completed"],
    stop: { post: "stop" },
    // From where it stopped: no event is lost or counted twice.
    start: { post: "start", body: { outputStartMode: "LastOutputEventTime" } },
  },
  {
    type: "microsoft.datafactory/factories/integrationruntimes",
    title: "Azure-SSIS integration runtime",
    rank: 2,
    apiVersion: "2018-06-01",
    stateOf: property("state"),
    running: ["started", "online"],
    resting: ["stopped", "initial", "offline", "needregistration"],
    ...stopStart,
    below: { parent: "microsoft.datafactory/factories", list: "integrationRuntimes" },
    // Only these have nodes of their own; the others run when asked, or on somebody's machine.
    concerns: (body) => isRecord(property("typeProperties", "ssisProperties")(body)),
  },
  { type: "microsoft.web/sites", title: "web or function app", ...webApp },
  { type: "microsoft.web/sites/slots", title: "deployment slot", ...webApp },
  {
    type: "microsoft.app/containerapps",
    title: "container app",
    rank: 2,
    apiVersion: "2025-01-01",
    stateOf: property("runningStatus"),
    running: ["running", "ready"],
    resting: ["stopped", "suspended"],
    ...stopStart,
  },
  {
    type: "microsoft.containerinstance/containergroups",
    title: "container group",
    rank: 2,
    apiVersion: "2023-05-01",
    stateOf: property("instanceView", "state"),
    running: ["running"],
    resting: ["stopped", "succeeded", "failed", "terminated"],
    ...stopStart,
  },
  {
    type: "microsoft.containerservice/managedclusters",
    title: "Kubernetes cluster",
    rank: 2,
    apiVersion: "2024-05-01",
    stateOf: property("powerState", "code"),
    running: ["running"],
    resting: ["stopped"],
    ...stopStart,
  },
  {
    type: "microsoft.compute/virtualmachines",
    title: "virtual machine",
    rank: 2,
    apiVersion: "2024-07-01",
    query: "$expand=instanceView",
    stateOf: powerOf,
    running: ["running", "starting"],
    resting: ["deallocated", "stopped"],
    stop: { post: "deallocate" },
    start: { post: "start" },
  },
  {
    type: "microsoft.compute/virtualmachinescalesets",
    title: "scale set",
    rank: 2,
    apiVersion: "2024-07-01",
    // Its own state is put together from its instances: service-state.ts.
    stateOf: property("instancesState"),
    running: ["running", "starting"],
    resting: ["deallocated", "stopped", "empty"],
    stop: { post: "deallocate" },
    start: { post: "start" },
    // The machines of a flexible one are stopped one by one, as machines.
    concerns: (body) => text(property("orchestrationMode")(body)) !== "flexible",
  },
  {
    type: "microsoft.sql/servers/databases",
    title: "dedicated SQL pool",
    rank: 3,
    apiVersion: "2021-11-01",
    stateOf: property("status"),
    running: ["online"],
    resting: ["paused", "offline", "disabled", "inaccessible"],
    ...pauseResume,
    concerns: (body) => skuOf(body, "tier") !== "system" && !text(body.kind).includes("system"),
    cannot: whyDatabaseStays,
  },
  {
    type: "microsoft.synapse/workspaces/sqlpools",
    title: "Synapse SQL pool",
    rank: 3,
    apiVersion: "2021-06-01",
    stateOf: property("status"),
    running: ["online"],
    resting: ["paused"],
    ...pauseResume,
  },
  {
    type: "microsoft.sql/managedinstances",
    title: "SQL managed instance",
    ...flexibleServer,
    apiVersion: "2023-08-01-preview",
    resting: ["stopped"],
    cannot: (body) =>
      skuOf(body, "tier") === "businesscritical"
        ? "only instances of the tier General Purpose can be stopped"
        : undefined,
  },
  {
    type: "microsoft.dbforpostgresql/flexibleservers",
    title: "PostgreSQL server",
    ...flexibleServer,
    apiVersion: "2022-12-01",
    startsAgainAfterDays: 7,
  },
  {
    type: "microsoft.dbformysql/flexibleservers",
    title: "MySQL server",
    ...flexibleServer,
    apiVersion: "2021-05-01",
    startsAgainAfterDays: 30,
  },
  {
    type: "microsoft.kusto/clusters",
    title: "Data Explorer cluster",
    rank: 3,
    apiVersion: "2023-08-15",
    stateOf: property("state"),
    running: ["running"],
    resting: ["stopped", "unavailable"],
    ...stopStart,
  },
  {
    type: "microsoft.analysisservices/servers",
    title: "Analysis Services server",
    ...capacity,
    apiVersion: "2017-08-01",
  },
  {
    type: "microsoft.powerbidedicated/capacities",
    title: "Power BI capacity",
    ...capacity,
    apiVersion: "2021-01-01",
  },
  { type: "microsoft.fabric/capacities", title: "Fabric capacity", ...capacity, apiVersion: "2023-11-01" },
];

const byType = new Map(serviceKinds.map((kind) => [kind.type, kind]));

/** How resources of this type are stopped; `undefined` where Sundown does not. */
export function serviceKindOf(type: string): ServiceKind | undefined {
  return byType.get(type.toLowerCase());
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { serviceKinds } from "../../azure/services/service-kinds.ts";
import type { Estate } from "../../simulator/estate.ts";
import { stop } from "../../steps/stop/stop.ts";
import {
  contextOf,
  type PreparedFolder,
  type PreparedWorld,
  prepareWorld,
  type World,
} from "../support/backup-world.ts";

const SUBSCRIPTION = "00000000-0000-4000-8000-000000000052";
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-run`;
const NODES = `/subscriptions/${SUBSCRIPTION}/resourceGroups/MC_aks`;
const PROVIDERS = `${GROUP}/providers`;
const wait = { everyMs: 20, times: 200 };
const of = (type: string, properties: Record<string, unknown> = {}, more: object = {}) => {
  const [namespace, ...types] = type.split("/");
  const path = types.map((each) => `${each}/${each.toLowerCase()}1`).join("/");
  return { id: `${PROVIDERS}/${namespace}/${path}`, location: "westeurope", properties, ...more };
};
const warehouse = { name: "DataWarehouse", tier: "DataWarehouse" };
const running = [
  of("Microsoft.Logic/workflows"),
  of("Microsoft.Automation/automationAccounts/schedules"),
  of("Microsoft.DataFactory/factories/triggers"),
  of("Microsoft.StreamAnalytics/streamingjobs"),
  of("Microsoft.DataFactory/factories/integrationRuntimes", { typeProperties: { ssisProperties: {} } }),
  of("Microsoft.Web/sites"),
  of("Microsoft.Web/sites/slots"),
  of("Microsoft.App/containerApps"),
  of("Microsoft.ContainerInstance/containerGroups"),
  of("Microsoft.ContainerService/managedClusters", { nodeResourceGroup: "MC_aks" }),
  of("Microsoft.Compute/virtualMachines"),
  of("Microsoft.Compute/virtualMachineScaleSets", { orchestrationMode: "Uniform" }, { sku: { capacity: 2 } }),
  of("Microsoft.Sql/servers/databases", {}, { kind: "v12.0,user,datawarehouse", sku: warehouse }),
  of("Microsoft.Synapse/workspaces/sqlPools"),
  of("Microsoft.Sql/managedInstances", {}, { sku: { tier: "GeneralPurpose" } }),
  of("Microsoft.DBforPostgreSQL/flexibleServers"),
  of("Microsoft.DBforMySQL/flexibleServers"),
  of("Microsoft.Kusto/clusters"),
  of("Microsoft.AnalysisServices/servers"),
  of("Microsoft.PowerBIDedicated/capacities"),
  of("Microsoft.Fabric/capacities"),
];
const parents = [
  of("Microsoft.Automation/automationAccounts"),
  of("Microsoft.DataFactory/factories"),
  of("Microsoft.Sql/servers"),
  of("Microsoft.Synapse/workspaces"),
];
const named = (id: string, name: string) => `${id.slice(0, id.lastIndexOf("/"))}/${name}`;
const [database] = running.filter(({ id }) => id.endsWith("/databases1"));
const still = [
  { ...of("Microsoft.Web/sites", { state: "Stopped" }), id: `${PROVIDERS}/Microsoft.Web/sites/off` },
  {
    ...of("Microsoft.DataFactory/factories/triggers", { runtimeState: "Stopped" }),
    id: `${PROVIDERS}/Microsoft.DataFactory/factories/factories1/triggers/off`,
  },
];
const unstoppable = [
  {
    id: named(database?.id ?? "", "orders"),
    location: "westeurope",
    sku: { tier: "Standard" },
    properties: {},
  },
  {
    id: named(database?.id ?? "", "rare"),
    location: "westeurope",
    kind: "v12.0,user,vcore,serverless",
    sku: { tier: "GeneralPurpose" },
    properties: {},
  },
];
const ignored = [
  { id: named(database?.id ?? "", "master"), location: "westeurope", kind: "v12.0,system", properties: {} },
  {
    ...of("Microsoft.DataFactory/factories/integrationRuntimes", { type: "SelfHosted" }),
    id: `${PROVIDERS}/Microsoft.DataFactory/factories/factories1/integrationRuntimes/at-home`,
  },
  // The cluster's own machines stop with it.
  {
    id: `${NODES}/providers/Microsoft.Compute/virtualMachineScaleSets/nodes`,
    location: "westeurope",
    properties: {},
  },
];
const estate: Estate = {
  subscription: { subscriptionId: SUBSCRIPTION, displayName: "Run", state: "Enabled" },
  resourceGroups: [
    { id: GROUP, name: "rg-run", location: "westeurope" },
    {
      id: NODES,
      name: "MC_aks",
      location: "westeurope",
      managedBy: `${PROVIDERS}/Microsoft.ContainerService/managedClusters/managedclusters1`,
    },
  ],
  resources: [...running, ...parents, ...still, ...unstoppable, ...ignored],
};

const changes = (world: World): string[] =>
  world.simulator
    .log()
    .flatMap(({ method, path }) =>
      method === "PATCH" || (method === "POST" && !path.endsWith("/resources")) ? [path] : [],
    )
    .filter((path) => path.startsWith("/subscriptions/"));
const rankOf = (path: string): number => {
  const kind = serviceKinds.find(({ type }) => {
    const [namespace = "", ...types] = type.split("/");
    const pattern = [`/providers/${namespace}`, ...types.map((each) => `${each}/[^/]+`)].join("/");
    return new RegExp(`${pattern}(/[a-z]+)?$`, "i").test(path);
  });
  return kind?.rank ?? 0;
};
const isOrdered = (ranks: readonly number[]): boolean =>
  ranks.every((rank, index) => index === 0 || (ranks[index - 1] ?? 0) <= rank);

describe("every kind of service", () => {
  let world: World;
  let folder: PreparedFolder;
  let close: PreparedWorld["close"];
  beforeAll(async () => {
    ({ world, folder, close } = await prepareWorld(estate));
  });
  afterAll(() => close());

  test("the estate has one of each kind that the table knows", () => {
    const types = new Set(running.map(({ id }) => rankOf(id)));
    expect(types).toEqual(new Set([1, 2, 3]));
    expect(running).toHaveLength(serviceKinds.length);
  });

  test("is stopped, what begins work first and databases last; what cannot be stopped is named", async () => {
    const { context, told } = contextOf(world);
    const done = await stop({ folder: folder.path, wait }, context);

    expect(done.held).toEqual([]);
    const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id.toLowerCase()).toSorted();
    expect(ids(done.changed)).toEqual(ids(running));
    expect(ids(done.left)).toEqual(ids(still));
    expect(done.notHandled.map(({ id }) => id.slice(id.lastIndexOf("/") + 1)).toSorted()).toEqual([
      "orders",
      "rare",
      "workspaces1",
    ]);
    expect(isOrdered(changes(world).map(rankOf))).toBe(true);
    expect(told.questions).toHaveLength(1);
    expect(told.questions[0]?.message).toContain("1 Kubernetes cluster (managedclusters1)");
    const warned = told.notices
      .filter(({ code }) => code === "stop_starts_again")
      .map(({ message }) => message);
    expect(warned.toSorted()).toEqual([
      expect.stringContaining("DBforMySQL/flexibleServers/flexibleservers1 again by itself on 2026-12-24"),
      expect.stringContaining(
        "DBforPostgreSQL/flexibleServers/flexibleservers1 again by itself on 2026-12-01",
      ),
    ]);
    const lines = (await readFile(join(folder.path, "run", "journal.jsonl"), "utf8")).split("\n");
    const entries = lines.filter((line) => line !== "").map((line) => JSON.parse(line));
    expect(entries.filter(({ kind }) => kind === "intent")).toHaveLength(running.length);
    expect(entries.filter(({ data }) => data?.reached === true)).toHaveLength(running.length);
  });

  test("is left alone by a second run", async () => {
    world.simulator.clearLog();
    const { context, told } = contextOf(world);
    const again = await stop({ folder: folder.path, wait }, context);
    expect(again.changed).toEqual([]);
    expect(told.questions).toEqual([]);
    expect(changes(world)).toEqual([]);
  });

  test("is started again in the other order, and what was off before stays off", async () => {
    world.simulator.clearLog();
    const { context } = contextOf(world);
    const done = await stop({ folder: folder.path, wait, undo: true }, context);
    expect(done.held).toEqual([]);
    expect(done.changed).toHaveLength(running.length);
    expect(isOrdered(changes(world).map((path) => -rankOf(path)))).toBe(true);
    expect(changes(world).filter((path) => path.includes("/off/"))).toEqual([]);
    expect(done.quietSince).toBeUndefined();
  });
});

describe("a flexible scale set", () => {
  const SET = `${PROVIDERS}/Microsoft.Compute/virtualMachineScaleSets/flex`;
  const flexible: Estate = {
    subscription: { subscriptionId: SUBSCRIPTION, displayName: "Run", state: "Enabled" },
    resources: [
      { id: SET, location: "westeurope", properties: { orchestrationMode: "Flexible" } },
      {
        id: `${PROVIDERS}/Microsoft.Compute/virtualMachines/flex_1`,
        location: "westeurope",
        managedBy: SET,
        properties: { virtualMachineScaleSet: { id: SET } },
      },
    ],
  };
  let world: World;
  let folder: PreparedFolder;
  let close: PreparedWorld["close"];
  beforeEach(async () => {
    ({ world, folder, close } = await prepareWorld(flexible));
  });
  afterEach(() => close());

  test("is stopped machine by machine, as its API wants", async () => {
    const { context } = contextOf(world);
    const done = await stop({ folder: folder.path, wait }, context);
    expect(done.changed.map(({ id }) => id)).toEqual([
      `${PROVIDERS}/Microsoft.Compute/virtualMachines/flex_1`,
    ]);
    expect(done.notHandled).toEqual([]);
    expect(changes(world)).toEqual([`${PROVIDERS}/Microsoft.Compute/virtualMachines/flex_1/deallocate`]);
  });

  test("whose machine cannot be read is held, not taken for stopped", async () => {
    world.simulator.addFault({ method: "GET", path: "virtualMachines/flex_1", status: 403, code: "No" });
    const { context } = contextOf(world);
    const done = await stop({ folder: folder.path, wait }, context);
    expect(done).toMatchObject({
      changed: [],
      held: [{ code: "stop_failed", because: expect.stringContaining("403 No") }],
    });
    expect(done.quietSince).toBeUndefined();
  });
});

import { describe, expect, test } from "vitest";
import { planDigest } from "../../core/digest.ts";
import { whatIsLeft } from "../../core/lifecycle/what-is-left.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import { explain } from "../../core/plan/explain.ts";
import { findDrift } from "../../core/plan/find-drift.ts";
import { parsePlan } from "../../core/plan/parse-plan.ts";
import { id, inventoryOf, planOf, resource, type World } from "./world.ts";

const network = resource("rg-net", "Microsoft.Network/virtualNetworks/v");
const nicProperties = {
  ipConfigurations: [{ name: "a", properties: { subnet: { id: `${network.id}/subnets/s` } } }],
  provisioningState: "Succeeded",
};
const nic = resource("rg-app", "Microsoft.Network/networkInterfaces/nic", nicProperties);
const world: World = { resources: [network, nic] };

function codeOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (isSundownError(error)) return error.code;
    throw error;
  }
  return "none";
}

describe("a plan file", () => {
  test("is read back as it was written", () => {
    const plan = planOf(world);
    expect(parsePlan(JSON.stringify(plan, null, 2), "plan.json")).toEqual(plan);
  });

  test("keeps its digest whenever it was made", () => {
    const later = planOf(world, { takenAt: new Date("2027-01-01T00:00:00Z") });
    expect(later.planDigest).toBe(planOf(world).planDigest);
    expect(later.takenAt).not.toBe(planOf(world).takenAt);
  });

  test.each<[string, (plan: Record<string, unknown>) => void, string]>([
    ["an operation was taken out", (plan) => Object.assign(plan, { operations: [] }), "plan_digest_mismatch"],
    ["a member was added", (plan) => Object.assign(plan, { extra: 1 }), "plan_digest_mismatch"],
    ["its version is of tomorrow", (plan) => Object.assign(plan, { version: 2 }), "plan_version_unknown"],
    ["its version is missing", (plan) => delete plan.version, "plan_unreadable"],
    ["a part is missing", (plan) => delete plan.roles, "plan_unreadable"],
  ])("is refused when %s", (_name, change, code) => {
    const plan: Record<string, unknown> = structuredClone(planOf(world));
    change(plan);
    expect(codeOf(() => parsePlan(JSON.stringify(plan), "plan.json"))).toBe(code);
  });

  test.each([
    ["half a file", '{"version":1,'],
    ["a list", "[]"],
    ["nothing", ""],
  ])("is refused when it is %s", (_name, text) => {
    expect(codeOf(() => parsePlan(text, "plan.json"))).toBe("plan_unreadable");
  });

  test("that was broken by hand is refused with the place", () => {
    const text = JSON.stringify(planOf(world), null, 2).replace('"planDigest":', '"planDigest"');
    const place = `plan.json:${text.slice(0, text.indexOf('"planDigest"')).split("\n").length}:16`;
    expect(() => parsePlan(text, "plan.json")).toThrow(
      expect.objectContaining({ code: "plan_unreadable", place }),
    );
  });

  test("with one very long string is refused, not fallen over", () => {
    const text = JSON.stringify({ version: 1, reason: "x".repeat(10_000_000) });
    expect(codeOf(() => parsePlan(text, "plan.json"))).toBe("plan_unreadable");
  });

  test("is refused when the digest was made to fit a changed part that the schema does not know", () => {
    const plan = { ...planOf(world), operations: "none" };
    const text = JSON.stringify({ ...plan, planDigest: planDigest(plan) });
    expect(codeOf(() => parsePlan(text, "plan.json"))).toBe("plan_unreadable");
  });

  test("is refused when a name stands twice in one object", () => {
    const text = JSON.stringify(planOf(world), null, 2);
    expect(codeOf(() => parsePlan(text.replace("{", '{"operations":[],'), "plan.json"))).toBe(
      "plan_unreadable",
    );
  });

  const other = "22222222-2222-4222-8222-222222222222";
  test.each([
    ["another subscription's resource", "delete", network.id.replace(/[0-9a-f-]{36}/, other)],
    ["another subscription's group", "deleteGroup", `/subscriptions/${other}/resourceGroups/rg-net`],
    ["a leftover of another subscription", "purge", network.id.replace(/[0-9a-f-]{36}/, other)],
    [
      "a resource it does not name",
      "delete",
      `${id("rg-net")}/providers/Microsoft.Network/virtualNetworks/w`,
    ],
    ["a group it does not name", "deleteGroup", id("rg-other")],
    ["a resource as if it were a group", "deleteGroup", network.id],
  ])("is refused when an operation is on %s, whatever its digest says", (_name, action, target) => {
    const plan = planOf(world);
    const added = { id: "added", action, phase: "teardown", target, after: [], because: "x" };
    const changed = { ...plan, operations: [...plan.operations, added] };
    const text = JSON.stringify({ ...changed, planDigest: planDigest(changed) });
    expect(codeOf(() => parsePlan(text, "plan.json"))).toBe("plan_operation_stray");
  });
});

describe("drift", () => {
  test("is none when nothing has changed, whatever Azure turned over", () => {
    const plan = planOf(world);
    const turned = {
      resources: [
        {
          ...nic,
          location: null,
          properties: { ...nicProperties, provisioningState: "Updating", etag: "x" },
        },
        { ...network, id: network.id.replace("resourceGroups", "resourcegroups") },
      ],
    };
    expect(findDrift(plan, inventoryOf(turned))).toEqual({ unplanned: [], changed: [], gone: [] });
  });

  test("names what came, what went and what changed", () => {
    const plan = planOf(world);
    const fresh = {
      resources: [
        { ...nic, properties: { enableIPForwarding: true } },
        resource("rg-new", "Microsoft.Storage/storageAccounts/st"),
      ],
    };
    const drift = findDrift(plan, inventoryOf(fresh));
    expect(drift.unplanned).toEqual([id("rg-new"), id("rg-new", "Microsoft.Storage/storageAccounts/st")]);
    expect(drift.changed.map((each) => each.id)).toEqual([nic.id]);
    expect(drift.gone).toEqual([id("rg-net"), network.id]);
  });

  test("is not what a manager does in its group, nor what Azure makes again", () => {
    const cluster = resource("rg-aks", "Microsoft.ContainerService/managedClusters/aks");
    const groups = [{ id: id("MC_rg"), managedBy: cluster.id }, { id: id("NetworkWatcherRG") }];
    const plan = planOf({ resources: [cluster], resourceGroups: groups });
    const scaled = [
      resource("MC_rg", "Microsoft.Compute/virtualMachineScaleSets/new"),
      resource("NetworkWatcherRG", "Microsoft.Network/networkWatchers/again"),
    ];
    const drift = findDrift(plan, inventoryOf({ resources: [cluster, ...scaled], resourceGroups: groups }));
    expect(drift).toEqual({ unplanned: [], changed: [], gone: [] });
  });
});

test("what Azure made once and people use is named, and still no excuse for what changes or is left", () => {
  const shell = resource("cloud-shell-storage-westeurope", "Microsoft.Storage/storageAccounts/cs1");
  const workspace = resource(
    "DefaultResourceGroup-WEU",
    "Microsoft.OperationalInsights/workspaces/DefaultWorkspace-WEU",
    { retentionInDays: 30 },
  );
  const plan = planOf({ resources: [shell, workspace] });
  expect(plan.selfMade.map(({ id: made, how }) => [made, how])).toEqual(
    ["cloud-shell-storage-westeurope", "DefaultResourceGroup-WEU"].map((name) => [
      id(name),
      "the group is deleted with the others; if it comes back, it is told as unplanned and stays, since people use it, too",
    ]),
  );
  const came = resource("DefaultResourceGroup-WEU", "Microsoft.Storage/storageAccounts/mine");
  const fresh = inventoryOf({
    resources: [shell, { ...workspace, properties: { retentionInDays: 730 } }, came],
  });
  expect(findDrift(plan, fresh)).toMatchObject({
    unplanned: [came.id],
    changed: [{ id: workspace.id }],
  });
  expect(whatIsLeft(fresh, plan)).toEqual(expect.arrayContaining([shell.id, workspace.id, came.id]));
});

test("what Azure makes itself is left behind without harm, unless somebody put something beside it", () => {
  const group = "NetworkWatcherRG";
  const watcher = resource(group, "Microsoft.Network/networkWatchers/NetworkWatcher_westeurope");
  const logs = resource(group, "Microsoft.Storage/storageAccounts/flowlogs");
  const fresh = inventoryOf({ resources: [watcher, logs] });
  expect(whatIsLeft(fresh, planOf({ resources: [watcher] }))).toEqual([logs.id]);
});

describe("explain", () => {
  test("says what goes before, with what and why", () => {
    const explanation = explain(planOf(world), network.id.toUpperCase());
    expect(explanation).toMatchObject({
      kind: "resource",
      deletedBy: "group",
      operation: { id: "deleteGroup:rg-net" },
    });
    expect(explanation.before.map(({ id: name }) => name)).toEqual(["deleteGroup:rg-app"]);
    expect(explanation.neededBy).toEqual([
      { id: nic.id, because: "properties.ipConfigurations[].properties.subnet.id", trust: "property" },
    ]);
  });

  test("finds the operation of what a manager takes along", () => {
    const cluster = resource("rg-aks", "Microsoft.ContainerService/managedClusters/aks");
    const node = resource("MC_rg", "Microsoft.Compute/disks/d");
    const plan = planOf({
      resources: [cluster, node],
      resourceGroups: [{ id: id("MC_rg"), managedBy: cluster.id }],
    });
    expect(explain(plan, node.id).operation?.id).toBe("deleteGroup:rg-aks");
  });

  test("explains a group, and refuses an id that it does not know", () => {
    expect(explain(planOf(world), id("rg-net"))).toMatchObject({
      kind: "group",
      operation: { id: "deleteGroup:rg-net" },
    });
    expect(codeOf(() => explain(planOf(world), id("rg-none")))).toBe("resource_not_in_plan");
  });

  test("finds a resource by its name alone, and tells apart those that share one", () => {
    const plan = planOf({
      resources: ["rg-a", "rg-b"].flatMap((group) => [
        resource(group, "Microsoft.Compute/disks/data"),
        resource(group, `Microsoft.Compute/disks/only-${group}`),
      ]),
    });
    expect(explain(plan, "ONLY-rg-b").id).toBe(id("rg-b", "Microsoft.Compute/disks/only-rg-b"));
    expect(() => explain(plan, "data")).toThrow(
      expect.objectContaining({ code: "resource_not_in_plan", remedy: "Say which: rg-a/data or rg-b/data." }),
    );
  });
});

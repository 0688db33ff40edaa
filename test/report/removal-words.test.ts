import { describe, expect, test } from "vitest";
import { renderExplanation } from "../../cli/render/explanation.ts";
import { explain } from "../../core/plan/explain.ts";
import { dependencyGraph } from "../../core/report/dependency-graph.ts";
import { planMarkdown } from "../../core/report/plan-markdown.ts";
import { id, planOf, resource } from "../core/world.ts";

const subnet = id("rg-net", "Microsoft.Network/virtualNetworks/hub/subnets/apps");
const farm = resource("rg-app", "Microsoft.Web/serverFarms/plan");
const web = resource("rg-app", "Microsoft.Web/sites/web", {
  serverFarmId: farm.id,
  virtualNetworkSubnetId: subnet,
});
const hub = resource("rg-net", "Microsoft.Network/virtualNetworks/hub", {
  subnets: [{ id: subnet, name: "apps", properties: {} }],
});
const cluster = resource("rg-aks", "Microsoft.ContainerService/managedClusters/aks");
const plan = planOf({
  resources: [farm, web, hub, cluster, resource("MC_nodes", "Microsoft.Compute/disks/disk")],
  resourceGroups: [{ id: id("MC_nodes"), managedBy: cluster.id }],
});

describe("what has an operation of its own that does not delete it", () => {
  test("is in the plan as explicit, yet nobody is told that it is deleted by itself", () => {
    expect(plan.resources.find((each) => each.id === web.id)?.deletedBy).toBe("explicit");
    const own = plan.operations.filter(({ target }) => target === web.id);
    expect(own.map(({ action }) => action)).toEqual(["disconnectNetwork"]);
    const text = renderExplanation(explain(plan, web.id));
    expect(text).toContain("is first disconnected from its network, then goes with its group");
    expect(text).toContain("deleteGroup rg-app");
    expect(text).not.toContain("by itself");
  });

  test("is counted and listed in plan.md as what goes with its group", () => {
    const page = planMarkdown(plan);
    expect(page).toContain("- `web` (`sites`): first disconnected from its network, then with its group");
    expect(page).toMatch(/<code>rg-app<\/code>: wave \d+, 2 resources<\/summary>/);
    expect(page).not.toMatch(/: by itself/);
  });

  test("is drawn as what goes with its group", () => {
    const line = dependencyGraph(plan)
      .split("\n")
      .find((each) => each.includes('"web'));
    expect(line).toContain('fillcolor="#e8f0fe"');
  });
});

describe("the group that another resource manages", () => {
  test("is deleted with what manages it, not as a whole", () => {
    const text = renderExplanation(explain(plan, id("MC_nodes")));
    expect(text).toContain("is deleted with what manages it: deleteGroup rg-aks");
    expect(text).not.toContain("as a whole");
    expect(renderExplanation(explain(plan, id("rg-aks")))).toContain("is deleted as a whole");
  });
});

test("an item whose protection is stopped goes with its backups then", () => {
  const vault = resource("rg-vault", "Microsoft.DataProtection/backupVaults/vault", {
    securitySettings: { softDeleteSettings: { state: "Off" } },
  });
  const item = resource("rg-vault", "Microsoft.DataProtection/backupVaults/vault/backupInstances/data", {});
  const text = renderExplanation(explain(planOf({ resources: [vault, item] }), item.id));
  expect(text).toContain("is deleted when its protection is stopped, with its backups: stopProtection");
});

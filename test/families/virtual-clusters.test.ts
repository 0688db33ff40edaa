import { expect, test } from "vitest";
import { estateOf, idOf, resource } from "../support/estate.ts";
import { familyScenario } from "./family-scenario.ts";

test("Z15: a virtual cluster holds its subnet for hours, so it goes after its instance and before its network", async () => {
  const subnet = idOf("net", "Microsoft.Network/virtualNetworks/subnets", "hub/sql");
  const instance = resource("sql", "Microsoft.Sql/managedInstances", "mi", { subnetId: subnet });
  const cluster = resource("clusters", "Microsoft.Sql/virtualClusters", "vc", {
    subnetId: subnet,
    childResources: [instance.id],
  });
  const estate = estateOf([
    instance,
    cluster,
    resource("net", "Microsoft.Network/virtualNetworks", "hub", {
      subnets: [{ id: subnet, name: "sql", properties: {} }],
    }),
  ]);
  const { plan, whole, without } = await familyScenario(estate, {
    without: ({ target }) => target.endsWith("/clusters"),
  });
  expect(plan.selfMade.map(({ id }) => id)).toContain(cluster.id);
  expect(without.held).toEqual(["deleteGroup:net: operation_in_use (ResourceGroupDeletionBlocked)"]);
  expect(without.left).toContain("hub");
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

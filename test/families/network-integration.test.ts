import { expect, test } from "vitest";
import { estateOf, idOf, resource } from "../support/estate.ts";
import { actions, familyScenario } from "./family-scenario.ts";

test("Z9: an app leaves a link on its subnet unless it leaves the network first", async () => {
  const subnet = idOf("net", "Microsoft.Network/virtualNetworks/subnets", "hub/apps");
  const plan = resource("app", "Microsoft.Web/serverFarms", "plan");
  const estate = estateOf([
    resource("net", "Microsoft.Network/virtualNetworks", "hub", {
      subnets: [{ id: subnet, name: "apps", properties: {} }],
    }),
    plan,
    resource("app", "Microsoft.Web/sites", "web", {
      serverFarmId: plan.id,
      virtualNetworkSubnetId: subnet,
    }),
  ]);
  const { before, whole, without } = await familyScenario(estate, { without: actions("disconnectNetwork") });
  expect(before).toEqual(["disconnectNetwork:web"]);
  expect(without.held).toEqual(["deleteGroup:net: operation_in_use (ResourceGroupDeletionBlocked)"]);
  expect(without.left).toEqual(["hub", "net"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

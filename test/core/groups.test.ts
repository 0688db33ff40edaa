import { describe, expect, test } from "vitest";
import { actionsOf, codesOf as held, id, operation, planned, planOf, resource } from "./world.ts";

describe("peerings", () => {
  const network = (group: string, name: string, remote: string): Record<string, unknown> & { id: string } =>
    resource(group, `Microsoft.Network/virtualNetworks/${name}`, {
      virtualNetworkPeerings: [
        {
          name: `to-${remote}`,
          id: `${id(group, `Microsoft.Network/virtualNetworks/${name}`)}/virtualNetworkPeerings/to-${remote}`,
          properties: {
            remoteVirtualNetwork: { id: id(`rg-${remote}`, `Microsoft.Network/virtualNetworks/${remote}`) },
          },
        },
      ],
    });

  test("that make two groups need each other cost one delete, though no list shows them", () => {
    const plan = planOf({
      resources: [network("rg-hub", "hub", "spoke"), network("rg-spoke", "spoke", "hub")],
    });
    const deletes = plan.operations.filter(({ action }) => action === "delete");
    expect(deletes).toHaveLength(1);
    expect(plan.cycles).toEqual([]);
    expect(planned(plan, deletes[0]?.target ?? "")).toMatchObject({
      deletedBy: "explicit",
      token: "azure-native:network:VirtualNetworkPeering",
    });
  });

  test("within one group go with it", () => {
    const plan = planOf({ resources: [network("rg-hub", "hub", "hub")] });
    expect(actionsOf(plan)).toEqual([]);
  });
});

describe("managed groups", () => {
  const cluster = resource("rg-aks", "Microsoft.ContainerService/managedClusters/aks");
  const node = resource("MC_rg", "Microsoft.Compute/virtualMachineScaleSets/nodes");

  test("go with their manager and never directly", () => {
    const plan = planOf({
      resources: [cluster, node],
      resourceGroups: [{ id: id("MC_rg"), managedBy: cluster.id }],
    });
    expect(planned(plan, node.id).deletedBy).toBe("manager");
    expect(plan.operations.map(({ id: name }) => name)).toEqual(["deleteGroup:rg-aks"]);
  });

  test("whose manager is gone are held with all that is in them", () => {
    const plan = planOf({ resources: [node], resourceGroups: [{ id: id("MC_rg"), managedBy: cluster.id }] });
    expect(held(plan)).toEqual(["managed_group_orphaned MC_rg", "managed_group_orphaned nodes"]);
    expect(plan.operations).toEqual([]);
  });

  test("that manage each other in a circle are held and hang nobody", () => {
    const [a, b] = ["a", "b"].map((name) =>
      resource(`rg-${name}`, `Microsoft.Solutions/applications/${name}`),
    );
    const plan = planOf({
      resources: [a, b].filter((each) => each !== undefined),
      resourceGroups: [
        { id: id("rg-a"), managedBy: b?.id },
        { id: id("rg-b"), managedBy: a?.id },
      ],
    });
    expect(new Set(plan.resources.map(({ deletedBy }) => deletedBy))).toEqual(new Set(["held"]));
  });

  test("the interface of a private endpoint goes with the endpoint", () => {
    const endpoint = resource("rg-a", "Microsoft.Network/privateEndpoints/pe");
    const nic = resource("rg-a", "Microsoft.Network/networkInterfaces/pe.nic", {
      privateEndpoint: { id: endpoint.id },
    });
    expect(planned(planOf({ resources: [endpoint, nic] }), nic.id).deletedBy).toBe("manager");
  });
});

test("a parent that Azure refuses while it has children is preceded by them", () => {
  const zone = resource("rg-a", "Microsoft.Network/privateDnsZones/example.test");
  const network = resource("rg-b", "Microsoft.Network/virtualNetworks/v", {});
  const link = resource("rg-a", "Microsoft.Network/privateDnsZones/example.test/virtualNetworkLinks/l", {
    virtualNetwork: { id: network.id },
  });
  const user = resource("rg-a", "Microsoft.Storage/storageAccounts/st01", {});
  const plan = planOf({ resources: [zone, { ...network, properties: { logs: user.id } }, link, user] });
  expect(operation(plan, "delete:rg-a/privateDnsZones/example.test").after).toContain(
    "delete:rg-a/virtualNetworkLinks/example.test/l",
  );
  expect(planned(plan, link.id).deletedBy).toBe("explicit");
});

import { expect, test } from "vitest";
import { connect } from "../../azure/connect.ts";
import { readInventory } from "../../azure/read-inventory.ts";
import { findDrift } from "../../core/plan/find-drift.ts";
import { destroy } from "../../steps/destroy/destroy.ts";
import { teardownScene } from "../engine/teardown-scene.ts";
import { estateOf, idOf, resource, subscription, subscriptionId } from "../support/estate.ts";

const network = resource("net", "Microsoft.Network/virtualNetworks", "hub");
const machine = resource("app", "Microsoft.Compute/virtualMachines", "vm1");
const component = resource("app", "Microsoft.Insights/components", "insights");
const vault = resource("backup", "Microsoft.RecoveryServices/vaults", "vault", {
  securitySettings: { softDeleteSettings: { softDeleteState: "Disabled" } },
});
const item = resource(
  "backup",
  "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems",
  "vault/Azure/iaasvm;app;vm1/vm;app;vm1",
  { virtualMachineId: machine.id },
);
const spare = resource("spare", "Microsoft.Storage/storageAccounts", "spare");
const groupOf = (id: string): string => id.split("/").slice(0, 5).join("/");

/** Something small goes, and Azure has made what it makes. */
async function afterAChange(selfMade: ("networkWatcher" | "smartDetection" | "restorePoints")[]) {
  const estate = estateOf([network, machine, component, vault, item, spare], { selfMade });
  const scene = await teardownScene(estate, { speed: 5000 });
  const connection = await connect(scene.simulator.environment());
  await connection.request({ method: "DELETE", path: spare.id, apiVersion: "2023-05-01" });
  scene.simulator.advance(60);
  return { scene, connection };
}

test.each([
  ["Z24: network watchers", "networkWatcher", "NetworkWatcher_westeurope"],
  ["Z25: smart detection rules", "smartDetection", "Failure Anomalies - insights"],
  ["Z26: restore points", "restorePoints", "AzureBackup_vm1_1"],
] as const)(
  "%s that come during the teardown are no drift, and everything goes",
  async (_name, kind, made) => {
    const { scene, connection } = await afterAChange([kind]);
    expect(scene.simulator.state().resources.join()).toContain(made);
    const fresh = await readInventory(connection, subscriptionId);
    expect(findDrift(scene.plan, fresh).unplanned).toEqual([]);

    const first = await destroy({ folder: scene.folder }, scene.context);
    expect([first.held, first.unplanned]).toEqual([[], []]);
    scene.simulator.advance(60);
    const again = await destroy({ folder: scene.folder }, scene.context);
    expect([again.held, again.unplanned]).toEqual([[], []]);
    const { resources, resourceGroups } = scene.simulator.state();
    expect([resources, resourceGroups]).toEqual([[], []]);
  },
);

test("Z24: what somebody else put into the group of the network watcher keeps it", async () => {
  const { scene, connection } = await afterAChange(["networkWatcher"]);
  const foreign = idOf("NetworkWatcherRG", "Microsoft.Storage/storageAccounts", "flowlogs");
  await connection.request({
    method: "PUT",
    path: foreign,
    apiVersion: "2023-05-01",
    body: { location: "westeurope" },
  });
  scene.simulator.advance(60);
  const result = await destroy({ folder: scene.folder }, scene.context);
  expect(result.unplanned).toEqual([foreign]);
  expect(scene.simulator.state().resources).toContain(foreign);
});

test("Z27: a policy that deploys what is missing goes first, so that nothing comes back", async () => {
  const deployed = resource("net", "Microsoft.Network/networkSecurityGroups", "by-policy");
  const definition = {
    id: `${subscription}/providers/Microsoft.Authorization/policyDefinitions/deploy`,
    properties: { parameters: { effect: { defaultValue: "DeployIfNotExists" } }, policyRule: {} },
  };
  const assignment = {
    id: `${subscription}/providers/Microsoft.Authorization/policyAssignments/deploy`,
    properties: { policyDefinitionId: definition.id, simulatorDeploys: [deployed] },
  };
  const estate = estateOf([network, spare, definition], {
    policyAssignments: [assignment],
    selfMade: ["policyEffects"],
  });
  const scene = await teardownScene(estate, { speed: 5000 });
  const [first] = scene.plan.operations.filter(({ phase }) => phase === "before");
  expect(first?.target).toBe(assignment.id);
  const result = await destroy({ folder: scene.folder }, scene.context);
  expect([result.held, result.unplanned]).toEqual([[], []]);
  expect(scene.simulator.state().resources).toEqual([]);

  const other = await teardownScene(estate, { speed: 5000 });
  const connection = await connect(other.simulator.environment());
  await connection.request({ method: "DELETE", path: groupOf(spare.id), apiVersion: "2025-04-01" });
  other.simulator.advance(120);
  other.simulator.state();
  other.simulator.advance(60);
  expect(other.simulator.state().resources).toContain(deployed.id);
});

test("Z27: a policy from above is named with what it deploys; what cannot be told from a person's is drift", async () => {
  const above = "/providers/Microsoft.Management/managementGroups/corp";
  const deployed = resource("spare", "Microsoft.Network/networkSecurityGroups", "by-policy");
  const then = {
    effect: "deployIfNotExists",
    details: {
      type: "Microsoft.Insights/diagnosticSettings",
      deployment: {
        properties: {
          template: {
            resources: [
              { type: "Microsoft.Insights/diagnosticSettings", name: "logs" },
              {
                type: "Microsoft.Resources/deployments",
                properties: {
                  template: { resources: { nsg: { type: "Microsoft.Network/networkSecurityGroups" } } },
                },
              },
            ],
          },
        },
      },
    },
  };
  const definition = {
    id: `${above}/providers/Microsoft.Authorization/policyDefinitions/deploy`,
    properties: {
      policyRule: {
        if: { field: "type", equals: "Microsoft.Network/virtualNetworks" },
        then,
      },
    },
  };
  const assignment = {
    id: `${above}/providers/Microsoft.Authorization/policyAssignments/deploy`,
    properties: { displayName: "guard", policyDefinitionId: definition.id, simulatorDeploys: [deployed] },
  };
  const estate = estateOf([network, spare, definition], {
    policyAssignments: [assignment],
    selfMade: ["policyEffects"],
  });
  const scene = await teardownScene(estate, { speed: 5000 });
  expect(scene.plan.selfMade.find(({ id }) => id === assignment.id)).toEqual({
    id: assignment.id,
    because:
      'the policy "guard" from above deploys Microsoft.Insights/diagnosticSettings, Microsoft.Network/networkSecurityGroups',
    how: "what it puts on a resource goes with that; a new Microsoft.Network/networkSecurityGroups cannot be told from a person's, so it counts as unplanned and stays",
  });
  const connection = await connect(scene.simulator.environment());
  await connection.request({ method: "DELETE", path: network.id, apiVersion: "2024-05-01" });
  scene.simulator.advance(120);
  scene.simulator.state();
  scene.simulator.advance(60);
  const result = await destroy({ folder: scene.folder }, scene.context);
  expect(result.unplanned).toEqual([deployed.id]);
  expect(scene.simulator.state().resources).toContain(deployed.id);
});

import { expect, test } from "vitest";
import { estateOf, resource, subscription } from "../support/estate.ts";
import { familyScenario } from "./family-scenario.ts";

const group = (name: string): string => `${subscription}/resourceGroups/${name}`;

test.each([
  ["an AKS cluster", "Microsoft.ContainerService/managedClusters"],
  ["a Databricks workspace", "Microsoft.Databricks/workspaces"],
  ["a managed application", "Microsoft.Solutions/applications"],
])("M1: the group that %s manages goes with it, and is never deleted itself", async (_name, type) => {
  const manager = resource("app", type, "manager");
  const estate = estateOf([manager, resource("nodes", "Microsoft.Compute/disks", "disk")], {
    resourceGroups: [
      { id: group("app"), name: "app" },
      { id: group("nodes"), name: "nodes", managedBy: manager.id },
    ],
  });
  const { plan, whole, without } = await familyScenario(estate, {
    without: () => true,
    instead: [{ action: "deleteGroup", target: group("nodes") }],
  });
  expect(plan.operations.map(({ id }) => id)).toEqual(["deleteGroup:app"]);
  expect(without.held).toEqual([
    "deleteGroup:nodes: operation_not_permitted (DenyAssignmentAuthorizationFailed)",
  ]);
  expect(without.left).toEqual(["app", "disk", "manager", "nodes"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test("M1: a managed group without its manager is left to Azure's support, and the rest goes", async () => {
  const gone = `${group("app")}/providers/Microsoft.Databricks/workspaces/gone`;
  const estate = estateOf(
    [
      resource("orphan", "Microsoft.Storage/storageAccounts", "dbstorage"),
      resource("app", "Microsoft.Storage/storageAccounts", "own"),
    ],
    { resourceGroups: [{ id: group("orphan"), name: "orphan", managedBy: gone }] },
  );
  const { planHeld, plan, whole, without } = await familyScenario(estate, {
    without: () => false,
    instead: [{ action: "deleteGroup", target: group("orphan") }],
  });
  expect(planHeld).toEqual(["managed_group_orphaned orphan", "managed_group_orphaned dbstorage"]);
  expect(plan.held.every(({ remedy }) => /support/.test(remedy))).toBe(true);
  expect(without.refused).toEqual(["DenyAssignmentAuthorizationFailed"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: ["dbstorage", "orphan"] });
});

import { expect, test } from "vitest";
import type { EstateResource } from "../../simulator/estate.ts";
import { estateOf, resource, subscription } from "../support/estate.ts";
import { familyScenario, preSteps } from "./family-scenario.ts";

const above = "/providers/Microsoft.Management/managementGroups/corp";
const account = resource("app", "Microsoft.Storage/storageAccounts", "logs");
const vault = resource("app", "Microsoft.KeyVault/vaults", "keys", { enableSoftDelete: false });

const stack = (scope: string): EstateResource => ({
  id: `${scope}/providers/Microsoft.Resources/deploymentStacks/stack`,
  properties: { denySettings: { mode: "denyDelete" }, resources: [{ id: account.id, status: "managed" }] },
});

test.each([
  ["subscription", subscription],
  ["group", `${subscription}/resourceGroups/app`],
])("Z13: a deployment stack of the %s denies deletes until it is deleted", async (_name, scope) => {
  const estate = estateOf([account, stack(scope)]);
  const { before, whole, without } = await familyScenario(estate, { without: preSteps });
  expect(before).toEqual(["delete:stack"]);
  expect(without.held).toEqual([
    "deleteGroup:app: operation_not_permitted (DenyAssignmentAuthorizationFailed)",
  ]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test("Z14: an assigned blueprint that locks denies deletes until it is unassigned", async () => {
  const blueprint: EstateResource = {
    id: `${subscription}/providers/Microsoft.Blueprint/blueprintAssignments/base`,
    properties: { locks: { mode: "AllResourcesDoNotDelete" }, resourceGroups: { one: { name: "app" } } },
  };
  const { before, whole, without } = await familyScenario(estateOf([account, blueprint]), {
    without: preSteps,
  });
  expect(before).toEqual(["delete:base"]);
  expect(without.held).toEqual([
    "deleteGroup:app: operation_not_permitted (DenyAssignmentAuthorizationFailed)",
  ]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

function definition(scope: string, then: Record<string, unknown>, type: string): EstateResource {
  return {
    id: `${scope}/providers/Microsoft.Authorization/policyDefinitions/rule`,
    properties: {
      mode: "Indexed",
      policyRule: { if: { field: "type", equals: type }, then },
    },
  };
}
function assignment(scope: string): EstateResource {
  return {
    id: `${scope}/providers/Microsoft.Authorization/policyAssignments/rule`,
    properties: {
      displayName: "keep it",
      policyDefinitionId: `${scope}/providers/Microsoft.Authorization/policyDefinitions/rule`,
    },
  };
}
const denyAction = { effect: "denyAction", details: { actionNames: ["delete"] } };

test("Z21: a policy of the subscription that denies deletes is removed first, then its definition", async () => {
  const rule = definition(subscription, denyAction, "Microsoft.Storage/storageAccounts");
  const estate = estateOf([account, rule], { policyAssignments: [assignment(subscription)] });
  const { before, whole, without } = await familyScenario(estate, {
    without: ({ target }) => target.includes("/policyAssignments/"),
  });
  expect(before).toEqual(["delete:rule"]);
  expect(without.held.toSorted()).toEqual([
    "delete:policyDefinitions/rule: operation_in_use (InvalidDeletePolicyDefinitionRequest)",
    "deleteGroup:app: operation_denied_by_policy (RequestDisallowedByPolicy)",
  ]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test("Z21: a policy from above holds what it covers, and the rest goes", async () => {
  const rule = definition(above, denyAction, "Microsoft.Storage/storageAccounts");
  const estate = estateOf([account, vault, rule], { policyAssignments: [assignment(above)] });
  const { plan, planHeld, whole, without } = await familyScenario(estate, {
    without: () => false,
    instead: [{ action: "delete", target: account.id }],
  });
  expect(planHeld).toEqual(["deny_action_from_above rule", "deny_action_from_above logs"]);
  expect(plan.held.every(({ remedy }) => remedy.includes('"keep it"'))).toBe(true);
  expect(without.held).toEqual([
    expect.stringMatching(/operation_denied_by_policy \(RequestDisallowedByPolicy\)$/),
  ]);
  expect(whole).toMatchObject({ held: [], refused: [], left: ["app", "logs"] });
});

/** A set of one member that is passed its effect through a parameter of the set, and the rule itself. */
function initiative(scope: string): EstateResource[] {
  const set: EstateResource = {
    id: `${scope}/providers/Microsoft.Authorization/policySetDefinitions/all`,
    properties: {
      parameters: { keep: { defaultValue: "Audit" } },
      policyDefinitions: [
        {
          policyDefinitionReferenceId: "logs",
          policyDefinitionId: `${scope}/providers/Microsoft.Authorization/policyDefinitions/rule`,
          parameters: { effect: { value: "[parameters('keep')]" } },
        },
      ],
    },
  };
  const then = { effect: "[parameters('effect')]", details: denyAction.details };
  return [definition(scope, then, "Microsoft.Storage/storageAccounts"), set];
}
const setAssignment = (scope: string): EstateResource => ({
  ...assignment(scope),
  properties: {
    displayName: "keep it",
    policyDefinitionId: `${scope}/providers/Microsoft.Authorization/policySetDefinitions/all`,
    parameters: { keep: { value: "DenyAction" } },
  },
});

test.each([
  ["of the subscription goes first", subscription, ["delete:rule"], []],
  ["from above holds what its member covers", above, [], ["logs"]],
])("Z21: a set of policies %s", async (_name, scope, first, kept) => {
  const estate = estateOf([account, vault, ...initiative(scope)], {
    policyAssignments: [setAssignment(scope)],
  });
  const { before, planHeld, whole, without } = await familyScenario(estate, {
    without: preSteps,
    instead: [{ action: "delete", target: account.id }],
  });
  expect(before).toEqual(first);
  expect(planHeld.filter((held) => held.endsWith(" logs"))).toEqual(
    kept.map((name) => `deny_action_from_above ${name}`),
  );
  expect(without.refused).toContain("RequestDisallowedByPolicy");
  expect(whole).toMatchObject({ held: [], refused: [], left: kept.length === 0 ? [] : ["app", ...kept] });
});

test.each([
  ["of the group", { policyDefinitionReferenceIds: ["LOGS"] }, true],
  ["of another member", { policyDefinitionReferenceIds: ["other"] }, false],
  ["that is over", { expiresOn: "2020-01-01T00:00:00Z" }, false],
])("Z21: an exemption %s frees it from the policy from above or does not", async (_name, given, frees) => {
  const exemption: EstateResource = {
    id: `${subscription}/resourceGroups/app/providers/Microsoft.Authorization/policyExemptions/free`,
    properties: { policyAssignmentId: assignment(above).id, exemptionCategory: "Waiver", ...given },
  };
  const estate = estateOf([account, ...initiative(above), exemption], {
    policyAssignments: [setAssignment(above)],
  });
  const { planHeld, whole } = await familyScenario(estate, { without: () => false });
  expect(planHeld.includes("deny_action_from_above logs")).toBe(!frees);
  expect(whole).toMatchObject({ refused: [], left: frees ? [] : ["app", "logs"] });
});

test("Z22: a policy that denies writes hinders no teardown", async () => {
  const rule = definition(above, { effect: "deny" }, "Microsoft.Storage/storageAccounts");
  const estate = estateOf([account, rule], { policyAssignments: [assignment(above)] });
  const { planHeld, whole } = await familyScenario(estate, { without: () => false });
  expect(planHeld).toEqual([]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test("M3: what a deny assignment of somebody else covers is held, and the rest goes", async () => {
  const scope = `${subscription}/resourceGroups/app`;
  const estate = estateOf([account, resource("own", "Microsoft.Storage/storageAccounts", "own")], {
    denyAssignments: [
      {
        id: `${scope}/providers/Microsoft.Authorization/denyAssignments/d1`,
        properties: {
          denyAssignmentName: "platform team",
          scope,
          permissions: [{ actions: ["*/delete"], notActions: [] }],
        },
      },
    ],
  });
  const { planHeld, whole, without } = await familyScenario(estate, {
    without: () => false,
    instead: [{ action: "deleteGroup", target: scope }],
  });
  expect(planHeld).toEqual(["deny_assignment app", "deny_assignment logs"]);
  expect(without.refused).toEqual(["DenyAssignmentAuthorizationFailed"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: ["app", "logs"] });
});

test("Z13: what a stack of a management group denies is held, since nothing here removes it", async () => {
  const estate = estateOf([account], {
    denyAssignments: [
      {
        id: `${account.id}/providers/Microsoft.Authorization/denyAssignments/d1`,
        properties: {
          denyAssignmentName: `Deny assignment 'd1' created by Deployment Stack '${above}/providers/Microsoft.Resources/deploymentStacks/base'.`,
          scope: account.id,
          permissions: [{ actions: ["*/delete"], notActions: [] }],
        },
      },
    ],
  });
  const { planHeld, whole } = await familyScenario(estate, { without: () => false });
  expect(planHeld).toEqual(["deny_assignment logs"]);
  expect(whole).toMatchObject({ refused: [], left: ["app", "logs"] });
});

import { expect, test } from "vitest";
import type { EstateResource } from "../../simulator/estate.ts";
import { estateOf, resource, subscription } from "../support/estate.ts";
import { familyScenario } from "./family-scenario.ts";

const at = (type: string, name: string, properties: Record<string, unknown> = {}): EstateResource => ({
  id: `${subscription}/providers/${type}/${name}`,
  properties,
});
const account = resource("app", "Microsoft.Storage/storageAccounts", "logs");

test("Z23: definitions go after their assignments; budgets and diagnostics of the subscription go, too", async () => {
  const definition = at("Microsoft.Authorization/policyDefinitions", "rule", {
    policyRule: { if: { field: "type", equals: "Microsoft.Web/sites" } },
  });
  const estate = estateOf(
    [
      account,
      definition,
      at("Microsoft.Consumption/budgets", "monthly"),
      at("Microsoft.Insights/diagnosticSettings", "activity", { storageAccountId: account.id }),
    ],
    {
      policyAssignments: [
        at("Microsoft.Authorization/policyAssignments", "rule", { policyDefinitionId: definition.id }),
      ],
    },
  );
  const { plan, whole, without } = await familyScenario(estate, {
    without: ({ target }) => /policyAssignments/.test(target),
  });
  expect(plan.operations.map(({ id }) => id).toSorted()).toEqual([
    "delete:budgets/monthly",
    "delete:diagnosticSettings/activity",
    "delete:policyAssignments/rule",
    "delete:policyDefinitions/rule",
    "deleteGroup:app",
  ]);
  expect(without.refused).toEqual(["InvalidDeletePolicyDefinitionRequest"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test("Z20: what is delegated to another tenant goes as assignment before definition", async () => {
  const definition = at("Microsoft.ManagedServices/registrationDefinitions", "offer");
  const estate = estateOf([
    account,
    definition,
    at("Microsoft.ManagedServices/registrationAssignments", "given", {
      registrationDefinitionId: definition.id,
    }),
  ]);
  const { whole, without } = await familyScenario(estate, {
    without: ({ target }) => /registrationAssignments/.test(target),
  });
  expect(without.refused).toEqual(["RegistrationDefinitionInUse"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

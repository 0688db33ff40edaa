import { expect, test } from "vitest";
import { estateOf, resource } from "../support/estate.ts";
import { familyScenario } from "./family-scenario.ts";

test.each([
  [
    "Z18: an ExpressRoute circuit that its provider still has set up",
    resource("edge", "Microsoft.Network/expressRouteCircuits", "circuit", {
      serviceProviderProvisioningState: "Provisioned",
    }),
    "circuit_provisioned circuit",
    "ConflictError",
  ],
  [
    "Z19: a marketplace subscription that nobody has cancelled",
    resource("edge", "Microsoft.SaaS/resources", "mail", { status: "Subscribed" }),
    "saas_subscribed mail",
    "Conflict",
  ],
])("%s holds itself, and the rest goes", async (_name, contract, code, refusal) => {
  const estate = estateOf([contract, resource("edge", "Microsoft.Storage/storageAccounts", "logs")]);
  const { plan, planHeld, whole, without } = await familyScenario(estate, {
    without: () => false,
    instead: [{ action: "delete", target: contract.id }],
  });
  expect(planHeld).toEqual([code]);
  expect(plan.held[0]?.remedy).not.toBe("");
  expect(without.refused).toEqual([refusal]);
  expect(whole).toMatchObject({ held: [], refused: [] });
  expect(whole.left).toEqual(expect.arrayContaining(["edge", contract.id.split("/").at(-1)]));
  expect(whole.left).toHaveLength(2);
});

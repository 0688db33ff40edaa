import { expect, test } from "vitest";
import type { EstateResource } from "../../simulator/estate.ts";
import { estateOf, resource } from "../support/estate.ts";
import { familyScenario, preSteps, TAKEN_AT } from "./family-scenario.ts";

const account = resource("data", "Microsoft.Storage/storageAccounts", "archive");
const neighbour = resource("data", "Microsoft.Storage/storageAccounts", "other");

function container(properties: Record<string, unknown>): EstateResource {
  return resource(
    "data",
    "Microsoft.Storage/storageAccounts/blobServices/containers",
    "archive/default/c",
    properties,
  );
}
function policy(state: string): Record<string, unknown> {
  return {
    hasImmutabilityPolicy: true,
    immutabilityPolicy: { properties: { state, immutabilityPeriodSinceCreationInDays: 10 } },
  };
}

test("Z6: an unlocked policy keeps container and account until it is removed", async () => {
  const estate = estateOf([account, neighbour, container(policy("Unlocked"))]);
  const { before, whole, without } = await familyScenario(estate, { without: preSteps });
  expect(before).toEqual(["delete:default"]);
  expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
  expect(without.left).toEqual(["archive", "c", "data"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test.each([
  ["a locked policy", policy("Locked"), "storage_immutable c", 10],
  ["a legal hold", { hasLegalHold: true }, "legal_hold c", undefined],
  [
    "version-level immutability",
    { immutableStorageWithVersioning: { enabled: true } },
    "storage_versions_kept c",
    undefined,
  ],
])("Z7: %s holds container and account, and the rest goes", async (_name, properties, code, days) => {
  const estate = estateOf([account, neighbour, container(properties)]);
  const { plan, planHeld, whole, without } = await familyScenario(estate, {
    without: () => false,
    instead: [{ action: "delete", target: account.id }],
  });
  expect(planHeld).toContain(code);
  expect(plan.observed.heldUntil.map(({ until }) => until)).toEqual(
    days === undefined ? [] : [new Date(Date.parse(TAKEN_AT) + days * 86_400_000).toISOString()],
  );
  expect(without.refused).toEqual(["AccountProtectedFromDeletion"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: ["archive", "c", "data"] });
});

test("Z8: an account locked as a whole is held with its date", async () => {
  const versioning = {
    immutableStorageWithVersioning: {
      enabled: true,
      immutabilityPolicy: { state: "Locked", immutabilityPeriodSinceCreationInDays: 30 },
    },
  };
  const estate = estateOf([{ ...account, properties: versioning }, neighbour]);
  const { plan, planHeld, whole, without } = await familyScenario(estate, {
    without: () => false,
    instead: [{ action: "delete", target: account.id }],
  });
  expect(planHeld).toEqual(["storage_immutable archive"]);
  expect(plan.observed.heldUntil).toHaveLength(1);
  expect(without.refused).toEqual(["AccountProtectedFromDeletion"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: ["archive", "data"] });
});

import { expect, test } from "vitest";
import { estateOf, resource } from "../support/estate.ts";
import { actions, familyScenario, TAKEN_AT } from "./family-scenario.ts";

const inDays = (days: number): string => new Date(Date.parse(TAKEN_AT) + days * 86_400_000).toISOString();

test.each([
  ["Microsoft.KeyVault/vaults", { enableSoftDelete: true }],
  ["Microsoft.KeyVault/managedHSMs", { enableSoftDelete: true }],
  ["Microsoft.AppConfiguration/configurationStores", {}],
  ["Microsoft.CognitiveServices/accounts", {}],
  ["Microsoft.ApiManagement/service", {}],
])("D2: a deleted %s is kept until the purge that follows", async (type, properties) => {
  const estate = estateOf([resource("app", type, "thing", properties)]);
  const { plan, whole, without } = await familyScenario(estate, { without: actions("purge") });
  expect(plan.operations.filter(({ phase }) => phase === "after").map(({ action }) => action)).toEqual([
    "purge",
  ]);
  expect(without).toMatchObject({ held: [], refused: [], left: [], kept: ["thing"] });
  expect(whole).toMatchObject({ held: [], refused: [], left: [], kept: [] });
});

test("D3: purge protection names the date, and no purge is tried", async () => {
  const vault = resource("app", "Microsoft.KeyVault/vaults", "thing", {
    enablePurgeProtection: true,
    softDeleteRetentionInDays: 7,
  });
  const { plan, planHeld, whole, without } = await familyScenario(estateOf([vault]), {
    without: () => false,
    instead: [{ action: "purge", target: vault.id }],
  });
  expect(planHeld).toEqual(["purge_protected thing"]);
  expect(plan.observed.heldUntil).toMatchObject([{ until: inDays(7) }]);
  expect(without.refused).toContain("VaultPurgeProtectionEnabled");
  expect(whole).toMatchObject({ held: [], refused: [], left: [], kept: ["thing"] });
});

test("D4: a deleted Log Analytics workspace is kept for 14 days, which the plan tells and nothing waits for", async () => {
  const estate = estateOf([resource("app", "Microsoft.OperationalInsights/workspaces", "logs")]);
  const { plan, planHeld, whole } = await familyScenario(estate, { without: () => false });
  expect(planHeld).toEqual([]);
  expect(plan.observed.heldUntil).toMatchObject([{ code: "kept_by_soft_delete", until: inDays(14) }]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [], kept: ["logs"] });
});

test("D5: a Machine Learning workspace is purged by its own delete, projects before their hub, or kept for its days", async () => {
  const type = "Microsoft.MachineLearningServices/workspaces";
  const hub = resource("app", type, "hub");
  const project = resource("app", type, "project", { hubResourceId: hub.id });
  const serving = resource("app", type, "serving");
  const endpoint = resource("app", `${type}/onlineEndpoints`, "serving/score");
  const closed = resource("app", type, "closed");
  const door = resource("net", "Microsoft.Network/privateEndpoints", "door", {
    privateLinkServiceConnections: [{ name: "door", properties: { privateLinkServiceId: closed.id } }],
  });
  const { plan, before, planHeld, whole, without } = await familyScenario(
    estateOf([hub, project, serving, endpoint, closed, door]),
    { without: actions("purge") },
  );
  expect(before).toEqual(["purge:hub", "purge:project"]);
  const operationOn = (id: string) => plan.operations.find(({ target }) => target === id);
  expect(operationOn(hub.id)?.after).toEqual([operationOn(project.id)?.id]);
  expect(planHeld).toEqual([]);
  expect(plan.observed.heldUntil).toMatchObject([
    { target: closed.id, until: inDays(14) },
    { target: serving.id, until: inDays(14) },
  ]);
  const all = ["closed", "hub", "project", "serving"];
  expect(without).toMatchObject({ held: [], refused: [], left: [], kept: all });
  expect(whole).toMatchObject({ held: [], refused: [], left: [], kept: ["closed", "serving"] });
});

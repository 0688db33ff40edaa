import { expect, test } from "vitest";
import type { EstateResource } from "../../simulator/estate.ts";
import { estateOf, idOf, otherSubscription, resource } from "../support/estate.ts";
import { familyScenario, preSteps } from "./family-scenario.ts";

const [east, west] = ["east", "west"];

test("Z16: a failover group is broken at its primary before either server goes", async () => {
  const servers = [east, west].map((region) => resource(region, "Microsoft.Sql/servers", `sql-${region}`));
  const group = (region: string, replicationRole: string, partner: string): EstateResource =>
    resource(region, "Microsoft.Sql/servers/failoverGroups", `sql-${region}/pair`, {
      replicationRole,
      partnerServers: [{ id: partner }],
    });
  const estate = estateOf([
    ...servers,
    group(east, "Primary", servers[1]?.id ?? ""),
    group(west, "Secondary", servers[0]?.id ?? ""),
  ]);
  const { before, whole, without } = await familyScenario(estate, { without: preSteps });
  expect(before).toEqual(["breakPairing:pair"]);
  expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
  expect(without.left).toEqual(expect.arrayContaining(["sql-east", "sql-west"]));
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test("Z16: a failover group of managed instances is listed for its location and broken before either goes", async () => {
  const instances = [east, west].map((region) =>
    resource(region, "Microsoft.Sql/managedInstances", `mi-${region}`, {}, { location: `${region}europe` }),
  );
  const [first, second] = instances.map(({ id }) => id);
  const group = (region: string, replicationRole: string): EstateResource =>
    resource(region, "Microsoft.Sql/locations/instanceFailoverGroups", `${region}europe/pair`, {
      replicationRole,
      managedInstancePairs: [{ primaryManagedInstanceId: first, partnerManagedInstanceId: second }],
    });
  const estate = estateOf([...instances, group(east, "Primary"), group(west, "Secondary")]);
  const { before, whole, without } = await familyScenario(estate, { without: preSteps });
  expect(before).toEqual(["breakPairing:pair"]);
  expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
  expect(without.left).toEqual(expect.arrayContaining(["mi-east", "mi-west"]));
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test("Z16: where the primary is in another subscription, the secondary is held and the rest goes", async () => {
  const primary = idOf("sql", "Microsoft.Sql/servers", "theirs", otherSubscription);
  const server = resource(west, "Microsoft.Sql/servers", "sql-west");
  const estate = estateOf([
    server,
    resource(east, "Microsoft.Storage/storageAccounts", "logs"),
    { id: primary, location: "westeurope", properties: {} },
    resource(west, "Microsoft.Sql/servers/failoverGroups", "sql-west/pair", {
      replicationRole: "Secondary",
      partnerServers: [{ id: primary }],
    }),
  ]);
  const { planHeld, whole, without } = await familyScenario(estate, {
    without: () => false,
    instead: [{ action: "delete", target: server.id }],
  });
  expect(planHeld).toContain("pair_ends_elsewhere sql-west");
  expect(without.refused).toContain("ServerInUseByFailoverGroup");
  expect(whole).toMatchObject({ held: [], refused: [] });
  expect(whole.left).toEqual(expect.arrayContaining(["sql-west", "theirs"]));
  expect(whole.left).not.toContain("logs");
});

test.each(["Microsoft.EventHub", "Microsoft.ServiceBus"])(
  "Z17: the geo pairing of two %s namespaces is broken before either goes",
  async (provider) => {
    const names = [east, west].map((region) => resource(region, `${provider}/namespaces`, `bus-${region}`));
    const alias = (region: string, role: string, partnerNamespace: string): EstateResource =>
      resource(region, `${provider}/namespaces/disasterRecoveryConfigs`, `bus-${region}/alias`, {
        role,
        partnerNamespace,
      });
    const estate = estateOf([
      ...names,
      alias(east, "Primary", names[1]?.id ?? ""),
      alias(west, "Secondary", names[0]?.id ?? ""),
    ]);
    const { before, whole, without } = await familyScenario(estate, { without: preSteps });
    expect(before).toEqual(["breakPairing:alias"]);
    expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
    expect(without.left).toEqual(expect.arrayContaining(["bus-east", "bus-west"]));
    expect(whole).toMatchObject({ held: [], refused: [], left: [] });
  },
);

test("Z17: linked caches are parted before either goes", async () => {
  const caches = [east, west].map((region) => resource(region, "Microsoft.Cache/redis", `cache-${region}`));
  const link = (region: string, serverRole: string, other: EstateResource | undefined): EstateResource =>
    resource(region, "Microsoft.Cache/redis/linkedServers", `cache-${region}/link`, {
      serverRole,
      linkedRedisCacheId: other?.id,
    });
  const estate = estateOf([...caches, link(east, "Secondary", caches[1]), link(west, "Primary", caches[0])]);
  const { whole, without } = await familyScenario(estate, { without: preSteps });
  expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

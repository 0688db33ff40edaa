import { expect, test } from "vitest";
import type { EstateResource } from "../../simulator/estate.ts";
import { estateOf, idOf, otherSubscription, resource } from "../support/estate.ts";
import { familyScenario, preSteps } from "./family-scenario.ts";

const type = "Microsoft.NetApp/netAppAccounts/capacityPools/volumes";

function volume(region: string, endpointType: string, remoteVolumeResourceId: string): EstateResource[] {
  const replication = { endpointType, remoteVolumeResourceId };
  return [
    resource(region, "Microsoft.NetApp/netAppAccounts", region),
    resource(region, "Microsoft.NetApp/netAppAccounts/capacityPools", `${region}/pool`),
    resource(region, type, `${region}/pool/data-${region}`, { dataProtection: { replication } }),
  ];
}
const idIn = (region: string, under?: string): string =>
  idOf(region, type, `${region}/pool/data-${region}`, under);

test("Z28: the replication of two volumes is broken and deleted before either goes", async () => {
  const estate = estateOf([...volume("east", "src", idIn("west")), ...volume("west", "dst", idIn("east"))]);
  const { before, plan, whole, without } = await familyScenario(estate, { without: preSteps });
  expect(before).toEqual(["breakReplication:data-west", "deleteReplication:data-west"]);
  const [broken, deleted] = plan.operations.filter(({ phase }) => phase === "before");
  expect(deleted?.after).toEqual([broken?.id]);
  expect(without.refused).toEqual(["ResourceGroupDeletionBlocked"]);
  expect(without.left).toEqual(expect.arrayContaining(["data-east", "data-west"]));
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});

test("Z28: a volume that replicates to another subscription is held, and the rest goes", async () => {
  const remote = idIn("west", otherSubscription);
  const estate = estateOf([
    ...volume("east", "src", remote),
    { id: remote, location: "westeurope", properties: {} },
    resource("data", "Microsoft.Storage/storageAccounts", "logs"),
  ]);
  const { planHeld, whole, without } = await familyScenario(estate, {
    without: () => false,
    instead: [{ action: "delete", target: idIn("east") }],
  });
  expect(planHeld).toContain("pair_ends_elsewhere data-east");
  expect(without.refused).toContain("VolumeInReplication");
  expect(whole).toMatchObject({ held: [], refused: [] });
  expect(whole.left).toContain("data-east");
  expect(whole.left).not.toContain("logs");
});

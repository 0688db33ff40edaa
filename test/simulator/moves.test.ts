import { expect, test } from "vitest";
import { estateOf, idOf, resource, subscription } from "../support/estate.ts";
import { read, signIn, startSimulator } from "../support/simulator.ts";

const otherTenant = "dddddddd-0000-4000-8000-000000000004";
const from = `${subscription}/resourceGroups/from`;
const to = `${subscription}/resourceGroups/to`;
const address = resource("from", "Microsoft.Network/publicIPAddresses", "ip");
const card = resource("from", "Microsoft.Network/networkInterfaces", "nic", {
  publicIPAddress: { id: address.id },
});
const cluster = resource("from", "Microsoft.ContainerService/managedClusters", "aks");
const estate = estateOf([address, card, cluster], { resourceGroups: [{ id: from }, { id: to }] });

async function validate(resources: string[]) {
  const simulator = await startSimulator({ estate });
  const arm = await signIn(simulator);
  const accepted = await arm("POST", `${from}/validateMoveResources`, { resources, targetResourceGroup: to });
  expect(accepted.status).toBe(202);
  simulator.advance(20);
  return arm("GET", accepted.headers.get("location") ?? "");
}

test("V1: a move that can be made validates with 204", async () => {
  expect((await validate([address.id, card.id])).status).toBe(204);
});

test("V2: a move ends with 204, and the resources are at the target with their references", async () => {
  const simulator = await startSimulator({ estate });
  const arm = await signIn(simulator);
  const accepted = await arm("POST", `${from}/moveResources`, {
    resources: [address.id, card.id],
    targetResourceGroup: to,
  });
  expect((await arm("GET", accepted.headers.get("location") ?? "")).status).toBe(202);
  simulator.advance(240);
  expect((await arm("GET", accepted.headers.get("location") ?? "")).status).toBe(204);
  expect(simulator.state().resources.toSorted()).toEqual(
    [
      cluster.id,
      idOf("to", "Microsoft.Network/networkInterfaces", "nic"),
      idOf("to", "Microsoft.Network/publicIPAddresses", "ip"),
    ].toSorted(),
  );
  const moved = await arm("GET", idOf("to", "Microsoft.Network/networkInterfaces", "nic"));
  expect(moved.body.properties?.publicIPAddress?.id).toBe(
    idOf("to", "Microsoft.Network/publicIPAddresses", "ip"),
  );
});

test("V3: a type that cannot move, or what stays behind though it is tied, is 409 with its code", async () => {
  const codes = async (resources: string[]) => {
    const { status, body } = await validate(resources);
    const details = read<{ code: string }[]>(body.error?.details);
    return [status, body.error?.code, ...details.map(({ code }) => code)];
  };
  expect(await codes([cluster.id])).toEqual([
    409,
    "ResourceMoveProviderValidationFailed",
    "ResourceMoveNotSupported",
  ]);
  expect(await codes([card.id])).toEqual([
    409,
    "ResourceMoveProviderValidationFailed",
    "MissingMoveDependentResources",
  ]);
});

test("V4: both groups refuse changes and another move until the move has ended", async () => {
  const simulator = await startSimulator({ estate });
  const arm = await signIn(simulator);
  const move = { resources: [address.id, card.id], targetResourceGroup: to };
  await arm("POST", `${from}/moveResources`, move);
  const again = await arm("POST", `${from}/moveResources`, move);
  const deleted = await arm("DELETE", cluster.id);
  const made = await arm("PUT", idOf("to", "Microsoft.Network/publicIPAddresses", "new"), {});
  for (const { status, body } of [again, deleted, made])
    expect([status, body.error?.code]).toEqual([409, "ResourceGroupMoveInProgress"]);
  simulator.advance(240);
  expect((await arm("DELETE", cluster.id)).status).toBe(202);
});

test("V5: nothing moves to another tenant", async () => {
  const elsewhere = "cccccccc-0000-4000-8000-000000000003";
  const target = `/subscriptions/${elsewhere}/resourceGroups/to`;
  const simulator = await startSimulator({
    estate: estateOf([address], {
      subscriptions: [{ subscriptionId: elsewhere, displayName: "Else", simulatorTenantId: otherTenant }],
      resourceGroups: [{ id: from }, { id: target }],
    }),
  });
  const arm = await signIn(simulator);
  const accepted = await arm("POST", `${from}/validateMoveResources`, {
    resources: [address.id],
    targetResourceGroup: target,
  });
  simulator.advance(20);
  const { status, body } = await arm("GET", accepted.headers.get("location") ?? "");
  expect([status, JSON.stringify(body)]).toEqual([409, expect.stringContaining("InvalidMoveAcrossTenants")]);
});

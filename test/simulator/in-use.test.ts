import { expect, test } from "vitest";
import type { Estate, EstateResource } from "../../simulator/estate.ts";
import { estateOf, idOf, otherSubscription, resource } from "../support/estate.ts";
import { read, signIn, startSimulator } from "../support/simulator.ts";

const subnetId = `${idOf("net", "Microsoft.Network/virtualNetworks", "hub")}/subnets/default`;
const network = resource("net", "Microsoft.Network/virtualNetworks", "hub");
const securityGroup = resource("net", "Microsoft.Network/networkSecurityGroups", "nsg");
const address = resource("app", "Microsoft.Network/publicIPAddresses", "ip");
const card = resource("app", "Microsoft.Network/networkInterfaces", "nic", {
  networkSecurityGroup: { id: securityGroup.id },
  ipConfigurations: [
    { name: "ipconfig1", properties: { subnet: { id: subnetId }, publicIPAddress: { id: address.id } } },
  ],
});
const disk = resource(
  "app",
  "Microsoft.Compute/disks",
  "os",
  {},
  { managedBy: idOf("app", "Microsoft.Compute/virtualMachines", "vm") },
);
const machine = resource("app", "Microsoft.Compute/virtualMachines", "vm", {
  networkProfile: { networkInterfaces: [{ id: card.id }] },
});
const configuration = `${card.id}/ipConfigurations/ipconfig1`;

async function refusal(target: string, resources: EstateResource[], rest: Partial<Estate> = {}) {
  const arm = await signIn(await startSimulator({ estate: estateOf(resources, rest) }));
  const { status, headers, body } = await arm("DELETE", target);
  return {
    status,
    cause: headers.get("x-ms-failure-cause"),
    code: body.error?.code,
    message: read<string | null>(body.error?.message),
  };
}

test("I1: a network interface on a machine is 400 NicInUse naming the machine", async () => {
  const { status, cause, code, message } = await refusal(card.id, [card, machine]);
  expect([status, cause, code]).toEqual([400, null, "NicInUse"]);
  expect(message).toBe(
    `Network Interface ${card.id} is used by existing resource ${machine.id}. In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.`,
  );
});

test("I2: a security group in use is 400 naming the interface", async () => {
  const { status, code, message } = await refusal(securityGroup.id, [securityGroup, card]);
  expect([status, code]).toEqual([400, "InUseNetworkSecurityGroupCannotBeDeleted"]);
  expect(message).toContain(`in use by the following resources: ${card.id}.`);
});

test("I3: an allocated public address is 400 naming the ip configuration", async () => {
  const { status, code, message } = await refusal(address.id, [address, card]);
  expect([status, code]).toEqual([400, "PublicIPAddressCannotBeDeleted"]);
  expect(message).toContain(`still allocated to resource ${configuration}.`);
});

test("I4: a network with a used subnet is 400 naming the subnet, listed or known only by reference", async () => {
  const embedded = {
    ...network,
    properties: { subnets: [{ id: subnetId, name: "default", properties: {} }] },
  };
  const listed = [network, resource("net", "Microsoft.Network/virtualNetworks/subnets", "hub/default")];
  for (const networks of [[network], [embedded], listed]) {
    const { status, code, message } = await refusal(network.id, [...networks, card]);
    expect([status, code]).toEqual([400, "InUseSubnetCannotBeDeleted"]);
    expect(message).toContain(`Subnet default is in use by ${configuration} and cannot be deleted.`);
  }
  expect((await refusal(subnetId, [embedded, card])).code).toBe("InUseSubnetCannotBeDeleted");
});

test("I5: a private DNS zone with links is 409 CannotDeleteResource from the gateway; its records are no obstacle", async () => {
  const zone = resource("net", "Microsoft.Network/privateDnsZones", "contoso.com");
  const link = resource("net", "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "contoso.com/link");
  const record = resource("net", "Microsoft.Network/privateDnsZones/CNAME", "contoso.com/www");
  const { status, cause, code, message } = await refusal(zone.id, [zone, link, record]);
  expect([status, cause, code]).toEqual([409, "gateway", "CannotDeleteResource"]);
  expect(message).toContain("'Microsoft.Network/privateDnsZones/contoso.com/virtualNetworkLinks/link'");
  expect((await refusal(zone.id, [zone, record])).status).toBe(202);
});

test("I6: an attached disk is 409 OperationNotAllowed", async () => {
  const { status, code, message } = await refusal(disk.id, [disk, machine]);
  expect([status, code]).toEqual([409, "OperationNotAllowed"]);
  expect(message).toContain(machine.id);
});

test("I7: a plan with web apps is 409 Conflict naming them", async () => {
  const plan = resource("web", "Microsoft.Web/serverFarms", "plan");
  const site = resource("web", "Microsoft.Web/sites", "shop", { serverFarmId: plan.id });
  const { status, code, message } = await refusal(plan.id, [plan, site]);
  expect([status, code, message]).toEqual([
    409,
    "Conflict",
    "Server farm 'plan' cannot be deleted because it has web app(s) shop assigned to it.",
  ]);
});

test("I8: anything else in use is 400 with an in-use code naming the users", async () => {
  const identity = resource("id", "Microsoft.ManagedIdentity/userAssignedIdentities", "app");
  const user = resource(
    "app",
    "Microsoft.App/containerApps",
    "api",
    {},
    { identity: { userAssignedIdentities: { [identity.id]: {} } } },
  );
  const used = await refusal(identity.id, [identity, user]);
  expect([used.status, used.code]).toEqual([400, "ResourceInUse"]);
  expect(used.message).toContain(user.id);
  const table = resource("net", "Microsoft.Network/routeTables", "rt");
  const subnet = resource("net", "Microsoft.Network/virtualNetworks/subnets", "hub/default", {
    routeTable: { id: table.id },
  });
  expect((await refusal(table.id, [table, network, subnet])).code).toBe("InUseRouteTableCannotBeDeleted");
});

test("I9: given edges say what is in use, and then references do not", async () => {
  const one = resource("a", "Contoso.Things/things", "one", {
    uses: idOf("a", "Contoso.Things/things", "two"),
  });
  const two = resource("a", "Contoso.Things/things", "two");
  const three = resource("a", "Contoso.Things/things", "three");
  const edges = [{ from: three.id.toUpperCase(), to: two.id }];
  expect((await refusal(two.id, [one, two, three], { edges })).message).toContain(three.id);
  expect((await refusal(two.id, [one, two], { edges: [] })).status).toBe(202);
  expect((await refusal(two.id, [one, two])).status).toBe(400);
});

test("I10: what Azure notes on the used side does not hold the user; mutual references hold neither", async () => {
  const noted = { ...card, properties: { ...card.properties, virtualMachine: { id: machine.id } } };
  expect((await refusal(machine.id, [noted, machine])).status).toBe(202);
  const left = resource("a", "Contoso.Things/things", "left", {
    peer: idOf("a", "Contoso.Things/things", "right"),
  });
  const right = resource("a", "Contoso.Things/things", "right", { peer: left.id });
  expect((await refusal(left.id, [left, right])).status).toBe(202);
  const copy = resource("a", "Microsoft.Compute/snapshots", "copy", {
    creationData: { sourceResourceId: disk.id },
  });
  expect((await refusal(disk.id, [disk, copy])).status).toBe(202);
});

test("I10: a service association link makes the linked service a user of the subnet", async () => {
  const plan = resource("web", "Microsoft.Web/serverFarms", "plan");
  const linked = resource("net", "Microsoft.Network/virtualNetworks/subnets", "hub/default", {
    serviceAssociationLinks: [{ name: "AppServiceLink", properties: { link: plan.id } }],
  });
  expect((await refusal(linked.id, [network, linked, plan])).message).toContain(`in use by ${plan.id}`);
  expect((await refusal(plan.id, [network, linked, plan])).status).toBe(200);
});

test("I11: a user in another subscription holds as well", async () => {
  const remote = idOf("net", "Microsoft.Network/virtualNetworks", "spoke", otherSubscription);
  const peering = {
    id: `${remote}/virtualNetworkPeerings/to-hub`,
    properties: { remoteVirtualNetwork: { id: network.id } },
  };
  const { status, code, message } = await refusal(network.id, [network, { id: remote }, peering]);
  expect([status, code]).toEqual([400, "InUseVirtualNetworkCannotBeDeleted"]);
  expect(message).toContain(peering.id);
});

test("I12: a user holds until it is gone, and one that came meanwhile fails the running delete", async () => {
  const simulator = await startSimulator({ estate: estateOf([card, machine, address]) });
  const arm = await signIn(simulator);
  await arm("DELETE", machine.id);
  expect((await arm("DELETE", card.id)).body.error?.code).toBe("NicInUse");
  simulator.advance(34);
  const accepted = await arm("DELETE", card.id);
  expect(accepted.status).toBe(202);
  await arm("PUT", machine.id, { location: "westeurope", properties: machine.properties });
  simulator.advance(20);
  const status = await arm("GET", accepted.headers.get("azure-asyncoperation") ?? "");
  expect([status.body.status, status.body.error?.code]).toEqual(["Failed", "NicInUse"]);
  expect((await arm("GET", card.id)).body.properties?.provisioningState).toBe("Succeeded");
});

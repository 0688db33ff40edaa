import { ResourceManagementClient } from "@azure/arm-resources";
import { expect, test } from "vitest";
import { estateOf, idOf, resource, subscription, subscriptionId } from "../support/estate.ts";
import {
  clientOptionsFor,
  credentialFor,
  listAll,
  read,
  signIn,
  startSimulator,
} from "../support/simulator.ts";

const app = `${subscription}/resourceGroups/app`;
const subnet = {
  id: `${idOf("net", "Microsoft.Network/virtualNetworks", "hub")}/subnets/default`,
  name: "default",
  properties: {},
};
const network = resource("net", "Microsoft.Network/virtualNetworks", "hub", {
  subnets: [
    {
      ...subnet,
      properties: {
        networkSecurityGroup: { id: idOf("net", "Microsoft.Network/networkSecurityGroups", "nsg") },
      },
    },
  ],
});
const securityGroup = resource("net", "Microsoft.Network/networkSecurityGroups", "nsg");
const address = resource("net", "Microsoft.Network/publicIPAddresses", "spare");
const card = resource("app", "Microsoft.Network/networkInterfaces", "nic", {
  ipConfigurations: [{ name: "ip1", properties: { subnet: { id: subnet.id } } }],
});
const machine = resource("app", "Microsoft.Compute/virtualMachines", "vm", {
  networkProfile: { networkInterfaces: [{ id: card.id }] },
});

test("G1: groups are read, made and asked for by HEAD", async () => {
  const simulator = await startSimulator({ estate: estateOf([machine, network]) });
  const client = new ResourceManagementClient(
    credentialFor(simulator),
    subscriptionId,
    clientOptionsFor(simulator),
  );
  expect((await Array.fromAsync(client.resourceGroups.list())).map(({ name }) => name)).toEqual([
    "app",
    "net",
  ]);
  expect((await client.resourceGroups.checkExistence("APP")).body).toBe(true);
  expect((await client.resourceGroups.checkExistence("none")).body).toBe(false);
  const made = await client.resourceGroups.createOrUpdate("new", {
    location: "westeurope",
    tags: { a: "b" },
  });
  expect(made).toMatchObject({ name: "new", properties: { provisioningState: "Succeeded" } });
  await expect(client.resourceGroups.get("none")).rejects.toMatchObject({
    statusCode: 404,
    code: "ResourceGroupNotFound",
  });
});

test("G2: a delete is 202 with Location only; 202 while it runs, 200 at the end; Deleting meanwhile, then 404", async () => {
  const simulator = await startSimulator({ estate: estateOf([network, securityGroup]) });
  const arm = await signIn(simulator);
  const accepted = await arm("DELETE", `${subscription}/resourcegroups/net`);
  expect(accepted.status).toBe(202);
  expect(accepted.headers.get("retry-after")).toBe("15");
  expect(accepted.headers.get("azure-asyncoperation")).toBeNull();
  const location = accepted.headers.get("location") ?? "";
  expect(location).toMatch(
    new RegExp(`^${simulator.origin}/subscriptions/${subscriptionId}/operationresults/`),
  );
  const running = await arm("GET", location);
  expect([running.status, running.headers.get("location"), running.headers.get("retry-after")]).toEqual([
    202,
    expect.any(String),
    "15",
  ]);
  expect((await arm("GET", `${subscription}/resourceGroups/net`)).body.properties?.provisioningState).toBe(
    "Deleting",
  );
  simulator.advance(60);
  expect((await arm("GET", location)).status).toBe(200);
  const gone = await arm("GET", `${subscription}/resourceGroups/net`);
  expect([gone.status, gone.body.error?.code, gone.headers.get("x-ms-failure-cause")]).toEqual([
    404,
    "ResourceGroupNotFound",
    "gateway",
  ]);
  expect((await arm("DELETE", `${subscription}/resourceGroups/net`)).status).toBe(404);
});

test("G3: blocked from outside, the poll answers 409 in PascalCase; the rest is gone and the group stays", async () => {
  const simulator = await startSimulator({ estate: estateOf([network, securityGroup, address, card]) });
  const arm = await signIn(simulator);
  const accepted = await arm("DELETE", `${subscription}/resourceGroups/net`);
  expect(accepted.status).toBe(202);
  simulator.advance(120);
  const failed = await arm("GET", accepted.headers.get("location") ?? "");
  expect(failed.status).toBe(409);
  const error = failed.body.Error;
  expect(error?.Code).toBe("ResourceGroupDeletionBlocked");
  expect(error?.Message).toContain("Microsoft.Network/virtualNetworks/hub");
  const details = read<{ Target: string; Message: string }[]>(error?.Details);
  expect(details.find(({ Target }) => Target === network.id)?.Message).toContain(
    "InUseSubnetCannotBeDeleted",
  );
  expect(details.find(({ Target }) => Target === securityGroup.id)?.Message).toContain(
    "InUseNetworkSecurityGroupCannotBeDeleted",
  );
  expect(simulator.state().resources.toSorted()).toEqual([card.id, network.id, securityGroup.id].toSorted());
  expect(simulator.state().resourceGroups.find(({ id }) => id.endsWith("/net"))?.state).toBe("Succeeded");
});

test("G4: Azure orders the inside of a group, whatever uses what there", async () => {
  const simulator = await startSimulator({
    estate: estateOf([machine, card, { ...network, id: network.id.replace("/net/", "/app/") }]),
    lags: { lists: 0 },
  });
  const arm = await signIn(simulator);
  const accepted = await arm("DELETE", app);
  simulator.advance(34);
  expect((await listAll(arm, `${app}/resources`)).ids).not.toContain(machine.id);
  expect((await listAll(arm, `${app}/resources`)).ids).toContain(card.id);
  simulator.advance(60);
  expect((await arm("GET", accepted.headers.get("location") ?? "")).status).toBe(200);
  expect(simulator.state().resourceGroups).toEqual([]);
});

test("G5: a group that is being deleted takes nothing new and is not deleted twice", async () => {
  const arm = await signIn(await startSimulator({ estate: estateOf([machine]) }));
  await arm("DELETE", app);
  const write = await arm("PUT", idOf("app", "Microsoft.Compute/disks", "new"), { location: "westeurope" });
  expect([write.status, write.body.error?.code]).toEqual([409, "ResourceGroupBeingDeleted"]);
  expect((await arm("DELETE", app)).status).toBe(409);
});

test("G6: what is in use from outside at the start stays, even if its user goes meanwhile", async () => {
  const simulator = await startSimulator({ estate: estateOf([network, securityGroup, card]) });
  const arm = await signIn(simulator);
  const accepted = await arm("DELETE", `${subscription}/resourceGroups/net`);
  await arm("DELETE", card.id);
  simulator.advance(120);
  expect(simulator.state().resources).not.toContain(card.id);
  expect((await arm("GET", accepted.headers.get("location") ?? "")).status).toBe(409);
  const again = await arm("DELETE", `${subscription}/resourceGroups/net`);
  simulator.advance(120);
  expect((await arm("GET", again.headers.get("location") ?? "")).status).toBe(200);
});

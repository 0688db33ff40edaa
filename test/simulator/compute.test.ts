import { expect, test } from "vitest";
import { estateOf, resource, subscription } from "../support/estate.ts";
import { type ArmCaller, read, signIn, startSimulator } from "../support/simulator.ts";

const machine = resource("app", "Microsoft.Compute/virtualMachines", "vm");
const snapshot = resource("app", "Microsoft.Compute/snapshots", "copy");

async function power(arm: ArmCaller) {
  const { body } = await arm("GET", `${machine.id}/instanceView`);
  return read<{ code: string }[]>(body.statuses).at(-1)?.code;
}

test("C1: a machine is deallocated and started by operations with both headers", async () => {
  const simulator = await startSimulator({ estate: estateOf([machine]) });
  const arm = await signIn(simulator);
  expect(await power(arm)).toBe("PowerState/running");
  const accepted = await arm("POST", `${machine.id}/deallocate`);
  expect([
    accepted.status,
    accepted.headers.has("location"),
    accepted.headers.has("azure-asyncoperation"),
  ]).toEqual([202, true, true]);
  expect(await power(arm)).toBe("PowerState/running");
  simulator.advance(15);
  expect(await power(arm)).toBe("PowerState/deallocated");
  expect(simulator.state().power).toEqual({ [machine.id]: "deallocated" });
  await arm("POST", `${machine.id}/start`);
  simulator.advance(20);
  expect(await power(arm)).toBe("PowerState/running");
  const expanded = await arm("GET", `${machine.id}?$expand=instanceView`);
  expect(expanded.body.properties?.instanceView?.computerName).toBe("vm");
});

test("C2: access to a snapshot is granted as the outcome of an operation and taken back", async () => {
  const simulator = await startSimulator({ estate: estateOf([snapshot]), storageHost: "localhost:10000" });
  const arm = await signIn(simulator);
  const granted = await arm("POST", `${snapshot.id}/beginGetAccess`, {
    access: "Read",
    durationInSeconds: 600,
  });
  simulator.advance(1);
  const status = await arm("GET", granted.headers.get("azure-asyncoperation") ?? "");
  expect(status.body.properties?.output?.accessSAS).toMatch(/^https:\/\/localhost:10000\/copy\//);
  expect((await arm("GET", granted.headers.get("location") ?? "")).body.accessSAS).toBe(
    status.body.properties?.output?.accessSAS,
  );
  expect((await arm("GET", snapshot.id)).body.properties?.diskState).toBe("ActiveSAS");
  await arm("POST", `${snapshot.id}/endGetAccess`);
  simulator.advance(1);
  expect((await arm("GET", snapshot.id)).body.properties?.diskState).toBe("Unattached");
});

test("C3: an open grant refuses the delete, and blocks the delete of the group at the poll", async () => {
  const simulator = await startSimulator({ estate: estateOf([snapshot]) });
  const arm = await signIn(simulator);
  await arm("POST", `${snapshot.id}/beginGetAccess`, { access: "Read", durationInSeconds: 600 });
  simulator.advance(1);
  const refused = await arm("DELETE", snapshot.id);
  expect([refused.status, refused.body.error?.code]).toEqual([409, "OperationNotAllowed"]);
  const accepted = await arm("DELETE", `${subscription}/resourceGroups/app`);
  simulator.advance(60);
  const failed = await arm("GET", accepted.headers.get("location") ?? "");
  expect(failed.body.Error?.Message).toContain("'Microsoft.Compute/snapshots/copy'");
  expect(JSON.stringify(failed.body)).toContain("active shared access signature");
});

test("C4: other services stop and start, at once or by an operation, and their properties say so", async () => {
  const site = resource("web", "Microsoft.Web/sites", "shop", { state: "Running" });
  const cluster = resource("aks", "Microsoft.ContainerService/managedClusters", "aks");
  const trigger = resource("df", "Microsoft.DataFactory/factories/triggers", "factory/nightly");
  const simulator = await startSimulator({ estate: estateOf([site, cluster, trigger]) });
  const arm = await signIn(simulator);
  expect((await arm("POST", `${site.id}/stop`)).status).toBe(200);
  expect((await arm("GET", site.id)).body.properties?.state).toBe("Stopped");
  const stopping = await arm("POST", `${cluster.id}/stop`);
  expect([stopping.status, stopping.headers.has("azure-asyncoperation")]).toEqual([202, true]);
  expect((await arm("POST", `${trigger.id}/stop`)).status).toBe(202);
  simulator.advance(120);
  expect((await arm("GET", cluster.id)).body.properties?.powerState?.code).toBe("Stopped");
  expect((await arm("GET", trigger.id)).body.properties?.runtimeState).toBe("Stopped");
  expect((await arm("POST", `${cluster.id}x/stop`)).status).toBe(404);
});

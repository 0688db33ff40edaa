import { ResourceManagementClient } from "@azure/arm-resources";
import { expect, test } from "vitest";
import { estateOf, idOf, resource, subscription, subscriptionId } from "../support/estate.ts";
import { clientOptionsFor, credentialFor, signIn, startSimulator } from "../support/simulator.ts";

const machine = idOf("App", "Microsoft.Compute/virtualMachines", "Web1");
const estate = estateOf([resource("App", "Microsoft.Compute/virtualMachines", "Web1")]);

test("P1: slashes collapse, case does not matter, the stored case is answered", async () => {
  const arm = await signIn(await startSimulator({ estate }));
  const odd = await arm(
    "GET",
    `//${machine.slice(1).toUpperCase().replace("/RESOURCEGROUPS", "//resourcegroups")}`,
  );
  expect(odd.status).toBe(200);
  expect(odd.body.id).toBe(machine);
  expect((await arm("GET", "///providers/Microsoft.Authorization/roleDefinitions")).status).toBe(200);
});

test("P2: an unknown route is 404 SimulatorUnknownRoute, named and counted", async () => {
  const simulator = await startSimulator({ estate });
  const arm = await signIn(simulator);
  const unknown = await arm("POST", `${machine}/explode`);
  expect(unknown.status).toBe(404);
  expect(unknown.body.error?.code).toBe("SimulatorUnknownRoute");
  expect(unknown.body.error?.message).toContain(`POST ${machine}/explode`);
  const log = await arm("GET", "/_sim/log");
  expect(log.body.unknownRoutes).toBe(1);
});

test("P3: the api-version does not matter", async () => {
  const arm = await signIn(await startSimulator({ estate }));
  for (const version of ["2016-06-01", "2099-01-01"]) {
    expect((await arm("GET", `${subscription}?api-version=${version}`)).status).toBe(200);
  }
});

test("T1: virtual time runs at the given speed and can jump", async () => {
  const simulator = await startSimulator({ estate, speed: 1000 });
  const start = Date.parse(simulator.state().now);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const later = Date.parse(simulator.state().now);
  expect(later - start).toBeGreaterThan(40_000);
  simulator.advance(3600);
  expect(Date.parse(simulator.state().now) - later).toBeGreaterThanOrEqual(3_600_000);
});

test("T2: time finishes an operation, not polling", async () => {
  const simulator = await startSimulator({ estate });
  const arm = await signIn(simulator);
  const accepted = await arm("DELETE", machine);
  const poll = accepted.headers.get("azure-asyncoperation") ?? "";
  for (let count = 0; count < 5; count++) expect((await arm("GET", poll)).body.status).toBe("InProgress");
  simulator.advance(33);
  expect(simulator.state().resources).toEqual([]);
  expect((await arm("GET", poll)).body.status).toBe("Succeeded");
});

test("T3: Retry-After is whole real seconds of at least 1, with the exact wait beside it", async () => {
  for (const [speed, seconds, exact] of [
    [1, "15", "15000"],
    [100, "1", "150"],
  ] as const) {
    const simulator = await startSimulator({ estate, speed });
    const { headers } = await (await signIn(simulator))("DELETE", `${subscription}/resourceGroups/app`);
    expect(headers.get("retry-after")).toBe(seconds);
    expect(headers.get("retry-after-ms")).toBe(exact);
  }
});

test("T3: a real client follows a fast simulator to the end of a group delete", async () => {
  const simulator = await startSimulator({ estate, speed: 100 });
  const client = new ResourceManagementClient(
    credentialFor(simulator),
    subscriptionId,
    clientOptionsFor(simulator),
  );
  await client.resourceGroups.delete("app");
  expect(simulator.state().resourceGroups).toEqual([]);
});

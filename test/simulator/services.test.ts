import { expect, test } from "vitest";
import { estateOf, resource } from "../support/estate.ts";
import { signIn, startSimulator } from "../support/simulator.ts";

test("C5: a service without a state works, and says so in its own words", async () => {
  const app = resource("web", "Microsoft.Web/sites", "shop");
  const off = resource("web", "Microsoft.Web/sites", "off", { state: "Stopped" });
  const factory = resource("df", "Microsoft.DataFactory/factories", "factory");
  const trigger = resource("df", "Microsoft.DataFactory/factories/triggers", "factory/nightly");
  const simulator = await startSimulator({ estate: estateOf([app, off, factory, trigger]) });
  const arm = await signIn(simulator);
  expect((await arm("GET", app.id)).body.properties?.state).toBe("Running");
  expect((await arm("GET", off.id)).body.properties?.state).toBe("Stopped");
  expect(JSON.stringify((await arm("GET", `${factory.id}/triggers`)).body)).toContain(
    '"runtimeState":"Started"',
  );
  expect((await arm("GET", `${app.id}x`)).status).toBe(404);
});

test("C6: the machines of a scale set show how they are", async () => {
  const set = resource(
    "app",
    "Microsoft.Compute/virtualMachineScaleSets",
    "set",
    {},
    { sku: { capacity: 2 } },
  );
  const simulator = await startSimulator({ estate: estateOf([set]) });
  const arm = await signIn(simulator);
  const machines = async () =>
    JSON.stringify((await arm("GET", `${set.id}/virtualMachines?$expand=instanceView`)).body).match(
      /PowerState\/\w+/g,
    );
  expect(await machines()).toEqual(["PowerState/running", "PowerState/running"]);
  expect((await arm("POST", `${set.id}/deallocate`)).status).toBe(202);
  simulator.advance(60);
  expect(await machines()).toEqual(["PowerState/deallocated", "PowerState/deallocated"]);
});

test("E7: metrics are what the estate holds of them within the timespan", async () => {
  const app = resource("web", "Microsoft.Web/sites", "shop", {
    simulatorMetrics: {
      Requests: [
        { at: "2026-11-20T10:00:00Z", number: 7 },
        { at: "2026-11-24T10:00:00Z", number: 3 },
      ],
    },
  });
  const simulator = await startSimulator({ estate: estateOf([app]) });
  const arm = await signIn(simulator);
  const ask = (timespan: string) =>
    arm(
      "GET",
      `${app.id}/providers/Microsoft.Insights/metrics?metricnames=Requests&aggregation=Total&timespan=${timespan}`,
    );
  const { body } = await ask("2026-11-23T00:00:00Z/2026-11-25T00:00:00Z");
  expect(body.value).toMatchObject([
    { name: { value: "Requests" }, timeseries: [{ data: [{ total: 0 }, { total: 3 }] }] },
  ]);
  expect((await ask("yesterday")).status).toBe(400);
});

import type { Hono } from "hono";
import { errors } from "./error-bodies.ts";
import { guardWrite } from "./guards.ts";
import {
  answer,
  answerAccepted,
  demand,
  jsonBody,
  type RequestContext,
  type SimulatorEnvironment,
} from "./http.ts";
import { type JsonObject, objectOf, textOf } from "./json.ts";
import { resourceBody } from "./resource-body.ts";
import { operationsBase } from "./resource-routes.ts";
import type { StoredResource } from "./store.ts";
import type { World } from "./world.ts";

const machine = "/~/microsoft.compute/virtualmachines/:name";

const powerActions: Record<string, { power: "running" | "deallocated"; seconds: number }> = {
  deallocate: { power: "deallocated", seconds: 15 },
  poweroff: { power: "deallocated", seconds: 10 },
  start: { power: "running", seconds: 20 },
};

/** Virtual machines: power; disks and snapshots: access by SAS. */
export function registerComputeRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get(machine, (c) => {
    const found = targetAt(world, c, 0);
    demand(world, c, "Microsoft.Compute/virtualMachines/read", found.key);
    const body = resourceBody(world, found);
    if (c.req.query("$expand")?.toLowerCase() !== "instanceview") return answer(c, 200, body);
    return answer(c, 200, {
      ...body,
      properties: { ...objectOf(body.properties), instanceView: instanceView(world, found) },
    });
  });

  app.get(`${machine}/instanceview`, (c) => answer(c, 200, instanceView(world, targetAt(world, c, 1))));

  for (const [action, { power, seconds }] of Object.entries(powerActions)) {
    app.post(`${machine}/${action}`, (c) => {
      const found = targetAt(world, c, 1);
      guardWrite(world, c, found.key, `Microsoft.Compute/virtualMachines/${action}/action`);
      return run(world, c, found, {
        kind: action,
        seconds,
        done: () => void world.power.set(found.key, power),
      });
    });
  }

  for (const type of ["disks", "snapshots"]) registerAccess(app, world, type);
}

function registerAccess(app: Hono<SimulatorEnvironment>, world: World, type: string): void {
  app.post(`/~/microsoft.compute/${type}/:name/begingetaccess`, async (c) => {
    const found = targetAt(world, c, 1);
    demand(world, c, `Microsoft.Compute/${type}/beginGetAccess/action`, found.key);
    const { access } = await jsonBody(c);
    if (!textOf(access)) throw errors.invalidBody("access is required.");
    const host = world.storageHost ?? "md-impexp.blob.core.windows.net";
    const accessSAS =
      textOf(objectOf(found.body.properties).simulatorAccessUrl) ??
      `https://${host}/${found.name}/abcd?sv=simulated&sig=simulated`;
    return run(world, c, found, {
      kind: "beginGetAccess",
      seconds: 1,
      result: { accessSAS },
      done: () => setDiskState(found, "ActiveSAS"),
    });
  });
  app.post(`/~/microsoft.compute/${type}/:name/endgetaccess`, (c) => {
    const found = targetAt(world, c, 1);
    demand(world, c, `Microsoft.Compute/${type}/endGetAccess/action`, found.key);
    return run(world, c, found, {
      kind: "endGetAccess",
      seconds: 1,
      done: () => setDiskState(found, "Unattached"),
    });
  });
}

interface Run {
  readonly kind: string;
  readonly seconds: number;
  readonly result?: object;
  readonly done: () => void;
}

function run(
  world: World,
  c: RequestContext,
  found: StoredResource,
  { kind, seconds, result, done }: Run,
): Response {
  const operation = world.operations.start({ kind, target: found.id });
  world.clock.after(seconds, () => {
    done();
    world.operations.succeed(operation, result);
  });
  return answerAccepted(world, c, operation, {
    base: operationsBase(found, c.get("path").subscriptionId ?? ""),
    headers: "both",
  });
}

function setDiskState(found: StoredResource, diskState: string): void {
  found.body = { ...found.body, properties: { ...objectOf(found.body.properties), diskState } };
}

/** The resource a path names, `extra` segments before its end. */
function targetAt(world: World, c: RequestContext, extra: number): StoredResource {
  const path = c.get("path");
  const key = path.key
    .split("/")
    .slice(0, path.key.split("/").length - extra)
    .join("/");
  const found = world.store.resources.get(key);
  if (!found) throw errors.resourceNotFound({ ...path, types: path.types.slice(0, path.names.length) });
  return found;
}

function instanceView(world: World, found: StoredResource): JsonObject {
  const properties = objectOf(found.body.properties);
  const initial = textOf(properties.simulatorPowerState) === "deallocated" ? "deallocated" : "running";
  const power = world.power.get(found.key) ?? initial;
  return {
    computerName: found.name,
    statuses: [
      {
        code: "ProvisioningState/succeeded",
        level: "Info",
        displayStatus: "Provisioning succeeded",
        time: world.clock.iso(),
      },
      { code: `PowerState/${power}`, level: "Info", displayStatus: `VM ${power}` },
    ],
  };
}

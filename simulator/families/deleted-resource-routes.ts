import type { Hono } from "hono";
import { errors } from "../error-bodies.ts";
import {
  answer,
  answerAccepted,
  answerEmpty,
  demand,
  type RequestContext,
  type SimulatorEnvironment,
} from "../http.ts";
import type { DeletedThing, World } from "../world.ts";
import { type SoftDeleting, softDeleting } from "./soft-deleting-services.ts";

const purgeSeconds = 4;

/** What soft delete keeps: listed for the subscription, read and purged one by one. */
export function registerDeletedResourceRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  for (const [type, service] of Object.entries(softDeleting)) {
    if (service.list === undefined) continue;
    const namespace = service.namespace.toLowerCase();
    const list = service.list.toLowerCase();
    app.get(`/~/${namespace}/${list}`, (c) => {
      const subscription = `/subscriptions/${c.get("path").subscriptionId?.toLowerCase()}/`;
      const found = [...world.deleted].filter(
        ([key, thing]) => key.startsWith(subscription) && thing.type.toLowerCase() === type,
      );
      return answer(c, 200, { value: found.map(([, thing]) => deletedBody(service, thing)) });
    });
    if (service.purge === undefined) continue;
    const group = service.was === undefined ? "/resourcegroups/:group" : "";
    const one = `/~/${namespace}/locations/:location${group}/${list}/:name`;
    app.get(one, (c) => {
      const name = c.get("path").id.split("/").at(-1) ?? "";
      const found = find(world, type, name);
      if (!found) throw errors.notFound(`The deleted resource '${name}'`);
      return answer(c, 200, deletedBody(service, found[1]));
    });
    if (service.purge === "POST") {
      app.post(`${one}/purge`, (c) => {
        const name = c.get("path").id.split("/").at(-2) ?? "";
        const found = find(world, type, name);
        if (!found) throw errors.notFound(`The deleted resource '${name}'`);
        return purge(world, c, service, found);
      });
    } else {
      app.delete(one, (c) => {
        const found = find(world, type, c.get("path").id.split("/").at(-1) ?? "");
        return found ? purge(world, c, service, found) : answerEmpty(c, 204);
      });
    }
  }
}

function find(world: World, type: string, name: string): [string, DeletedThing] | undefined {
  return [...world.deleted].find(
    ([, thing]) => thing.type.toLowerCase() === type && thing.name.toLowerCase() === name.toLowerCase(),
  );
}

function deletedBody(service: SoftDeleting, thing: DeletedThing): object {
  const { namespace, list, was, purge: purges } = service;
  const [, , subscriptionId, , group] = thing.id.split("/");
  const inGroup = was === undefined ? `/resourceGroups/${group}` : "";
  return {
    id:
      purges === undefined
        ? thing.id
        : `/subscriptions/${subscriptionId}/providers/${namespace}/locations/${thing.location}${inGroup}/${list}/${thing.name}`,
    name: thing.name,
    type: purges === undefined ? thing.type : `${namespace}/${list}`,
    location: thing.location,
    properties: {
      deletionDate: thing.deletionDate,
      scheduledPurgeDate: thing.scheduledPurgeDate,
      // AI accounts tell where they were only in their id, and know no purge protection (recorded).
      ...(was === undefined
        ? {}
        : {
            [was]: thing.id,
            location: thing.location,
            purgeProtectionEnabled: thing.purgeProtection,
          }),
    },
  };
}

function purge(
  world: World,
  c: RequestContext,
  { namespace, list, was }: SoftDeleting,
  [key, thing]: [string, DeletedThing],
): Response {
  const { subscriptionId } = c.get("path");
  demand(
    world,
    c,
    `${namespace}/locations/${list}/purge/action`,
    `/subscriptions/${subscriptionId?.toLowerCase()}`,
  );
  if (thing.purgeProtection) throw errors.purgeProtected(thing.name);
  const operation = world.operations.start({ kind: "purge", target: thing.id });
  world.clock.after(purgeSeconds, () => {
    world.deleted.delete(key);
    world.operations.succeed(operation, { status: "Succeeded" });
  });
  return answerAccepted(world, c, operation, {
    base: `/subscriptions/${subscriptionId}/providers/${namespace}/locations/${thing.location}`,
    headers: was === undefined ? "both" : "location",
  });
}

import type { Hono } from "hono";
import { isSoftDeleted, protectedItemsOf } from "./deletion-rules.ts";
import { errors } from "./error-bodies.ts";
import { guardDelete } from "./guards.ts";
import {
  answer,
  answerAccepted,
  answerEmpty,
  type RequestContext,
  type SimulatorEnvironment,
} from "./http.ts";
import { objectOf, textOf } from "./json.ts";
import { removeNow } from "./remove.ts";
import { resourceBody } from "./resource-body.ts";
import { parentKeyOf } from "./resource-path.ts";
import { resourceAt } from "./resource-routes.ts";
import type { StoredResource } from "./store.ts";
import type { World } from "./world.ts";

const vault = "/~/microsoft.recoveryservices/vaults/:vault";
const item = `${vault}/backupfabrics/:fabric/protectioncontainers/:container/protecteditems/:item`;

/** What a soft-deleted item is kept for, in seconds. */
const keptSeconds = 14 * 86_400;
const deleteSeconds = 12;

/** Recovery Services vaults: protected items, and stopping their protection. */
export function registerRecoveryVaultRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get(`${vault}/backupprotecteditems`, (c) => {
    const items = protectedItemsOf(world, vaultAt(world, c).key);
    return answer(c, 200, { value: items.map((one) => resourceBody(world, one)) });
  });

  app.get(`${vault}/backupprotectioncontainers`, (c) => {
    const containers = world.store
      .subtree(vaultAt(world, c).key)
      .map((key) => world.store.resources.get(key))
      .filter((one) => one !== undefined)
      .filter((one) => one.type.toLowerCase().endsWith("/protectioncontainers"));
    return answer(c, 200, { value: containers.map((one) => resourceBody(world, one)) });
  });

  app.delete(item, (c) => {
    const path = c.get("path");
    const found = world.store.resources.get(path.key);
    guardDelete(
      world,
      c,
      path.key,
      "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/delete",
      path.id,
    );
    if (!found) return answerEmpty(c, 204);
    const vaultResource = vaultAt(world, c);
    const operation = world.operations.start({ kind: "stopProtection", target: found.id, emptyStatus: 204 });
    world.clock.after(deleteSeconds, () => {
      stopProtection(world, vaultResource, found);
      world.operations.succeed(operation);
    });
    return answerAccepted(world, c, operation, {
      base: vaultResource.id,
      headers: "both",
      result: "backupOperationResults",
      status: "backupOperations",
    });
  });
}

/** With soft delete on, the item stays for 14 days and the vault counts it; without, it is gone. */
function stopProtection(world: World, vaultResource: StoredResource, found: StoredResource): void {
  if (!softDeleteIsOn(vaultResource) || isSoftDeleted(found)) {
    removeNow(world, [found.key]);
    return;
  }
  const properties = objectOf(found.body.properties);
  found.body = {
    ...found.body,
    properties: {
      ...properties,
      isScheduledForDeferredDelete: true,
      deferredDeleteTimeInUTC: world.clock.iso(),
      protectionState: "ProtectionStopped",
    },
  };
  world.clock.after(keptSeconds, () => removeNow(world, [found.key]));
}

function softDeleteIsOn(vaultResource: StoredResource): boolean {
  const settings = objectOf(objectOf(vaultResource.body.properties).securitySettings);
  const state = textOf(objectOf(settings.softDeleteSettings).softDeleteState);
  return state === "Enabled" || state === "AlwaysON";
}

function vaultAt(world: World, c: RequestContext): StoredResource {
  const path = c.get("path");
  let key = path.key;
  while (key.split("/providers/")[1]?.split("/").length !== 3 && key.includes("/providers/")) {
    const parent = path.open && key === path.key ? key.split("/").slice(0, -1).join("/") : parentKeyOf(key);
    if (parent.length >= key.length) break;
    key = parent;
  }
  const found = world.store.resources.get(key);
  if (found) return found;
  resourceAt(world, c);
  throw errors.resourceNotFound(path);
}

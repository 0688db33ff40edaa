import type { Hono } from "hono";
import type { ArmError } from "../arm-error.ts";
import { deleteResource } from "../delete-resource.ts";
import { errors } from "../error-bodies.ts";
import { guardDelete } from "../guards.ts";
import {
  answer,
  answerAccepted,
  answerEmpty,
  apiVersionOf,
  type RequestContext,
  type SimulatorEnvironment,
} from "../http.ts";
import { objectOf } from "../json.ts";
import { removeNow } from "../remove.ts";
import { resourceBody } from "../resource-body.ts";
import type { StoredResource } from "../store.ts";
import type { World } from "../world.ts";
import {
  containersOf,
  enginesOf,
  fabricsOf,
  isSoftDeleted,
  keptDays,
  matchesManagementType,
  protectedItemsOf,
  softDeleteIsOn,
  vaultOf,
} from "./recovery-vault-items.ts";
import { keepDeleted } from "./soft-delete.ts";

const vault = "/~/microsoft.recoveryservices/vaults/:vault";
const item = `${vault}/backupfabrics/:fabric/protectioncontainers/:container/protecteditems/:item`;
const replicated = `${vault}/replicationfabrics/:fabric/replicationprotectioncontainers/:container/replicationprotecteditems/:item`;

const daySeconds = 86_400;
const deleteSeconds = 12;
/** Since this version a vault with nothing but soft-deleted items can be deleted, and is kept with them. */
const softDeletingSince = "2025-08-01";

/**
 * Recovery Services vaults: what they hold, and stopping the protection of it.
 * @param stillRegistered why a vault cannot go although nothing in it is protected
 */
export function registerRecoveryVaultRoutes(
  app: Hono<SimulatorEnvironment>,
  world: World,
  stillRegistered: (vaultResource: StoredResource) => ArmError | undefined,
): void {
  const list = (name: string, find: (vaultKey: string) => StoredResource[]): void => {
    app.get(`${vault}/${name}`, (c) => {
      const filter = c.req.query("$filter");
      const found = find(vaultAt(world, c).key).filter((one) => matchesManagementType(one, filter));
      return answer(c, 200, { value: found.map((one) => resourceBody(world, one)) });
    });
  };
  const items = (kind: RegExp) => (vaultKey: string) =>
    protectedItemsOf(world, vaultKey).filter(({ type }) => kind.test(type));
  list("backupprotecteditems", items(/\/protecteditems$/i));
  list("replicationprotecteditems", items(/\/replicationprotecteditems$/i));
  list("backupprotectioncontainers", (vaultKey) => containersOf(world, vaultKey));
  list("backupengines", (vaultKey) => enginesOf(world, vaultKey));
  list("replicationfabrics", (vaultKey) => fabricsOf(world, vaultKey));

  app.delete(vault, async (c, next) => {
    const found = world.store.resources.get(c.get("path").key);
    const kept = found ? protectedItemsOf(world, found.key) : [];
    const isKept = kept.length > 0 && kept.every(isSoftDeleted) && apiVersionOf(c) >= softDeletingSince;
    if (found && isKept && stillRegistered(found) === undefined) {
      guardDelete(world, c, found.key, "Microsoft.RecoveryServices/vaults/delete", found.id);
      keepWithVault(world, found, kept);
    }
    // From here on it is a vault like any other.
    await next();
  });

  app.delete(`${vault}/registeredidentities/:name`, (c) => {
    const name = c.get("path").key.split("/").at(-1);
    const { key: vaultKey } = vaultAt(world, c);
    const servers = [...containersOf(world, vaultKey), ...enginesOf(world, vaultKey)];
    const server = servers.find(({ key }) => key.endsWith(`/${name}`));
    if (!server) return answerEmpty(c, 204);
    guardDelete(
      world,
      c,
      server.key,
      "Microsoft.RecoveryServices/vaults/registeredIdentities/delete",
      server.id,
    );
    deleteResource(world, server);
    return answerEmpty(c, 204);
  });

  app.delete(item, (c) =>
    accept(world, c, "backupFabrics/protectionContainers/protectedItems/delete", stopProtection),
  );
  const removeReplicated = "replicationFabrics/replicationProtectionContainers/replicationProtectedItems";
  app.post(`${replicated}/remove`, (c) =>
    accept(world, c, `${removeReplicated}/remove/action`, (_vault, found) => removeNow(world, [found.key])),
  );

  function stopProtection(vaultResource: StoredResource, found: StoredResource): void {
    keepOrRemove(world, vaultResource, found);
  }
}

function accept(
  world: World,
  c: RequestContext,
  action: string,
  done: (vaultResource: StoredResource, found: StoredResource) => void,
): Response {
  const key = c.get("path").key.replace(/\/remove$/, "");
  const found = world.store.resources.get(key);
  guardDelete(world, c, key, `Microsoft.RecoveryServices/vaults/${action}`, found?.id ?? c.get("path").id);
  if (!found) return answerEmpty(c, 204);
  const vaultResource = vaultAt(world, c);
  const operation = world.operations.start({ kind: "stopProtection", target: found.id, emptyStatus: 204 });
  world.clock.after(deleteSeconds, () => {
    done(vaultResource, found);
    world.operations.succeed(operation);
  });
  return answerAccepted(world, c, operation, {
    base: vaultResource.id,
    headers: "both",
    result: "backupOperationResults",
    status: "backupOperations",
  });
}

/** With soft delete on, the item stays for days and the vault counts it; without, it is gone. */
function keepOrRemove(world: World, vaultResource: StoredResource, found: StoredResource): void {
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
  world.clock.after(keptDays(vaultResource) * daySeconds, () => removeNow(world, [found.key]));
}

/** The items leave the vault for where a deleted vault is kept; both go for good after the vault's days. */
function keepWithVault(world: World, found: StoredResource, items: readonly StoredResource[]): void {
  removeNow(
    world,
    items.map(({ key }) => key),
  );
  keepDeleted(world, found, keptDays(found), true);
}

function vaultAt(world: World, c: RequestContext): StoredResource {
  const path = c.get("path");
  const found = vaultOf(world, path.key);
  if (found) return found;
  throw errors.resourceNotFound(path);
}

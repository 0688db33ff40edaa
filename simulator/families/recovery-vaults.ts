import type { ArmError } from "../arm-error.ts";
import { errors } from "../error-bodies.ts";
import { objectOf, textOf } from "../json.ts";
import type { StoredResource } from "../store.ts";
import type { World } from "../world.ts";
import { familyErrors } from "./family-errors.ts";
import type { Attempt, FamilyRules } from "./family-rules.ts";
import {
  below,
  fabricsOf,
  friendlyName,
  isAzureFabric,
  isSoftDeleted,
  itemType,
  protectedItemsOf,
  vaultOf,
} from "./recovery-vault-items.ts";
import { registerRecoveryVaultRoutes } from "./recovery-vault-routes.ts";

const vaultType = "microsoft.recoveryservices/vaults";
const containerType = /\/(?:protectioncontainers|backupengines|registeredidentities)$/i;

/** B1 to B9: what a Recovery Services vault holds keeps it. */
export const recoveryVaults: FamilyRules = {
  refusal(world, resource) {
    const type = resource.type.toLowerCase();
    if (type === vaultType) return vaultRefusal(world, resource);
    if (!type.startsWith(`${vaultType}/`)) return undefined;
    return containerType.test(type) ? containerRefusal(world, resource) : undefined;
  },
  guardDelete(world, attempt) {
    const vault = vaultOf(world, attempt.key);
    if (vault && itemType.test(attempt.action.replace(/\/(?:delete|action|remove\/action)$/i, "")))
      guardItem(vault, attempt);
  },
  register: (app, world) =>
    registerRecoveryVaultRoutes(app, world, (vault) => registrationRefusal(world, vault)),
};

function vaultRefusal(world: World, vault: StoredResource): ArmError | undefined {
  const items = protectedItemsOf(world, vault.key);
  if (items.length > 0) {
    const live = items.filter((item) => !isSoftDeleted(item));
    return errors.vaultNotEmpty(live.length === 0, (live.length > 0 ? live : items).map(friendlyName));
  }
  return registrationRefusal(world, vault);
}

/** Why a vault cannot go although nothing in it is protected. */
function registrationRefusal(world: World, vault: StoredResource): ArmError | undefined {
  const containers = [
    ...below(world, vault.key, containerType).filter(isRegistered),
    ...fabricsOf(world, vault.key).filter((fabric) => !isAzureFabric(fabric)),
  ];
  return containers.length > 0 ? familyErrors.vaultHasContainers(containers.map(friendlyName)) : undefined;
}

/** Containers of machines go with their last item; servers, accounts and workloads have to be unregistered. */
function isRegistered(container: StoredResource): boolean {
  if (/\/backupengines$/i.test(container.type)) return true;
  const kind = textOf(objectOf(container.body.properties).containerType)?.toLowerCase() ?? "";
  return !/^(?:microsoft\.compute\/virtualmachines|iaasvmcontainer|)$/.test(kind);
}

function containerRefusal(world: World, container: StoredResource): ArmError | undefined {
  const items = protectedItemsOf(world, container.key).filter((item) => !isSoftDeleted(item));
  return items.length > 0
    ? familyErrors.containerHasItems(container.name, items.map(friendlyName))
    : undefined;
}

function guardItem(vault: StoredResource, { id }: Attempt): void {
  const settings = objectOf(objectOf(vault.body.properties).securitySettings);
  if (textOf(objectOf(settings.immutabilitySettings).state)?.toLowerCase() === "locked")
    throw familyErrors.immutableVault(vault.name);
  if (textOf(settings.multiUserAuthorization)?.toLowerCase() === "enabled") throw familyErrors.guarded(id);
}

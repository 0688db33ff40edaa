import type { ArmError } from "../arm-error.ts";
import { objectOf, textOf } from "../json.ts";
import { removeNow } from "../remove.ts";
import { parentKeyOf } from "../resource-path.ts";
import type { StoredResource } from "../store.ts";
import type { World } from "../world.ts";
import { familyErrors } from "./family-errors.ts";
import type { FamilyRules } from "./family-rules.ts";

const vaultType = "microsoft.dataprotection/backupvaults";
const instanceType = `${vaultType}/backupinstances`;

/** Z1, Z2: a backup vault goes after its instances, those kept by soft delete too, and its policies. */
export const backupVaults: FamilyRules = {
  refusal(world, resource) {
    return resource.type.toLowerCase() === vaultType ? vaultRefusal(world, resource) : undefined;
  },
  guardDelete(world, { key, action }) {
    if (!action.toLowerCase().startsWith(`${instanceType}/`)) return;
    const vault = world.store.resources.get(parentKeyOf(key));
    const settings = settingsOf(vault);
    if (textOf(objectOf(settings.immutabilitySettings).state)?.toLowerCase() === "locked")
      throw familyErrors.immutableVault(vault?.name ?? "");
  },
  removed(world, resource) {
    if (resource.type.toLowerCase() === instanceType) keepDeleted(world, resource);
  },
};

const kinds: readonly (readonly [string, string])[] = [
  ["backupinstances", "the backup instances"],
  ["deletedbackupinstances", "the soft-deleted backup instances"],
  ["backuppolicies", "the backup policies"],
];

function vaultRefusal(world: World, vault: StoredResource): ArmError | undefined {
  for (const [kind, words] of kinds) {
    const names = [...world.store.childrenOf(vault.key)]
      .map((key) => world.store.resources.get(key))
      .filter((child) => child?.type.toLowerCase() === `${vaultType}/${kind}`)
      .map((child) => child?.name ?? "");
    if (names.length > 0) return familyErrors.backupVaultNotEmpty(vault.name, words, names);
  }
  return undefined;
}

/** A vault with soft delete keeps a deleted instance under another name for days. */
function keepDeleted(world: World, instance: StoredResource): void {
  const vault = world.store.resources.get(parentKeyOf(instance.key));
  const settings = objectOf(settingsOf(vault).softDeleteSettings);
  if (vault === undefined || !/^(?:on|alwayson)$/i.test(textOf(settings.state) ?? "")) return;
  const days = typeof settings.retentionDurationInDays === "number" ? settings.retentionDurationInDays : 14;
  const now = world.clock.now();
  const { policyInfo: _policy, ...properties } = objectOf(instance.body.properties);
  const kept = world.store.putResource(`${vault.id}/deletedBackupInstances/${instance.name}`, {
    properties: {
      ...properties,
      deletionInfo: {
        deletionTime: world.clock.iso(now),
        scheduledPurgeTime: world.clock.iso(now + days * 86_400_000),
      },
    },
  });
  world.clock.after(days * 86_400, () => removeNow(world, [kept.key]));
}

function settingsOf(vault: StoredResource | undefined): Record<string, unknown> {
  return objectOf(objectOf(vault?.body.properties).securitySettings);
}

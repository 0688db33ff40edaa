import { numberAt, valueAt, wordAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings, HeldFinding, PreparedOperation } from "./family.ts";
import { nodesBelow } from "./nodes-below.ts";

/**
 * A Backup vault (disks, blobs, PostgreSQL, AKS) goes after its backup instances; policies then go with it.
 * Soft delete keeps a stopped instance for days, and a vault locked as immutable keeps its instances.
 * @see https://learn.microsoft.com/azure/backup/delete-backup-vault
 */
export function backupVaults({ estate }: BlockerContext): Findings {
  const operations: PreparedOperation[] = [];
  const held: HeldFinding[] = [];
  for (const vault of estate.nodes) {
    if (vault.type !== "microsoft.dataprotection/backupvaults") continue;
    const instances = nodesBelow(estate, vault).filter(({ type }) => type.endsWith("/backupinstances"));
    if (instances.length === 0) continue;
    for (const instance of instances) {
      operations.push({
        action: "stopProtection",
        phase: "before",
        target: instance.id,
        because: `${vault.arm.name} holds this backup instance and cannot go while it does`,
        blocks: [vault.id],
      });
    }
    const settings = valueAt(vault.resource.properties, "securitySettings");
    if (wordAt(settings, "immutabilitySettings.state") === "locked") {
      held.push({ target: vault.id, code: "vault_immutable", stays: true });
    } else if (["on", "alwayson"].includes(wordAt(settings, "softDeleteSettings.state") ?? "")) {
      const days = numberAt(settings, "softDeleteSettings.retentionDurationInDays") ?? 14;
      held.push({ target: vault.id, code: "vault_keeps_items", stays: true, days });
    }
  }
  return { operations, held };
}

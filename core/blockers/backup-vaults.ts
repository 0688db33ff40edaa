import type { Node } from "../dependencies/estate.ts";
import { numberAt, textAt, valueAt, wordAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings, HeldFinding, PreparedOperation } from "./family.ts";
import { nodesBelow } from "./nodes-below.ts";

/**
 * A Backup vault (disks, blobs, PostgreSQL, AKS) goes after its backup instances and then its policies. Soft delete
 * keeps a stopped instance for days, and a vault locked as immutable keeps its instances.
 * @see https://learn.microsoft.com/azure/backup/delete-backup-vault
 */
export function backupVaults({ estate }: BlockerContext): Findings {
  const operations: PreparedOperation[] = [];
  const held: HeldFinding[] = [];
  for (const vault of estate.nodes) {
    if (vault.type !== "microsoft.dataprotection/backupvaults") continue;
    const below = nodesBelow(estate, vault);
    const instances = ofKind(below, "/backupinstances");
    const kept = ofKind(below, "/deletedbackupinstances");
    const settings = valueAt(vault.resource.properties, "securitySettings");
    if (instances.length > 0 && wordAt(settings, "immutabilitySettings.state") === "locked") {
      held.push({ target: vault.id, code: "vault_immutable", stays: true });
      continue;
    }
    const stops = instances.map((instance) => stop(instance, vault));
    operations.push(
      ...stops,
      ...ofKind(below, "/backuppolicies").map((policy) => drop(policy, vault, stops)),
    );
    held.push(...keptBy(vault, instances, kept));
  }
  return { operations, held };
}

function ofKind(nodes: readonly Node[], ending: string): Node[] {
  return nodes.filter(({ type }) => type.endsWith(ending));
}

function stop(instance: Node, vault: Node): PreparedOperation {
  return {
    action: "stopProtection",
    phase: "before",
    target: instance.id,
    because: `${vault.arm.name} holds this backup instance and cannot go while it does`,
    blocks: [vault.id],
  };
}

function drop(policy: Node, vault: Node, stops: readonly PreparedOperation[]): PreparedOperation {
  const { apiVersion } = policy.resource;
  return {
    action: "delete",
    phase: "before",
    target: policy.id,
    because: `${vault.arm.name} goes after its policies, and they after what they protect`,
    blocks: [vault.id],
    after: stops.map(({ target }) => target),
    ...(apiVersion === undefined ? {} : { apiVersion }),
  };
}

function keptBy(vault: Node, instances: readonly Node[], kept: readonly Node[]): HeldFinding[] {
  const settings = valueAt(vault.resource.properties, "securitySettings.softDeleteSettings");
  const isOn = ["on", "alwayson"].includes(wordAt(settings, "state") ?? "");
  if (!(isOn && instances.length > 0) && kept.length === 0) return [];
  const days = numberAt(settings, "retentionDurationInDays") ?? 14;
  const dates = kept.map(({ resource }) => textAt(resource.properties, "deletionInfo.scheduledPurgeTime"));
  const last = dates
    .filter((date) => date !== undefined)
    .toSorted()
    .at(-1);
  const until = instances.length === 0 && !dates.includes(undefined) ? last : undefined;
  return [
    {
      target: vault.id,
      code: "vault_keeps_items",
      stays: true,
      ...(until === undefined ? { days } : { until }),
    },
  ];
}

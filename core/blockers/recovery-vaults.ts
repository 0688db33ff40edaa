import type { Node } from "../dependencies/estate.ts";
import { numberAt, textAt, valueAt, wordAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings, HeldFinding, PreparedOperation } from "./family.ts";
import { nodesBelow } from "./nodes-below.ts";

const ITEM = /\/(?:protecteditems|replicationprotecteditems)$/;
/** Days an item is kept after its protection was stopped, where the vault does not say. */
const KEPT_DAYS = 14;

/**
 * A Recovery Services vault goes only when nothing in it is protected any more (400
 * ServiceResourceNotEmptyWithBackendMessage). Each item's protection is stopped beforehand. Where soft delete is on
 * the item then stays for days, and where the vault is locked as immutable nothing can be done at all.
 * @see https://learn.microsoft.com/azure/backup/backup-azure-delete-vault
 */
export function recoveryVaults({ estate }: BlockerContext): Findings {
  const operations: PreparedOperation[] = [];
  const held: HeldFinding[] = [];
  for (const vault of estate.nodes) {
    if (vault.type !== "microsoft.recoveryservices/vaults") continue;
    const items = nodesBelow(estate, vault).filter(({ type }) => ITEM.test(type));
    if (items.length === 0) continue;
    const left = items.filter((item) => !isSoftDeleted(item));
    operations.push(...left.map((item) => stop(item, vault)));
    held.push(...holdsOn(vault, items));
  }
  return { operations, held };
}

function stop(item: Node, vault: Node): PreparedOperation {
  const name =
    textAt(item.resource.properties, "friendlyName") ?? item.arm.name.split("/").at(-1) ?? item.arm.name;
  return {
    action: "stopProtection",
    phase: "before",
    target: item.id,
    because: `${vault.arm.name} protects ${name} and cannot go while it does; its recovery points are deleted`,
    blocks: [vault.id],
  };
}

function holdsOn(vault: Node, items: readonly Node[]): HeldFinding[] {
  const settings = valueAt(vault.resource.properties, "securitySettings");
  if (wordAt(settings, "immutabilitySettings.state") === "locked") {
    return [{ target: vault.id, code: "vault_immutable", stays: true }];
  }
  if (wordAt(settings, "multiUserAuthorization") === "enabled") {
    return [{ target: vault.id, code: "vault_guarded", stays: true }];
  }
  const softDelete = wordAt(settings, "softDeleteSettings.softDeleteState") ?? "disabled";
  if (softDelete === "disabled" && !items.some(isSoftDeleted)) return [];
  const days = numberAt(settings, "softDeleteSettings.softDeleteRetentionPeriodInDays") ?? KEPT_DAYS;
  const until = items.every(isSoftDeleted) ? lastPurge(items, days) : undefined;
  return [
    {
      target: vault.id,
      code: "vault_keeps_items",
      stays: true,
      ...(until === undefined ? { days } : { until }),
    },
  ];
}

function isSoftDeleted(item: Node): boolean {
  return valueAt(item.resource.properties, "isScheduledForDeferredDelete") === true;
}

/** When the last of the soft-deleted items is gone; `undefined` when one does not say since when. */
function lastPurge(items: readonly Node[], days: number): string | undefined {
  const times = items.map((item) =>
    Date.parse(textAt(item.resource.properties, "deferredDeleteTimeInUTC") ?? ""),
  );
  const last = Math.max(...times);
  return Number.isNaN(last) ? undefined : new Date(last + days * 86_400_000).toISOString();
}

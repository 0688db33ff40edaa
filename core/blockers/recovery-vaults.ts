import type { Node } from "../dependencies/estate.ts";
import { numberAt, textAt, valueAt, wordAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings, HeldFinding, PreparedOperation } from "./family.ts";
import { nodesBelow } from "./nodes-below.ts";

const ITEM = /\/(?:protecteditems|replicationprotecteditems)$/;
const CONTAINER = /\/protectioncontainers$/;
/** Machines' containers go with their last item. */
const GOES_BY_ITSELF = /^(?:microsoft\.(?:classic)?compute\/virtualmachines|iaasvmcontainer)$/;
/** Days an item is kept after its protection was stopped, where the vault does not say. */
const KEPT_DAYS = 14;

/**
 * A Recovery Services vault goes only when nothing in it is protected any more (400
 * ServiceResourceNotEmptyWithBackendMessage) and nothing is registered with it. Each item's protection is stopped
 * beforehand, then accounts, workloads and servers are unregistered. Where soft delete is on the items then stay for
 * days; where a resource guard or an immutability lock stands before them, they are not touched at all.
 * @see https://learn.microsoft.com/azure/backup/backup-azure-delete-vault
 */
export function recoveryVaults({ estate }: BlockerContext): Findings {
  const operations: PreparedOperation[] = [];
  const held: HeldFinding[] = [];
  for (const vault of estate.nodes) {
    if (vault.type !== "microsoft.recoveryservices/vaults") continue;
    const below = nodesBelow(estate, vault);
    const items = below.filter(({ type }) => ITEM.test(type));
    const closed = items.length > 0 ? closedBy(vault) : undefined;
    if (closed !== undefined) {
      held.push({ target: vault.id, code: closed, stays: true });
      continue;
    }
    operations.push(...items.filter((item) => !isSoftDeleted(item)).map((item) => stop(item, vault)));
    operations.push(...unregister(below, items, vault));
    held.push(...keptBy(vault, items));
  }
  return { operations, held };
}

function closedBy(vault: Node): "vault_immutable" | "vault_guarded" | undefined {
  const settings = valueAt(vault.resource.properties, "securitySettings");
  if (wordAt(settings, "immutabilitySettings.state") === "locked") return "vault_immutable";
  return wordAt(settings, "multiUserAuthorization") === "enabled" ? "vault_guarded" : undefined;
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

function unregister(below: readonly Node[], items: readonly Node[], vault: Node): PreparedOperation[] {
  return below
    .filter(({ type, resource }) => CONTAINER.test(type) && isRegistered(resource.properties))
    .map((container): PreparedOperation => {
      const server = wordAt(container.resource.properties, "backupManagementType") === "mab";
      const name = container.id.slice(container.id.lastIndexOf("/") + 1);
      const inside = items.filter((item) => item.key.startsWith(`${container.key}/`) && !isSoftDeleted(item));
      const { apiVersion } = container.resource;
      return {
        action: "delete",
        phase: "before",
        target: server ? `${vault.id}/registeredIdentities/${name}` : container.id,
        because: `${textAt(container.resource.properties, "friendlyName") ?? name} is registered with ${vault.arm.name}`,
        blocks: [vault.id],
        after: inside.map(({ id }) => id),
        apiVersion: apiVersion ?? "2024-04-01",
      };
    });
}

function isRegistered(properties: unknown): boolean {
  const kind = wordAt(properties, "containerType") ?? "";
  return kind !== "" && !GOES_BY_ITSELF.test(kind);
}

function keptBy(vault: Node, items: readonly Node[]): HeldFinding[] {
  if (items.length === 0) return [];
  const settings = valueAt(vault.resource.properties, "securitySettings");
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

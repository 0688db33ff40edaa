import type { Node } from "../dependencies/estate.ts";
import { numberAt, textAt, valueAt, wordAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings, HeldFinding, PreparedOperation } from "./family.ts";

/**
 * Write-once storage. A locked time-based policy keeps a container's blobs, and so the account, until the last of
 * them is old enough; a legal hold until somebody clears it; an unlocked policy is deleted beforehand.
 * @see https://learn.microsoft.com/azure/storage/blobs/immutable-storage-overview
 */
export function immutableStorage({ estate }: BlockerContext): Findings {
  const operations: PreparedOperation[] = [];
  const held: HeldFinding[] = [];
  for (const node of estate.nodes) {
    if (node.type === "microsoft.storage/storageaccounts") held.push(...accountHold(node));
    if (node.type !== "microsoft.storage/storageaccounts/blobservices/containers") continue;
    const { properties } = node.resource;
    const policy = valueAt(properties, "immutabilityPolicy");
    const state = wordAt(policy, "properties.state") ?? wordAt(policy, "state");
    if (
      valueAt(properties, "hasLegalHold") === true ||
      valueAt(properties, "legalHold.hasLegalHold") === true
    ) {
      held.push({ target: node.id, code: "legal_hold", stays: true });
    } else if (valueAt(properties, "immutableStorageWithVersioning.enabled") === true) {
      held.push({ target: node.id, code: "storage_versions_kept", stays: true, ...periodOf(policy) });
    } else if (state === "locked") {
      held.push({ target: node.id, code: "storage_immutable", stays: true, ...periodOf(policy) });
    } else if (state === "unlocked") {
      operations.push({
        action: "delete",
        phase: "before",
        target: `${node.id}/immutabilityPolicies/default`,
        because: "an immutability policy that is not locked keeps the container's blobs until it is removed",
        blocks: [node.id],
      });
    }
  }
  return { operations, held };
}

function accountHold(account: Node): HeldFinding[] {
  const policy = valueAt(account.resource.properties, "immutableStorageWithVersioning.immutabilityPolicy");
  if (wordAt(policy, "state") !== "locked") return [];
  return [{ target: account.id, code: "storage_immutable", stays: true, ...periodOf(policy) }];
}

/** Counted from today: a blob could have been written just now, and an inventory does not list blobs. */
function periodOf(policy: unknown): { days?: number; until?: string } {
  const expiry = textAt(policy, "expiry");
  if (expiry !== undefined) return { until: expiry };
  const days =
    numberAt(policy, "properties.immutabilityPeriodSinceCreationInDays") ??
    numberAt(policy, "immutabilityPeriodSinceCreationInDays");
  return days === undefined ? {} : { days };
}

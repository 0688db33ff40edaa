import { parseArmId } from "../arm-id.ts";
import { numberAt, valueAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings, HeldFinding, PreparedOperation } from "./family.ts";

interface SoftDeleting {
  readonly days: number;
  /** Property that tells the days, where the service has one. */
  readonly daysAt?: string;
  readonly because: string;
}

/** Services that keep what is deleted, and for how long; each one's own "soft delete" page. */
const services: Readonly<Record<string, SoftDeleting>> = {
  "microsoft.keyvault/vaults": {
    days: 90,
    daysAt: "softDeleteRetentionInDays",
    because: "a deleted key vault keeps its name, secrets and keys until it is purged",
  },
  "microsoft.keyvault/managedhsms": {
    days: 90,
    daysAt: "softDeleteRetentionInDays",
    because: "a deleted HSM keeps billing until it is purged",
  },
  "microsoft.appconfiguration/configurationstores": {
    days: 7,
    daysAt: "softDeleteRetentionInDays",
    because: "a deleted store keeps its name and values until it is purged",
  },
  "microsoft.cognitiveservices/accounts": {
    days: 2,
    because: "a deleted account keeps its name until it is purged, and provisioned deployments keep billing",
  },
  "microsoft.apimanagement/service": {
    days: 2,
    because: "a deleted API Management service keeps its name until it is purged",
  },
};

/** Days for which a service keeps what is deleted, without a way to purge it. */
const keptOnly: Readonly<Record<string, number>> = {
  "microsoft.operationalinsights/workspaces": 14,
  "microsoft.machinelearningservices/workspaces": 14,
};

/**
 * What Azure keeps after a delete. It does not stop the teardown, and goes by itself with time; purging is offered
 * as an operation of its own that happens only where a person names it, and purge protection makes it wait.
 */
export function softDelete({ estate, inventory }: BlockerContext): Findings {
  const operations: PreparedOperation[] = [];
  const held: HeldFinding[] = [];
  for (const { type, id, resource } of estate.nodes) {
    const service = services[type];
    const days = keptOnly[type];
    if (days !== undefined)
      held.push({ target: id, code: "kept_by_soft_delete", days, stays: false, isNotice: true });
    if (service === undefined) continue;
    const { properties } = resource;
    if (valueAt(properties, "enablePurgeProtection") === true) {
      const kept = daysOf(properties, service);
      held.push({ target: id, code: "purge_protected", days: kept, stays: false });
    } else if (valueAt(properties, "enableSoftDelete") !== false && daysOf(properties, service) > 0) {
      operations.push({
        action: "purge",
        phase: "after",
        target: id,
        because: service.because,
        blocks: [id],
      });
    }
  }
  for (const { id, purgeProtection, scheduledPurgeDate } of inventory.deletedResources ?? []) {
    if (keptOnly[parseArmId(id)?.type.toLowerCase() ?? ""] !== undefined) continue;
    if (purgeProtection === true) {
      const until = typeof scheduledPurgeDate === "string" ? { until: scheduledPurgeDate } : {};
      held.push({ target: id, code: "purge_protected", stays: false, ...until });
    } else {
      const because = "it was deleted before and is still kept";
      operations.push({ action: "purge", phase: "after", target: id, because, blocks: [] });
    }
  }
  return { operations, held };
}

function daysOf(properties: unknown, service: SoftDeleting): number {
  return numberAt(properties, service.daysAt ?? "") ?? service.days;
}

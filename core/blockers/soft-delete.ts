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

/**
 * What Azure keeps after a delete. It does not stop the teardown, and goes by itself with time; purging is offered
 * as an operation of its own that happens only where a person names it, and purge protection makes it wait.
 */
export function softDelete({ estate, inventory }: BlockerContext): Findings {
  const operations: PreparedOperation[] = [];
  const held: HeldFinding[] = [];
  for (const { type, id, resource } of estate.nodes) {
    const service = services[type];
    if (service === undefined) continue;
    const { properties } = resource;
    if (valueAt(properties, "enablePurgeProtection") === true) {
      const days = numberAt(properties, service.daysAt ?? "") ?? service.days;
      held.push({ target: id, code: "purge_protected", days, stays: false });
    } else if (valueAt(properties, "enableSoftDelete") !== false) {
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

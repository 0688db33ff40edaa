import { idKey, parseArmId } from "../arm-id.ts";
import type { Estate, Node } from "../dependencies/estate.ts";
import { listAt, numberAt, textAt, valueAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings, HeldFinding, PreparedOperation } from "./family.ts";
import { nodesBelow } from "./nodes-below.ts";

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

/** Days for which a service keeps what is deleted, without a way to purge it afterwards. */
const keptOnly: Readonly<Record<string, number>> = {
  "microsoft.operationalinsights/workspaces": 14,
  "microsoft.machinelearningservices/workspaces": 14,
};
const LEARNING = "microsoft.machinelearningservices/workspaces";

/**
 * What Azure keeps after a delete. It does not stop the teardown, and goes by itself with time; purging is offered
 * as an operation of its own that happens only where a person names it, and purge protection makes it wait.
 */
export function softDelete({ estate, inventory }: BlockerContext): Findings {
  const operations: PreparedOperation[] = [];
  const held: HeldFinding[] = [];
  for (const node of estate.nodes) {
    const { type, id, resource } = node;
    const service = services[type];
    const days = keptOnly[type];
    const early = type === LEARNING ? purgeBefore(node, estate) : undefined;
    if (early !== undefined) operations.push(early);
    else if (days !== undefined)
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

/**
 * A Machine Learning workspace is purged by the delete itself, or never: once its group is gone nothing can be asked
 * of it. One with endpoints, private ones too, or a hub whose projects have some, cannot go before them and is left
 * to its days.
 * @see https://learn.microsoft.com/azure/machine-learning/concept-soft-delete
 */
function purgeBefore(workspace: Node, estate: Estate): PreparedOperation | undefined {
  const projects = estate.nodes.filter(
    ({ type, resource }) =>
      type === LEARNING && idKey(textAt(resource.properties, "hubResourceId") ?? "") === workspace.key,
  );
  const below = [workspace, ...projects].flatMap((each) => nodesBelow(estate, each));
  if (below.some(({ type }) => /\/(?:online|batch|serverless)endpoints$/.test(type))) return undefined;
  const going = new Set([workspace, ...projects].map(({ key }) => key));
  if (estate.nodes.some((node) => connectedTo(node).some((id) => going.has(idKey(id))))) return undefined;
  return {
    action: "purge",
    phase: "before",
    target: workspace.id,
    because: "a deleted workspace keeps its name and data for 14 days, unless it is deleted for good",
    blocks: [workspace.id],
    after: projects.map(({ id }) => id),
  };
}

/** What a private endpoint is connected to; nothing for all other types. */
function connectedTo({ type, resource }: Node): string[] {
  if (type !== "microsoft.network/privateendpoints") return [];
  return ["privateLinkServiceConnections", "manualPrivateLinkServiceConnections"]
    .flatMap((list) => listAt(resource.properties, list))
    .flatMap((connection) => textAt(connection, "properties.privateLinkServiceId") ?? []);
}

function daysOf(properties: unknown, service: SoftDeleting): number {
  return numberAt(properties, service.daysAt ?? "") ?? service.days;
}

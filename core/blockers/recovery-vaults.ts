import type { Node } from "../dependencies/estate.ts";
import { listAt, numberAt, textAt, valueAt, wordAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings, HeldFinding, PreparedOperation } from "./family.ts";
import { nodesBelow } from "./nodes-below.ts";

const ITEM = /\/(?:protecteditems|replicationprotecteditems)$/;
const CONTAINER = /\/protectioncontainers$/;
/** Servers that are known by their registration alone, whatever the container is called. */
const SERVER = /^(?:mab|dpm|azurebackupserver)$/;
/** Machines' containers go with their last item. */
const GOES_BY_ITSELF = /^(?:microsoft\.(?:classic)?compute\/virtualmachines|iaasvmcontainer)$/;
const LISTED_WITH = "2024-04-01";
/** Since this version a vault is itself kept by soft delete, and goes although stopped items are in it. */
const SOFT_DELETING = "2025-08-01";
/** Days it is kept for, where the vault does not say. */
const KEPT_DAYS = 14;

/**
 * A Recovery Services vault goes only when nothing in it is protected any more (400
 * ServiceResourceNotEmptyWithBackendMessage) and nothing is registered with it. Each item's protection is stopped
 * beforehand, then accounts, workloads and servers are unregistered, and hosts outside Azure leave Site Recovery. Where
 * soft delete keeps the items, the vault is deleted by itself: its group's delete would be refused. Where a resource
 * guard or an immutability lock stands before them, they are not touched at all.
 * @see https://learn.microsoft.com/azure/backup/backup-azure-delete-vault
 * @see https://learn.microsoft.com/rest/api/recoveryservices/deleted-vaults
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
    const steps = [
      ...items.filter((item) => !isSoftDeleted(item)).map((item) => stop(item, vault)),
      ...unregister(below, items, vault),
      ...leaveFabrics(below, items, vault),
    ];
    operations.push(...steps);
    if (!keepsItems(vault, items)) continue;
    const connections = disconnect(vault);
    operations.push(...connections, remove(vault, [...steps, ...connections]));
    held.push({
      target: vault.id,
      code: "kept_by_soft_delete",
      days: daysOf(vault),
      stays: false,
      isNotice: true,
    });
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
    .filter(
      ({ type, resource }) =>
        type.endsWith("/backupengines") || (CONTAINER.test(type) && isRegistered(resource.properties)),
    )
    .map((container): PreparedOperation => {
      const server = SERVER.test(wordAt(container.resource.properties, "backupManagementType") ?? "");
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
        apiVersion: apiVersion ?? LISTED_WITH,
      };
    });
}

/** Hyper-V sites and configuration servers stay registered when nothing replicates any more; Azure's own regions go. */
function leaveFabrics(below: readonly Node[], items: readonly Node[], vault: Node): PreparedOperation[] {
  return below
    .filter(
      ({ type, resource }) =>
        type.endsWith("/replicationfabrics") &&
        wordAt(resource.properties, "customDetails.instanceType") !== "azure",
    )
    .map(
      (fabric): PreparedOperation => ({
        action: "delete",
        phase: "before",
        target: fabric.id,
        because: `its servers are registered with ${vault.arm.name}`,
        blocks: [vault.id],
        after: items.filter(({ key }) => key.startsWith(`${fabric.key}/`)).map(({ id }) => id),
        apiVersion: LISTED_WITH,
      }),
    );
}

/** The vault goes before the endpoints of this subscription do, so they are let go on its side. */
function disconnect(vault: Node): PreparedOperation[] {
  return listAt(vault.resource.properties, "privateEndpointConnections").flatMap((connection) => {
    const id = textAt(connection, "id");
    if (id === undefined) return [];
    const because = `${vault.arm.name} cannot go while a private endpoint is connected to it`;
    return [{ action: "delete", phase: "before", target: id, because, blocks: [vault.id] } as const];
  });
}

function remove(vault: Node, steps: readonly PreparedOperation[]): PreparedOperation {
  return {
    action: "delete",
    phase: "before",
    target: vault.id,
    because:
      "soft delete keeps its items, so its group's delete would be refused; the vault itself is kept with them",
    blocks: [vault.id],
    after: steps.map(({ target }) => target),
    apiVersion: SOFT_DELETING,
  };
}

function isRegistered(properties: unknown): boolean {
  const kind = wordAt(properties, "containerType") ?? "";
  return kind !== "" && !GOES_BY_ITSELF.test(kind);
}

function keepsItems(vault: Node, items: readonly Node[]): boolean {
  const settings = valueAt(vault.resource.properties, "securitySettings.softDeleteSettings");
  const isOn = (wordAt(settings, "softDeleteState") ?? "disabled") !== "disabled";
  return items.length > 0 && (isOn || items.some(isSoftDeleted));
}

function daysOf(vault: Node): number {
  const settings = valueAt(vault.resource.properties, "securitySettings.softDeleteSettings");
  return numberAt(settings, "softDeleteRetentionPeriodInDays") ?? KEPT_DAYS;
}

function isSoftDeleted(item: Node): boolean {
  return valueAt(item.resource.properties, "isScheduledForDeferredDelete") === true;
}

import { idKey, parseArmId } from "../arm-id.ts";
import type { Inventory, Resource } from "../inventory/inventory.ts";
import type { BackupNeed } from "../plan/plan.ts";
import { count } from "../report/markdown.ts";
import { dataTraitOf } from "./data-traits.ts";
import { diskOfOwnSnapshot } from "./own-snapshots.ts";
import { statefulTypes } from "./stateful-types.ts";

const known = new Map(statefulTypes.map((row) => [row.type.toLowerCase(), row]));

const QUEUE = "microsoft.storage/storageaccounts/queueservices/queues";

/**
 * Everything in an inventory that needs a backup or a reasoned waiver, sorted by id. A child is covered by
 * its parent's entry unless its type has a row of its own (a file share has, a runbook has not).
 */
export function backupsNeeded(inventory: Inventory): BackupNeed[] {
  const contents = contentsOf(inventory);
  const needs = inventory.resources.flatMap((resource) => needOf(resource, contents) ?? []);
  const listed = new Set(needs.map((need) => idKey(need.of)));
  return [...configurationOf(inventory), ...needs]
    .filter(
      (need) =>
        need.method === "configuration" || known.has(need.type.toLowerCase()) || !isCovered(need.of, listed),
    )
    .toSorted((a, b) => compare(idKey(a.of), idKey(b.of)));
}

/** How everything is set up goes with the subscription, too, once there is anything in it. */
function configurationOf({ subscription, resources }: Inventory): BackupNeed[] {
  if (subscription === undefined || resources.length === 0) return [];
  return [
    {
      of: `/subscriptions/${subscription.subscriptionId}`,
      type: "Microsoft.Resources/subscriptions",
      method: "configuration",
      because: "how its groups, roles and policies are set up goes with it",
    },
  ];
}

interface Contents {
  /** Keys of everything that is listed. */
  readonly seen: ReadonlySet<string>;
  /** Keys of the servers, and SANs, of which at least one database or volume is listed. */
  readonly withParts: ReadonlySet<string>;
}

function contentsOf(inventory: Inventory): Contents {
  const seen = new Set<string>();
  const withParts = new Set<string>();
  for (const { id } of inventory.resources) {
    const key = idKey(id);
    seen.add(key);
    const end = key.search(/\/(?:databases|volumegroups\/[^/]+\/volumes)\//);
    if (end > 0) withParts.add(key.slice(0, end));
  }
  return { seen, withParts };
}

function needOf(resource: Resource, contents: Contents): BackupNeed | undefined {
  const need = (method: string, because: string): BackupNeed => ({
    of: resource.id,
    type: resource.type,
    method,
    because,
  });
  const type = resource.type.toLowerCase();
  if (isSystemDatabase(resource)) return undefined;
  const disk = diskOfOwnSnapshot(resource);
  if (disk !== undefined && contents.seen.has(disk)) return undefined;
  if (type === "microsoft.storage/storageaccounts" && resource.kind?.toLowerCase() === "filestorage")
    return need("files", "holds file shares");
  const messages = type === QUEUE ? member(resource.properties, "approximateMessageCount") : undefined;
  if (messages === 0) return undefined;
  if (type === "microsoft.sql/servers/databases" && /\bdatawarehouse\b/i.test(resource.kind ?? ""))
    return need("manual", "holds a data warehouse, of which Azure makes no BACPAC");
  const row = known.get(type);
  if (row !== undefined && typeof messages === "number")
    return need(row.method, `holds ${count(messages, "message")} that nobody has read yet`);
  if (row !== undefined) return need(row.method, row.because);
  const unlisted = unlistedContents(resource, contents) ?? dataTraitOf(resource);
  return unlisted === undefined ? undefined : need("decide", unlisted);
}

/** Databases that every server has and that hold nothing of the user's. */
function isSystemDatabase(resource: Resource): boolean {
  if (!/^microsoft\.sql\/(servers|managedinstances)\/databases$/i.test(resource.type)) return false;
  const name = parseArmId(resource.id)?.name.split("/").at(-1) ?? resource.name;
  return /^(master|model|msdb|tempdb)$/i.test(name);
}

/**
 * Machines and servers hold no data themselves, their disks and databases do. Where those are not in the
 * inventory the owner is listed instead, so that they are not lost out of sight.
 */
function unlistedContents(resource: Resource, contents: Contents): string | undefined {
  switch (resource.type.toLowerCase()) {
    case "microsoft.compute/virtualmachines":
      return diskIdsOf(resource).every((id) => id !== undefined && contents.seen.has(idKey(id)))
        ? undefined
        : "its disks hold data and are not listed by themselves";
    case "microsoft.compute/virtualmachinescalesets":
      return hasDataDisks(resource) ? "its instances have data disks" : undefined;
    case "microsoft.sql/servers":
    case "microsoft.sql/managedinstances":
    case "microsoft.kusto/clusters":
      return contents.withParts.has(idKey(resource.id))
        ? undefined
        : "no database of it is listed; look whether it holds any";
    case "microsoft.elasticsan/elasticsans":
      return contents.withParts.has(idKey(resource.id))
        ? undefined
        : "no volume of it is listed; look whether it holds any";
    default:
      return undefined;
  }
}

/** The managed disks a machine names; `undefined` for one without an id. Unmanaged and ephemeral disks are left out. */
function diskIdsOf(machine: Resource): (string | undefined)[] {
  const profile = member(machine.properties, "storageProfile");
  const dataDisks = member(profile, "dataDisks");
  const disks = [member(profile, "osDisk"), ...(Array.isArray(dataDisks) ? dataDisks : [])];
  return disks
    .filter((disk) => member(disk, "vhd") === undefined && member(disk, "diffDiskSettings") === undefined)
    .map((disk) => {
      const id = member(member(disk, "managedDisk"), "id");
      return typeof id === "string" ? id : undefined;
    });
}

function hasDataDisks(scaleSet: Resource): boolean {
  const profile = member(member(scaleSet.properties, "virtualMachineProfile"), "storageProfile");
  const disks = member(profile, "dataDisks");
  return Array.isArray(disks) && disks.length > 0;
}

/** Whether something above `id` is in the list already. */
function isCovered(id: string, listed: ReadonlySet<string>): boolean {
  for (let parent = parseArmId(id)?.parent; parent !== undefined; parent = parseArmId(parent)?.parent)
    if (listed.has(idKey(parent))) return true;
  return false;
}

function member(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

import { idKey } from "../arm-id.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { BackupNeed, Plan } from "../plan/plan.ts";

const GIB = 1024 ** 3;

/** Where a type says how much it holds or may hold, in the order they are believed; times what. */
const SIZES: Readonly<Record<string, readonly (readonly [path: string, unit: number])[]>> = {
  "microsoft.compute/disks": [
    ["diskSizeBytes", 1],
    ["diskSizeGB", GIB],
  ],
  "microsoft.compute/snapshots": [
    ["diskSizeBytes", 1],
    ["diskSizeGB", GIB],
  ],
  "microsoft.dbformysql/flexibleservers": [["storage.storageSizeGB", GIB]],
  "microsoft.dbforpostgresql/flexibleservers": [["storage.storageSizeGB", GIB]],
  "microsoft.elasticsan/elasticsans/volumegroups/volumes": [["sizeGiB", GIB]],
  "microsoft.netapp/netappaccounts/capacitypools/volumes": [["usageThreshold", 1]],
  "microsoft.sql/servers/databases": [["maxSizeBytes", 1]],
  "microsoft.storage/storageaccounts/fileservices/shares": [["shareUsageBytes", 1]],
};

/** What is known of sizes without asking anything more: that of a disk is what a copy of it has, used or not. */
export function knownSizes(inventory: Inventory, needs: readonly BackupNeed[]): Plan["observed"]["sizes"] {
  const resources = new Map(inventory.resources.map((resource) => [idKey(resource.id), resource]));
  return needs.flatMap(({ of, type }) => {
    const properties = resources.get(idKey(of))?.properties;
    for (const [path, unit] of SIZES[type.toLowerCase()] ?? []) {
      const size = path.split(".").reduce(member, properties);
      if (typeof size === "number" && size > 0) return [{ of, bytes: size * unit }];
    }
    return [];
  });
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

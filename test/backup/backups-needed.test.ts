import { describe, expect, test } from "vitest";
import { backupsNeeded } from "../../core/backups/backups-needed.ts";
import { dataTraitOf } from "../../core/backups/data-traits.ts";
import { knownSizes } from "../../core/backups/known-sizes.ts";
import { statefulTypes } from "../../core/backups/stateful-types.ts";
import type { Inventory, Resource } from "../../core/inventory/inventory.ts";
import { typeIndexText } from "../../core/types/type-index.generated.ts";
import { dataFreeTypes } from "./data-free-types.ts";

const GROUP = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-data";

function resource(path: string, rest: Partial<Resource> = {}): Resource {
  const segments = path.split("/");
  const type = [segments[0], ...segments.filter((_, index) => index > 0 && index % 2 === 1)].join("/");
  return { id: `${GROUP}/providers/${path}`, type, name: segments.at(-1) ?? "", ...rest };
}

const inventory = (...resources: Resource[]): Inventory => ({ resources, resourceGroups: [] });
const methods = (...resources: Resource[]): string[] =>
  backupsNeeded(inventory(...resources)).map((need) => `${need.method} ${need.of.slice(GROUP.length + 11)}`);

describe("what holds data is listed", () => {
  test("a storage account by its blobs and tables, a file share beside it by itself", () => {
    expect(
      methods(
        resource("Microsoft.Storage/storageAccounts/stdata"),
        resource("Microsoft.Storage/storageAccounts/stdata/fileServices/default/shares/docs"),
        resource("Microsoft.Storage/storageAccounts/stdata/blobServices/default/containers/images"),
        resource("Microsoft.Storage/storageAccounts/stdata/tableServices/default/tables/orders"),
      ),
    ).toEqual([
      "blobs Microsoft.Storage/storageAccounts/stdata",
      "file-share Microsoft.Storage/storageAccounts/stdata/fileServices/default/shares/docs",
    ]);
  });

  test("an account that has only files is not offered a copy of blobs", () => {
    expect(methods(resource("Microsoft.Storage/storageAccounts/stfiles", { kind: "FileStorage" }))).toEqual([
      "files Microsoft.Storage/storageAccounts/stfiles",
    ]);
  });

  test("a queue by the messages it holds, and not at all when it holds none", () => {
    const queue = (name: string, properties: Record<string, unknown>) =>
      resource(`Microsoft.Storage/storageAccounts/st/queueServices/default/queues/${name}`, { properties });
    const needs = backupsNeeded(
      inventory(
        queue("a", { approximateMessageCount: 0 }),
        queue("b", { approximateMessageCount: 17 }),
        queue("c", {}),
      ),
    );
    expect(needs.map(({ because }) => because)).toEqual([
      "holds 17 messages that nobody has read yet",
      "holds messages that nobody has read yet",
    ]);
  });

  test("types are compared without regard to case", () => {
    expect(methods(resource("microsoft.keyvault/Vaults/kv"))).toEqual([
      "key-vault microsoft.keyvault/Vaults/kv",
    ]);
  });

  test("the children of what is listed are covered by it", () => {
    expect(
      methods(
        resource("Microsoft.DBforMySQL/servers/shop"),
        resource("Microsoft.DBforMySQL/servers/shop/databases/orders"),
      ),
    ).toEqual(["manual Microsoft.DBforMySQL/servers/shop"]);
    expect(methods(resource("Microsoft.DBforMySQL/servers/shop/databases/orders"))).toEqual([
      "decide Microsoft.DBforMySQL/servers/shop/databases/orders",
    ]);
  });

  test("the order is that of the ids, whatever the inventory's", () => {
    const b = resource("Microsoft.KeyVault/vaults/b");
    const a = resource("Microsoft.KeyVault/vaults/A");
    expect(methods(b, a)).toEqual(methods(a, b));
  });
});

describe("system databases", () => {
  test("master is no reason for a backup, the others are", () => {
    expect(
      methods(
        resource("Microsoft.Sql/servers/sql1"),
        resource("Microsoft.Sql/servers/sql1/databases/master"),
        resource("Microsoft.Sql/servers/sql1/databases/shop"),
      ),
    ).toEqual(["sql-database Microsoft.Sql/servers/sql1/databases/shop"]);
  });

  test("a data warehouse and a managed instance's database are left to a person: Azure exports neither", () => {
    expect(
      methods(
        resource("Microsoft.Sql/servers/sql1/databases/pool", { kind: "v12.0,user,datawarehouse" }),
        resource("Microsoft.Sql/managedInstances/mi1/databases/shop"),
      ),
    ).toEqual([
      "manual Microsoft.Sql/managedInstances/mi1/databases/shop",
      "manual Microsoft.Sql/servers/sql1/databases/pool",
    ]);
  });

  test("a server of which no database is listed has to be looked at", () => {
    expect(methods(resource("Microsoft.Sql/servers/sql1"))).toEqual(["decide Microsoft.Sql/servers/sql1"]);
    expect(
      methods(
        resource("Microsoft.Sql/servers/sql1"),
        resource("Microsoft.Sql/servers/sql1/databases/master"),
      ),
    ).toEqual([]);
  });
});

describe("a machine's disks", () => {
  const disk = resource("Microsoft.Compute/disks/vm1-os");
  const machine = (osDisk: unknown): Resource =>
    resource("Microsoft.Compute/virtualMachines/vm1", {
      properties: { storageProfile: { osDisk, dataDisks: [] } },
    });

  test("a disk in the inventory stands for its machine", () => {
    expect(methods(machine({ managedDisk: { id: disk.id.toUpperCase() } }), disk)).toEqual([
      "disk Microsoft.Compute/disks/vm1-os",
    ]);
  });

  test("a snapshot that Sundown made to copy a disk is no data of its own while the disk is there", () => {
    const own = resource("Microsoft.Compute/snapshots/vm1-os-sundown-0a1b2c3d", {
      tags: { "sundown-copy-of": "vm1-os" },
    });
    expect(methods(disk, own)).toEqual(["disk Microsoft.Compute/disks/vm1-os"]);
    expect(methods(own)).toEqual(["disk Microsoft.Compute/snapshots/vm1-os-sundown-0a1b2c3d"]);
  });

  test("a machine whose disks are not in the inventory is listed itself", () => {
    const expected = ["decide Microsoft.Compute/virtualMachines/vm1"];
    expect(methods(machine({ managedDisk: { id: disk.id } }))).toEqual(expected);
    expect(methods(machine({ createOption: "FromImage" }))).toEqual(expected);
  });

  test("ephemeral and unmanaged disks need no entry of the machine", () => {
    expect(methods(machine({ diffDiskSettings: { option: "Local" } }))).toEqual([]);
    expect(methods(machine({ vhd: { uri: "https://st.blob.core.windows.net/vhds/os.vhd" } }))).toEqual([]);
  });
});

describe("unknown types", () => {
  test.each([
    ["a name that sounds like data", "Microsoft.Novel/memoryRegistries/one", {}],
    ["a property of stored bytes", "Microsoft.Novel/things/one", { retention: { retentionInDays: 30 } }],
    ["a partner's service", "Contoso.Data/monitors/one", {}],
  ])("%s makes a person decide", (_, path, properties) => {
    expect(methods(resource(path, { properties }))).toEqual([`decide ${path}`]);
  });

  test.each([
    "Microsoft.Network/virtualNetworks/vnet",
    "Microsoft.Network/routeTables/routes",
    "Microsoft.Web/serverfarms/plan",
    "Microsoft.Compute/diskEncryptionSets/des",
    "Microsoft.ManagedIdentity/userAssignedIdentities/app",
  ])("%s is passed over", (path) => {
    expect(methods(resource(path))).toEqual([]);
  });
});

test("no type stands twice in the table", () => {
  const types = statefulTypes.map((row) => row.type.toLowerCase());
  expect(types).toEqual([...new Set(types)]);
});

describe("every type that azure-native knows", () => {
  const index: Record<string, unknown> = JSON.parse(typeIndexText);
  const listed = new Set(statefulTypes.map(({ type }) => type.toLowerCase()));
  const prefixes = (type: string): string[] => {
    const segments = type.toLowerCase().split("/");
    return segments.slice(1).map((_, length) => segments.slice(0, length + 2).join("/"));
  };
  const isListed = (type: string): boolean => prefixes(type).some((prefix) => listed.has(prefix));
  const isNoticed = (type: string): boolean =>
    dataTraitOf({ id: "/x", type, name: "x", properties: {} }) !== undefined;

  test("is in the table, below something that is, noticed by its name, or reviewed and free of data", () => {
    const types = Object.keys(index);
    const open = types.filter(
      (type) => !isListed(type) && !isNoticed(type) && !dataFreeTypes.has(prefixes(type)[0] ?? ""),
    );
    expect(types.length).toBeGreaterThan(1000);
    expect(open).toEqual([]);
  });

  test("was reviewed for nothing where it is known to hold data, or is not known any more", () => {
    const known = new Set(Object.keys(index).flatMap((type) => prefixes(type)[0] ?? []));
    const stale = [...dataFreeTypes].filter((type) => listed.has(type) || !known.has(type));
    expect(stale).toEqual([]);
  });
});

describe("the subscription itself", () => {
  const subscription = { subscriptionId: "00000000-0000-4000-8000-000000000001" };

  test("has its configuration backed up once there is anything in it", () => {
    const vnet = resource("Microsoft.Network/virtualNetworks/vnet");
    expect(backupsNeeded({ ...inventory(vnet), subscription })).toMatchObject([
      { of: `/subscriptions/${subscription.subscriptionId}`, method: "configuration" },
    ]);
    expect(backupsNeeded({ ...inventory(), subscription })).toEqual([]);
  });
});

test.each([
  "Microsoft.App/managedEnvironments/env/certificates/shop",
  "Microsoft.AzureLargeInstance/azureLargeStorageInstances/one",
  "Microsoft.ContainerStorage/pools/one",
  "Microsoft.DurableTask/schedulers/one",
  "Microsoft.FileShares/fileShares/one",
  "Microsoft.FluidRelay/fluidRelayServers/one",
  "Microsoft.Orbital/geoCatalogs/one",
  "Microsoft.Sql/locations/westeurope/longTermRetentionServers/sql1/longTermRetentionDatabases/shop/longTermRetentionBackups/one",
])("a service that few have, and whose name tells nothing, is known all the same: %s", (path) => {
  expect(methods(resource(path))).toEqual([`manual ${path}`]);
});

test("a SAN of which no volume is listed has to be looked at", () => {
  const san = resource("Microsoft.ElasticSan/elasticSans/san1");
  const volume = resource("Microsoft.ElasticSan/elasticSans/san1/volumegroups/g/volumes/v");
  expect(methods(san)).toEqual(["decide Microsoft.ElasticSan/elasticSans/san1"]);
  expect(methods(san, volume)).toEqual([
    "manual Microsoft.ElasticSan/elasticSans/san1/volumegroups/g/volumes/v",
  ]);
});

describe("sizes", () => {
  const sizeOf = (path: string, properties: Record<string, unknown>): number | undefined => {
    const held = inventory(resource(path, { properties }));
    return knownSizes(held, backupsNeeded(held))[0]?.bytes;
  };

  test("are told where the resource itself says them", () => {
    const disk = "Microsoft.Compute/disks/d";
    expect(sizeOf(disk, { diskSizeGB: 32, diskSizeBytes: 34_359_738_368 })).toBe(34_359_738_368);
    expect(sizeOf(disk, { diskSizeGB: 2 })).toBe(2 * 1024 ** 3);
    expect(sizeOf("Microsoft.DBforMySQL/flexibleServers/m", { storage: { storageSizeGB: 20 } })).toBe(
      20 * 1024 ** 3,
    );
    const database = "Microsoft.Sql/servers/sql1/databases/shop";
    expect(sizeOf(database, { maxSizeBytes: 2_147_483_648 })).toBe(2_147_483_648);
  });

  test("are left out where nothing is said", () => {
    expect(sizeOf("Microsoft.Compute/disks/d", {})).toBeUndefined();
    expect(sizeOf("Microsoft.KeyVault/vaults/kv", { diskSizeGB: 1 })).toBeUndefined();
  });
});

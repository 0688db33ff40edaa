import { AccountSASPermissions } from "@azure/storage-blob";
import type { Estate, EstateResource } from "../../simulator/estate.ts";
import { loadEstate } from "../../simulator/load-estate.ts";
import { BACKUP_ACCOUNT, type DemoStorage, DISK_ACCOUNT } from "./demo-storage.ts";
import { putDisk, vhdOf } from "./disk-blob.ts";

const MIB = 1024 * 1024;
/** A day's work on a file share, beside the blobs. */
const FILES = {
  "2026-09/route-north.pdf": "%PDF-1.4 route north\n".repeat(40),
  "2026-09/route-south.pdf": "%PDF-1.4 route south\n".repeat(40),
  "readme.txt": "Scanned routes of the parcel service.\n",
};
export const SHARED_FILES = Object.keys(FILES).length;

/**
 * The demo's estate with what Resource Manager does not show: what its disks, databases and shares hold; and with
 * the account in another subscription that takes the copies.
 */
export async function demoEstate(storage: DemoStorage, sqlPassword: string): Promise<Estate> {
  const estate = await loadEstate("demo");
  const resources = await Promise.all(estate.resources.map((resource) => filled(resource, storage)));
  const idOf = (end: string) => resources.find(({ id }) => id.endsWith(end))?.id ?? "";
  const server = idOf("/servers/sql-parcel-legacy");
  const share = `${idOf("/storageAccounts/stparcelorders")}/fileServices/default/shares/scans`;
  return {
    ...estate,
    resources: [
      ...resources,
      { id: share, properties: { enabledProtocols: "SMB" } },
      azureServicesMayEnter(server),
      backupAccount(estate.subscriptions?.[0]?.subscriptionId),
    ],
    contents: {
      [server]: { administratorPassword: sqlPassword },
      [`${server}/databases/orders`]: { rows: "4711,NL,1200" },
      [`${server}/databases/tracking`]: { rows: "4711,delivered" },
      [share]: { files: FILES },
    },
  };
}

/** A disk gets a page blob behind it; the server of the databases, an open door. */
async function filled(resource: EstateResource, storage: DemoStorage): Promise<EstateResource> {
  const { id, properties } = resource;
  if (id.endsWith("/servers/sql-parcel-legacy"))
    return { ...resource, properties: { ...properties, publicNetworkAccess: "Enabled" } };
  const disk = /\/disks\/([^/]+)$/.exec(id)?.[1];
  if (disk === undefined) return resource;
  const simulatorAccessUrl = await seedDisk(storage, disk);
  return { ...resource, properties: { ...properties, simulatorAccessUrl } };
}

/** @returns a link to it, and to the snapshots that may be made through it */
async function seedDisk({ blobs }: DemoStorage, disk: string): Promise<string> {
  const service = blobs(DISK_ACCOUNT);
  await putDisk(service.getContainerClient("disks"), disk, vhdOf(Buffer.alloc(MIB, disk)));
  // The emulator takes a link to a container alone for no snapshot in it.
  const link = service.generateAccountSasUrl(undefined, AccountSASPermissions.parse("rcw"), "o");
  return link.replace(/\/?\?/, `/disks/${disk}?`);
}

function azureServicesMayEnter(server: string): EstateResource {
  return {
    id: `${server}/firewallRules/AllowAllWindowsAzureIps`,
    properties: { startIpAddress: "0.0.0.0", endIpAddress: "0.0.0.0" },
  };
}

function backupAccount(subscriptionId: string | undefined): EstateResource {
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/rg-platform-backup/providers/Microsoft.Storage/storageAccounts/${BACKUP_ACCOUNT}`,
    location: "northeurope",
    kind: "StorageV2",
    sku: { name: "Standard_GRS", tier: "Standard" },
    properties: { provisioningState: "Succeeded" },
  };
}

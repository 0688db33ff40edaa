import { ContainerSASPermissions, generateBlobSASQueryParameters, SASProtocol } from "@azure/storage-blob";
import { putDisk } from "../../cli/demo/disk-blob.ts";
import type { TestStorage } from "./storage.ts";

/** Writes what a disk holds as a page blob. */
export function fillDisk(storage: TestStorage, disk: string, vhd: Buffer): Promise<void> {
  return putDisk(storage.service("mdimpexp").getContainerClient("disks"), disk, vhd);
}

/** The link to a disk's blob and its snapshots, as Azure signs them. */
export async function linkToDisk(storage: TestStorage, disk: string): Promise<string> {
  const service = storage.service("mdimpexp");
  const from = new Date(Date.now() - 60_000);
  const until = new Date(Date.now() + 3_600_000);
  const key = await service.getUserDelegationKey(from, until);
  const sas = generateBlobSASQueryParameters(
    {
      containerName: "disks",
      permissions: ContainerSASPermissions.parse("rcw"),
      startsOn: from,
      expiresOn: until,
      protocol: SASProtocol.Https,
    },
    key,
    "mdimpexp",
  );
  return `${storage.accountUrl("mdimpexp")}/disks/${disk}?${sas.toString()}`;
}

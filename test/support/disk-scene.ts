import { ContainerSASPermissions, generateBlobSASQueryParameters, SASProtocol } from "@azure/storage-blob";
import type { TestStorage } from "./storage.ts";

/** A VHD, by default a fixed one: the disk's bytes and a footer with its checksum. */
export function vhdOf(content: Buffer, type = 2): Buffer {
  const footer = Buffer.alloc(512);
  footer.write("conectix", 0, "latin1");
  footer.writeBigUInt64BE(BigInt(content.length), 48);
  footer.writeUInt32BE(type, 60);
  footer.writeUInt32BE(~footer.reduce((sum, byte) => sum + byte, 0) >>> 0, 64);
  return Buffer.concat([content, footer]);
}

/** Writes what a disk holds as a page blob. */
export async function fillDisk(storage: TestStorage, disk: string, vhd: Buffer): Promise<void> {
  const container = storage.service("mdimpexp").getContainerClient("disks");
  await container.createIfNotExists();
  const blob = container.getPageBlobClient(disk);
  await blob.create(vhd.length);
  for (let from = 0; from < vhd.length; from += 4 * 1024 * 1024) {
    const piece = vhd.subarray(from, from + 4 * 1024 * 1024);
    await blob.uploadPages(piece, from, piece.length);
  }
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

import type { ContainerClient } from "@azure/storage-blob";

const MOST_BYTES_A_WRITE = 4 * 1024 * 1024;

/** A VHD, by default a fixed one: the disk's bytes and a footer with its checksum. */
export function vhdOf(content: Buffer, type = 2): Buffer {
  const footer = Buffer.alloc(512);
  footer.write("conectix", 0, "latin1");
  footer.writeBigUInt64BE(BigInt(content.length), 48);
  footer.writeUInt32BE(type, 60);
  footer.writeUInt32BE(~footer.reduce((sum, byte) => sum + byte, 0) >>> 0, 64);
  return Buffer.concat([content, footer]);
}

/** Writes what a disk holds as a page blob, as Azure keeps it. */
export async function putDisk(container: ContainerClient, disk: string, vhd: Buffer): Promise<void> {
  await container.createIfNotExists();
  const blob = container.getPageBlobClient(disk);
  await blob.create(vhd.length);
  for (let from = 0; from < vhd.length; from += MOST_BYTES_A_WRITE) {
    const piece = vhd.subarray(from, from + MOST_BYTES_A_WRITE);
    await blob.uploadPages(piece, from, piece.length);
  }
}

const FOOTER = 512;
const FIXED = 2;
const GROWING: Readonly<Record<number, string>> = { 3: "a dynamic", 4: "a differencing" };

/**
 * Why a file is no VHD that Azure takes as a disk, by its last 512 bytes, in one clause.
 * @param tail the file's last bytes
 * @param bytes of the whole file
 * @see https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image and "Virtual Hard Disk
 *   Image Format Specification", Hard Disk Footer Format
 */
export function vhdComplaint(tail: Buffer, bytes: number): string | undefined {
  if (tail.length < FOOTER || tail.toString("latin1", 0, 8) !== "conectix") return "it has no footer";
  const sum = tail.reduce((total, byte, index) => (index >= 64 && index < 68 ? total : total + byte), 0);
  if (~sum >>> 0 !== tail.readUInt32BE(64)) return "its footer's checksum is wrong";
  const type = tail.readUInt32BE(60);
  const growing = GROWING[type];
  if (growing !== undefined)
    return `it is ${growing} one, and Azure takes only fixed ones as disks; convert it, for example with qemu-img`;
  if (type !== FIXED) return `its footer names a type of disk, ${type}, that there is not`;
  const size = Number(tail.readBigUInt64BE(48));
  return size + FOOTER === bytes ? undefined : `its footer speaks of ${size} bytes of disk`;
}

import { groupIdOf, idKey, parseArmId } from "../arm-id.ts";
import type { Resource } from "../inventory/inventory.ts";

/** On a snapshot that Sundown makes to copy a disk: the disk's name. Both lie in one group. */
export const snapshotTag = "sundown-copy-of";

/**
 * The disk that a snapshot is a passing copy of, as an id key; whoever trusts it looks whether there is such a
 * disk. `undefined` for every other resource.
 */
export function diskOfOwnSnapshot({ id, type, tags }: Resource): string | undefined {
  const disk = tags?.[snapshotTag];
  if (type.toLowerCase() !== "microsoft.compute/snapshots" || typeof disk !== "string") return undefined;
  const name = parseArmId(id)?.name ?? "";
  if (!/-sundown-[0-9a-f]{8}$/.test(name)) return undefined;
  return idKey(`${groupIdOf(id)}/providers/Microsoft.Compute/disks/${disk}`);
}

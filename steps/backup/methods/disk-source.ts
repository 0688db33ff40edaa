import { setTimeout as sleep } from "node:timers/promises";
import {
  type DiskRequest,
  deleteSnapshot,
  type ExportableDisk,
  endAccess,
  makeSnapshot,
  readDisk,
} from "../../../azure/compute/disk-export.ts";
import type { AzureConnection } from "../../../azure/connection.ts";
import { groupIdOf, parseArmId } from "../../../core/arm-id.ts";
import { snapshotTag } from "../../../core/backups/own-snapshots.ts";
import { DAY_MS } from "../../../core/day.ts";
import { sha256 } from "../../../core/digest.ts";
import { SundownError } from "../../../core/messages/sundown-error.ts";
import type { BackupJob } from "../backup-method.ts";

/** A snapshot of a running disk that a killed run left is used again when it is not older. */
const STILL_GOOD_MS = DAY_MS;
const LONGEST_NAME = 80;
const LOOK_AGAIN_MS = 5000;

/** A disk that no running machine writes to tells when that was last otherwise. */
export function settledVersion(disk: ExportableDisk): string | undefined {
  const { diskState, uniqueId, LastOwnershipUpdateTime: since } = disk.properties;
  if (!/^(Unattached|Reserved)$/i.test(diskState ?? "")) return undefined;
  return uniqueId && since ? `${uniqueId} ${since}` : undefined;
}

/** Where the snapshot for a copy lies: beside its disk, under one name only, so that a killed run finds it again. */
function ownSnapshotId(id: string): string {
  const mark = `-sundown-${sha256(id.toLowerCase()).slice(0, 8)}`;
  const name = (parseArmId(id)?.name ?? "disk").slice(0, LONGEST_NAME - mark.length);
  return `${groupIdOf(id)}/providers/Microsoft.Compute/snapshots/${name}${mark}`;
}

/**
 * Makes the snapshot that is copied, or takes the one that a killed run has left.
 * @returns its id, and a version: another one is another content
 * @throws SundownError disk_not_exportable, snapshot_not_own; those of the disk's reading
 */
export async function takeSnapshot(
  { id, connection, context }: BackupJob,
  disk: ExportableDisk,
): Promise<{ readonly id: string; readonly version: string }> {
  const snapshot = { id: ownSnapshotId(id), signal: context.signal };
  const found = await readOwn(connection, snapshot, id);
  const usable = found !== undefined && isStillGood(found, disk, context.now());
  if (found !== undefined && !usable) await deleteSnapshot(connection, snapshot);
  if (!usable)
    await makeSnapshot(connection, { ...disk, id }, { ...snapshot, tags: { [snapshotTag]: nameOf(id) } });
  const made = await waitUntilFinished(connection, snapshot);
  const version = settledVersion(disk) ?? made.properties.uniqueId;
  if (version) return { id: snapshot.id, version };
  throw new SundownError("disk_not_exportable", {
    message: `${snapshot.id}: Azure gives it no uniqueId`,
    place: snapshot.id,
  });
}

/** Deletes the snapshot that was made for this disk's copy, where there is one. */
export async function dropSnapshot({ id, connection }: BackupJob, signal: AbortSignal): Promise<void> {
  const snapshot = { id: ownSnapshotId(id), signal };
  const found = await readOwn(connection, snapshot, id);
  if (found === undefined) return;
  if (found.properties.diskState === "ActiveSAS") await endAccess(connection, snapshot);
  await deleteSnapshot(connection, snapshot);
}

async function readOwn(
  connection: AzureConnection,
  snapshot: DiskRequest,
  of: string,
): Promise<ExportableDisk | undefined> {
  const found = await readDisk(connection, snapshot);
  if (found === undefined || found.tags?.[snapshotTag] === nameOf(of)) return found;
  throw new SundownError("snapshot_not_own", {
    message: `${snapshot.id} has the name of a snapshot for the copy of ${nameOf(of)}, and not its tag`,
    place: snapshot.id,
  });
}

function isStillGood(snapshot: ExportableDisk, disk: ExportableDisk, now: Date): boolean {
  const made = Date.parse(snapshot.properties.timeCreated ?? "");
  if (settledVersion(disk) === undefined) return now.getTime() - made < STILL_GOOD_MS;
  return made >= Date.parse(disk.properties.LastOwnershipUpdateTime ?? "");
}

/** A snapshot is readable only when its provider has made it whole. */
async function waitUntilFinished(
  connection: AzureConnection,
  snapshot: DiskRequest,
): Promise<ExportableDisk> {
  for (;;) {
    const made = await readDisk(connection, snapshot);
    if (made === undefined)
      throw new SundownError("disk_not_exportable", {
        message: `${snapshot.id} was made and is not there`,
        place: snapshot.id,
      });
    const { provisioningState, completionPercent } = made.properties;
    if (provisioningState === "Succeeded" && (completionPercent ?? 100) >= 100) return made;
    await sleep(LOOK_AGAIN_MS, undefined, { signal: snapshot.signal });
  }
}

const nameOf = (id: string): string => parseArmId(id)?.name ?? "";

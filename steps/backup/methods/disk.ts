import type { BlobClient } from "@azure/storage-blob";
import { type ExportableDisk, endAccess, grantRead, readDisk } from "../../../azure/compute/disk-export.ts";
import { blobAtLink } from "../../../azure/storage/blob-at-link.ts";
import { copyInPieces, type PiecedSource } from "../../../azure/storage/copy-in-pieces.ts";
import { linkError, readInRanges } from "../../../azure/storage/read-in-ranges.ts";
import { sourceError } from "../../../azure/storage/source-failure.ts";
import { parseArmId } from "../../../core/arm-id.ts";
import { sha256 } from "../../../core/digest.ts";
import { SundownError } from "../../../core/messages/sundown-error.ts";
import type { BackedUp, BackupJob } from "../backup-method.ts";
import { type CopiedBlob, type CopyRecord, isStill } from "../copy-record.ts";
import { openJobRecord } from "../open-job-record.ts";
import { openPieceRecord } from "../piece-record.ts";
import { reportBytes } from "../report-bytes.ts";
import { dropSnapshot, settledVersion, takeSnapshot } from "./disk-source.ts";

/** Taking back what was granted and made is not given up with the copying. */
const CLEAN_UP_MS = 5 * 60 * 1000;

/**
 * Copies a managed disk as a VHD, by way of a snapshot that is made for it and deleted afterwards, or a snapshot as
 * it is. What a running machine writes to is copied as it was at one moment; the next run copies it anew.
 * @throws SundownError disk_access_private, disk_encrypted_inside, disk_access_open, disk_not_exportable,
 *   snapshot_not_own, and those of copying
 */
export async function copyDisk(job: BackupJob): Promise<BackedUp> {
  const { id, connection, context } = job;
  const disk = await readDisk(connection, { id, signal: context.signal });
  if (disk === undefined)
    throw new SundownError("source_unreadable", { message: `${id} is not there`, place: id });
  refuseUnreadable(id, disk);
  const { group, name } = placeOf(id);
  const record = await openJobRecord(job, `${group}.${name}.${isSnapshot(id) ? "snapshot" : "disk"}`);
  try {
    return isSnapshot(id) ? await copyGiven(job, disk, record) : await copyThroughSnapshot(job, disk, record);
  } finally {
    await record.close();
  }
}

/** What would give no bytes, or bytes that nobody can read afterwards. */
function refuseUnreadable(id: string, { properties }: ExportableDisk): void {
  const { networkAccessPolicy: policy, publicNetworkAccess, encryptionSettingsCollection } = properties;
  if ((policy && policy !== "AllowAll") || publicNetworkAccess === "Disabled")
    throw new SundownError("disk_access_private", {
      message: `${id} cannot be read from outside its network: networkAccessPolicy is ${policy}, publicNetworkAccess ${publicNetworkAccess ?? "not said"}`,
      place: id,
    });
  if (encryptionSettingsCollection?.enabled === true)
    throw new SundownError("disk_encrypted_inside", {
      message: `${id} is encrypted inside the machine (Azure Disk Encryption)`,
      place: id,
    });
}

async function copyThroughSnapshot(
  job: BackupJob,
  disk: ExportableDisk,
  record: CopyRecord,
): Promise<BackedUp> {
  const settled = settledVersion(disk);
  const earlier = settled === undefined ? undefined : await keptCopy(job, record, settled);
  try {
    if (earlier !== undefined) return backedUp(job, earlier, 1);
    const snapshot = await takeSnapshot(job, disk);
    return await copyOnce(job, record, snapshot);
  } finally {
    await dropSnapshot(job, AbortSignal.timeout(CLEAN_UP_MS));
  }
}

async function copyGiven(job: BackupJob, snapshot: ExportableDisk, record: CopyRecord): Promise<BackedUp> {
  const { id } = job;
  // Azure does not tell who was granted access: another's is not to be taken back.
  const lastWord = job.journal.entries.findLast(
    ({ step, about, data }) => step === "backup" && about === id && data?.access !== undefined,
  );
  // Left by a run that was killed, or that could not end it; it would stay open where the copy is kept.
  if (lastWord?.data?.access === "granted") await endOwnAccess(job, id);
  else if (snapshot.properties.diskState === "ActiveSAS")
    throw new SundownError("disk_access_open", {
      message: `${id} is being read through a link that somebody else asked for`,
      place: id,
    });
  const version = snapshot.properties.uniqueId ?? snapshot.properties.timeCreated;
  if (!version)
    throw new SundownError("disk_not_exportable", {
      message: `${id}: Azure gives it no uniqueId`,
      place: id,
    });
  return copyOnce(job, record, { id, version });
}

async function copyOnce(
  job: BackupJob,
  record: CopyRecord,
  source: { readonly id: string; readonly version: string },
): Promise<BackedUp> {
  const earlier = await keptCopy(job, record, source.version);
  if (earlier !== undefined) return backedUp(job, earlier, 1);
  const { connection, journal, target, context } = job;
  const { signal } = context;
  const request = { id: source.id, signal };
  const grant = async (refused?: BlobClient): Promise<BlobClient> => {
    if (refused !== undefined) await endAccess(connection, request);
    return blobAtLink(await grantRead(connection, request));
  };
  await journal.append({
    step: "backup",
    kind: "intent",
    about: job.id,
    data: { to: target.id, through: source.id, access: "granted" },
  });
  try {
    const first = await grant();
    const bytes = await lengthOf(first, source.id, signal);
    const client = async (refused?: BlobClient): Promise<BlobClient> =>
      refused === undefined ? first : grant(refused);
    const read = readInRanges({ place: source.id, client }, signal);
    return await copyPieces(job, record, { bytes, place: source.id, version: source.version, read });
  } finally {
    await endOwnAccess(job, source.id);
  }
}

/** @throws SundownError disk_not_exportable: then the next run ends it */
async function endOwnAccess({ id, connection, journal }: BackupJob, through: string): Promise<void> {
  await endAccess(connection, { id: through, signal: AbortSignal.timeout(CLEAN_UP_MS) });
  await journal.append({ step: "backup", kind: "answer", about: id, data: { access: "ended" } });
}

async function copyPieces(
  job: BackupJob,
  record: CopyRecord,
  disk: Omit<PiecedSource, "contentType">,
): Promise<BackedUp> {
  const { target, context } = job;
  const path = target.pathFor(pathOf(job.id, disk.version));
  const pieces = await openPieceRecord(job, path);
  try {
    const source = { ...disk, contentType: "application/octet-stream" };
    const onBytes = reportBytes(job, disk.bytes);
    const options = { record: pieces, signal: context.signal, onBytes };
    const copy = { name: path, etag: disk.version, ...(await copyInPieces(source, target, path, options)) };
    await record.add(copy);
    await pieces.remove();
    return backedUp(job, copy, 0);
  } finally {
    await pieces.close();
  }
}

async function lengthOf(client: BlobClient, place: string, signal: AbortSignal): Promise<number> {
  const { contentLength } = await client.getProperties({ abortSignal: signal }).catch((error: unknown) => {
    throw linkError(place, error);
  });
  if (contentLength !== undefined) return contentLength;
  throw sourceError(place, new TypeError("the answer has no length"));
}

/** What an earlier run has copied, if it still lies there as it was written. */
async function keptCopy(
  { id, target, context }: BackupJob,
  record: CopyRecord,
  version: string,
): Promise<CopiedBlob | undefined> {
  const path = target.pathFor(pathOf(id, version));
  const copied = (await record.get(path))?.copied;
  if (copied?.etag !== version) return undefined;
  for await (const stored of target.list(path.slice(0, path.lastIndexOf("/") + 1), context.signal))
    if (stored.path === path && (await isStill(copied, stored))) return copied;
  return undefined;
}

function backedUp({ target }: BackupJob, { name, bytes, sha256: hash }: CopiedBlob, kept: number): BackedUp {
  return {
    artifacts: [{ url: target.urlOf(name), bytes, sha256: hash }],
    items: { count: 1, noun: "disk" },
    bytes,
    kept,
  };
}

/** Another content lies under another name, so nothing is ever written over. */
function pathOf(id: string, version: string): string {
  const { group, name } = placeOf(id);
  const kind = isSnapshot(id) ? "snapshots" : "disks";
  return `${kind}/${group}/${name}/${name}-${sha256(version).slice(0, 12)}.vhd`;
}

function placeOf(id: string): { readonly group: string; readonly name: string } {
  const parsed = parseArmId(id);
  return { group: (parsed?.resourceGroup ?? "").toLowerCase(), name: (parsed?.name ?? "").toLowerCase() };
}

const isSnapshot = (id: string): boolean => /\/snapshots\/[^/]+$/i.test(id);

import type { BlobServiceClient } from "@azure/storage-blob";
import { blobEndpointOf } from "../../azure/storage/blob-endpoint.ts";
import { blobService } from "../../azure/storage/blob-service.ts";
import { listBlobs } from "../../azure/storage/list-blobs.ts";
import { sourceError } from "../../azure/storage/source-failure.ts";
import { parseArmId } from "../../core/arm-id.ts";
import type { Artifact } from "../../core/manifest/manifest.ts";
import type { SundownError } from "../../core/messages/sundown-error.ts";
import type { BackedUp, BackupJob } from "./backup-method.ts";
import { copyContainer } from "./copy-container.ts";
import type { CopiedItems } from "./copy-until-still.ts";
import { openJobRecord } from "./open-job-record.ts";
import { putBlobList } from "./put-blob-list.ts";
import { reportBytes } from "./report-bytes.ts";

/**
 * Copies all present blobs of one storage account. One container after the other, several blobs at once.
 * @returns the artifacts, or everything that could not be copied; what could be stays and is not copied again
 * @throws SundownError source_unreadable, source_access_denied when the account cannot be listed at all
 */
export async function copyAccount(copy: BackupJob): Promise<BackedUp | readonly SundownError[]> {
  const { id, connection, journal, context } = copy;
  const service = blobService(connection, await blobEndpointOf(connection, id));
  const { containers, logs, bytes: total } = await measure(service, id, context.signal);
  for (const name of logs)
    context.host.notify({
      code: "backup_not_covered",
      message: `${id}/blobServices/default/containers/${name}: the service writes to it while it is read, so it is not copied`,
      place: id,
    });
  await journal.append({
    step: "backup",
    kind: "intent",
    about: id,
    data: { to: copy.target.id, containers },
  });
  const report = reportBytes(copy, total);
  report(0);
  const done: CopiedItems[] = [];
  const failures: SundownError[] = [];
  for (const container of containers) {
    const result = await copyOneContainer(copy, service, container, report);
    if ("artifact" in result) done.push(result);
    else failures.push(...result);
    await journal.append({
      step: "backup",
      kind: "answer",
      about: id,
      data: { container, ...("artifact" in result ? result : { failed: result.map(({ code }) => code) }) },
    });
  }
  if (failures.length > 0) return failures;
  const artifacts = done.length > 0 ? done.map(({ artifact }) => artifact) : [await listOfNothing(copy)];
  return {
    artifacts,
    items: { count: sum(done.map(({ count }) => count)), noun: "blob" },
    bytes: sum(done.map(({ bytes }) => bytes)),
    kept: sum(done.map(({ kept }) => kept)),
  };
}

async function copyOneContainer(
  job: BackupJob,
  service: BlobServiceClient,
  container: string,
  onBytes: (bytes: number) => void,
): Promise<CopiedItems | readonly SundownError[]> {
  const name = nameOf(job.id);
  const record = await openJobRecord(job, `${name}.${container}`);
  try {
    return await copyContainer({
      job,
      source: service.getContainerClient(container),
      folder: `${name}/${container}`,
      record,
      onBytes,
    });
  } finally {
    await record.close();
  }
}

/** Even an account without containers gets its artifact: the proof that there was nothing. */
export function listOfNothing({ id, target, context }: BackupJob): Promise<Artifact> {
  const header = { sundown: "blob-list", version: 1, of: id, container: null, blobs: "blobs/" } as const;
  return putBlobList(target, nameOf(id), header, [], context.signal);
}

/** What the service itself writes, and what no listing shows unless it is asked for (List Containers, `system`). */
const OWN_LOGS: ReadonlySet<string> = new Set(["$logs", "$blobchangefeed"]);

/** One listing beforehand, so that progress has an end: a call for each 1,000 blobs, of more than 3,000 that copying them takes. */
async function measure(
  service: BlobServiceClient,
  id: string,
  signal: AbortSignal,
): Promise<{ containers: string[]; logs: string[]; bytes: number }> {
  const containers: string[] = [];
  const logs: string[] = [];
  let bytes = 0;
  try {
    for await (const { name } of service.listContainers({ abortSignal: signal, includeSystem: true }))
      (OWN_LOGS.has(name) ? logs : containers).push(name);
    for (const name of containers)
      for await (const blob of listBlobs(service.getContainerClient(name), { abortSignal: signal }))
        bytes += blob.properties.contentLength ?? 0;
  } catch (error) {
    throw sourceError(id, error);
  }
  return { containers, logs, bytes };
}

const nameOf = (id: string): string => parseArmId(id)?.name ?? id;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

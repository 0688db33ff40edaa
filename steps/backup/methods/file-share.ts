import { fileService } from "../../../azure/storage/file-service.ts";
import { bytesInShares, type FileShare, listShares } from "../../../azure/storage/list-shares.ts";
import { storageEndpoints } from "../../../azure/storage/storage-endpoints.ts";
import { idKey, parseArmId } from "../../../core/arm-id.ts";
import { SundownError } from "../../../core/messages/sundown-error.ts";
import { count } from "../../../core/report/markdown.ts";
import type { BackedUp, BackupJob } from "../backup-method.ts";
import { copyShare } from "../copy-share.ts";
import type { CopiedItems } from "../copy-until-still.ts";
import { openJobRecord } from "../open-job-record.ts";
import { reportBytes } from "../report-bytes.ts";

/**
 * Copies every file share of a storage account, one list of files for each; the files of one share several at once.
 * @param url of the account's file service
 * @returns the artifacts, or everything that could not be copied; what could be stays and is not copied again
 * @throws SundownError source_access_denied, source_unreadable when the shares cannot be listed
 */
export async function copyFileShares(
  job: BackupJob,
  url: string,
): Promise<BackedUp | readonly SundownError[]> {
  const { shares, deleted } = await listShares(job.connection, job.id, job.context.signal);
  for (const id of deleted)
    tellUncopied(job, id, "it is deleted and can still be restored; its files are not copied");
  return copyThese(job, { shares, account: accountOf(job.id), url });
}

/**
 * Copies one file share that the plan lists by itself. It has the same place as in a copy of the whole account, so
 * that nothing is copied twice.
 */
export async function copyFileShare(job: BackupJob): Promise<BackedUp | readonly SundownError[]> {
  const { connection, id, context } = job;
  const account = id.replace(/\/fileServices\/[^/]+\/shares\/[^/]+$/i, "");
  const { file } = await storageEndpoints(connection, account, context.signal);
  const { shares } = await listShares(connection, account, context.signal);
  const share = shares.find((one) => idKey(one.id) === idKey(id));
  if (file === undefined || share === undefined)
    throw new SundownError("source_unreadable", { message: `${id} is not there`, place: id });
  return copyThese(job, { shares: [share], account: accountOf(account), url: file });
}

interface SharesToCopy {
  readonly shares: readonly FileShare[];
  /** Its name. */
  readonly account: string;
  readonly url: string;
}

interface ShareToCopy extends Pick<FileShare, "id" | "name">, Pick<SharesToCopy, "account"> {
  readonly service: ReturnType<typeof fileService>;
  readonly onBytes: (bytes: number) => void;
}

async function copyThese(
  job: BackupJob,
  { shares, account, url }: SharesToCopy,
): Promise<BackedUp | readonly SundownError[]> {
  const { connection, journal, context } = job;
  const service = fileService(connection, url);
  const onBytes = reportBytes(job, await bytesInShares(connection, shares, context.signal));
  const done: CopiedItems[] = [];
  const failures: SundownError[] = [];
  for (const { id, name, isSmb, snapshots } of shares) {
    if (snapshots > 0) tellUncopied(job, id, `its ${count(snapshots, "snapshot")} are not copied`);
    if (!isSmb) {
      failures.push(
        new SundownError("source_share_nfs", { message: `${id} is reached by NFS only`, place: id }),
      );
      continue;
    }
    await journal.append({ step: "backup", kind: "intent", about: id, data: { to: job.target.id } });
    const result = await copyOneShare(job, { id, name, account, service, onBytes });
    if ("artifact" in result) done.push(result);
    else failures.push(...result);
    const data = "artifact" in result ? { ...result } : { failed: result.map(({ code }) => code) };
    await journal.append({ step: "backup", kind: "answer", about: id, data });
  }
  if (failures.length > 0) return failures;
  const sum = (of: (one: CopiedItems) => number): number => done.reduce((total, one) => total + of(one), 0);
  return {
    artifacts: done.map(({ artifact }) => artifact),
    items: { count: sum((one) => one.count), noun: "file" },
    bytes: sum(({ bytes }) => bytes),
    kept: sum(({ kept }) => kept),
  };
}

async function copyOneShare(
  job: BackupJob,
  { id, name, account, service, onBytes }: ShareToCopy,
): Promise<CopiedItems | readonly SundownError[]> {
  const record = await openJobRecord(job, `${account}.file.${name}`);
  try {
    // No container can have this name, since no account has a dot in its own.
    const place = { folder: `${account}.file/${name}`, source: service.getShareClient(name) };
    return await copyShare({ job, id, record, onBytes, ...place });
  } finally {
    await record.close();
  }
}

function tellUncopied({ context }: BackupJob, id: string, why: string): void {
  context.host.notify({ code: "backup_not_covered", message: `${id}: ${why}`, place: id });
}

const accountOf = (id: string): string => parseArmId(id)?.name ?? id;

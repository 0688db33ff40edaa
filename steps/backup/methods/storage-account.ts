import { readCollection } from "../../../azure/read-collection.ts";
import { storageEndpoints } from "../../../azure/storage/storage-endpoints.ts";
import { isSundownError, type SundownError } from "../../../core/messages/sundown-error.ts";
import type { BackedUp, BackupJob } from "../backup-method.ts";
import { copyAccount } from "../copy-account.ts";
import { copyTables } from "./table.ts";

const PARTS_API_VERSION = "2023-05-01";

/**
 * Copies what a storage account holds: blobs and tables, as far as it has these services. It counts as backed up
 * only when all of them could be read.
 * @returns the artifacts, or everything that could not be copied; what could be stays and is not copied again
 */
export async function copyStorageAccount(job: BackupJob): Promise<BackedUp | readonly SundownError[]> {
  const { blob, table, file, queue } = await storageEndpoints(job.connection, job.id, job.context.signal);
  if (file !== undefined) await tellOfParts(job, "fileServices/default/shares", "its files are not copied");
  if (queue !== undefined)
    await tellOfParts(job, "queueServices/default/queues", "its messages are not copied");
  const parts = [
    ...(blob === undefined && table !== undefined ? [] : [() => copyAccount(job)]),
    ...(table === undefined ? [] : [() => copyTables(job, table)]),
  ];
  const done: BackedUp[] = [];
  const failures: SundownError[] = [];
  for (const copy of parts) {
    const result = await copy().catch((error: unknown) => {
      if (!isSundownError(error) || error.exitCode !== 4) throw error;
      return [error];
    });
    if ("artifacts" in result) done.push(result);
    else failures.push(...result);
  }
  if (failures.length > 0) return failures;
  const kinds = done.filter(({ items }) => items.count > 0);
  const sum = (of: (part: BackedUp) => number): number => done.reduce((total, part) => total + of(part), 0);
  return {
    artifacts: done.flatMap(({ artifacts }) => artifacts),
    items: {
      count: sum(({ items }) => items.count),
      noun: kinds.length > 1 ? "item" : (kinds[0]?.items.noun ?? "blob"),
    },
    bytes: sum(({ bytes }) => bytes),
    kept: sum(({ kept }) => kept),
  };
}

/** Names what lies in the account and is in no backup of it, so that a person decides about each. */
async function tellOfParts(
  { id, connection, context }: BackupJob,
  parts: string,
  why: string,
): Promise<void> {
  const { items, unreadable } = await readCollection(
    connection,
    `${id}/${parts}`,
    PARTS_API_VERSION,
    context.signal,
  );
  const unseen = unreadable === undefined ? [] : [{ id: `${id}/${parts}` }];
  for (const part of [...items, ...unseen])
    context.host.notify({ code: "backup_not_covered", message: `${part.id}: ${why}`, place: part.id });
}

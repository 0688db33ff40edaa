import { readCollection } from "../../../azure/read-collection.ts";
import { queueMessages } from "../../../azure/storage/queue-messages.ts";
import { storageEndpoints } from "../../../azure/storage/storage-endpoints.ts";
import { isSundownError, type SundownError } from "../../../core/messages/sundown-error.ts";
import { count } from "../../../core/report/markdown.ts";
import type { BackedUp, BackupJob } from "../backup-method.ts";
import { copyAccount, listOfNothing } from "../copy-account.ts";
import { copyFileShares } from "./file-share.ts";
import { copyTables } from "./table.ts";

const API_VERSION = "2023-05-01";

/**
 * Copies what a storage account holds: blobs, tables and files, as far as it has these services. It counts as backed
 * up only when all of them could be read.
 * @returns the artifacts, or everything that could not be copied; what could be stays and is not copied again
 */
export async function copyStorageAccount(job: BackupJob): Promise<BackedUp | readonly SundownError[]> {
  const { blob, table, file, queue } = await storageEndpoints(job.connection, job.id, job.context.signal);
  if (queue !== undefined) await tellOfMessages(job);
  const parts = [
    // An account that says nothing of its services has blobs.
    ...(blob === undefined && (table ?? file) !== undefined ? [] : [() => copyAccount(job)]),
    ...(table === undefined ? [] : [() => copyTables(job, table)]),
    ...(file === undefined ? [] : [() => copyFileShares(job, file)]),
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
  const artifacts = done.flatMap((part) => part.artifacts);
  return {
    artifacts: artifacts.length > 0 ? artifacts : [await listOfNothing(job)],
    items: {
      count: sum(({ items }) => items.count),
      noun: kinds.length > 1 ? "item" : ((kinds[0] ?? done[0])?.items.noun ?? "blob"),
    },
    bytes: sum(({ bytes }) => bytes),
    kept: sum(({ kept }) => kept),
  };
}

/** Names the queues that hold messages, so that a person decides about each. */
async function tellOfMessages({ id, connection, context }: BackupJob): Promise<void> {
  const path = `${id}/queueServices/default/queues`;
  const tell = (place: string, what: string): void =>
    context.host.notify({ code: "backup_not_covered", message: `${place} ${what}`, place });
  const { items, unreadable } = await readCollection(connection, path, API_VERSION, context.signal);
  if (unreadable !== undefined) tell(path, "cannot be listed, and no messages are copied");
  for (const { id: queue } of items) {
    const messages = await queueMessages(connection, queue, context.signal);
    if (messages === undefined) tell(queue, "may hold messages, which are not copied");
    else if (messages > 0) tell(queue, `holds ${count(messages, "message")}, not copied`);
  }
}

import type { BackupMethod } from "./backup-method.ts";
import { copyAccount } from "./copy-account.ts";
import { copyDisk } from "./methods/disk.ts";

/** What Sundown copies by itself, by the method that plan.json names (`backupsNeeded[].method`). */
export const backupMethods: ReadonlyMap<string, BackupMethod> = new Map<string, BackupMethod>([
  ["blobs", copyAccount],
  ["disk", copyDisk],
]);

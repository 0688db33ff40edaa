import type { BackupMethod } from "./backup-method.ts";
import { copyAccount } from "./copy-account.ts";

/** What Sundown copies by itself, by the method that plan.json names (`backupsNeeded[].method`). */
export const backupMethods: ReadonlyMap<string, BackupMethod> = new Map([["blobs", copyAccount]]);

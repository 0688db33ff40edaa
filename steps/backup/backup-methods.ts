import type { BackupMethod } from "./backup-method.ts";
import { backUpAppConfiguration } from "./methods/app-configuration.ts";
import { backUpConfiguration } from "./methods/configuration.ts";
import { copyDisk } from "./methods/disk.ts";
import { backUpDnsZone } from "./methods/dns-zone.ts";
import { copyFileShare } from "./methods/file-share.ts";
import { backUpKeyVault } from "./methods/key-vault.ts";
import { exportSqlDatabase } from "./methods/sql-database.ts";
import { copyStorageAccount } from "./methods/storage-account.ts";

/** What Sundown copies by itself, by the method that plan.json names (`backupsNeeded[].method`). */
export const backupMethods: ReadonlyMap<string, BackupMethod> = new Map<string, BackupMethod>([
  ["blobs", copyStorageAccount],
  ["files", copyStorageAccount],
  ["file-share", copyFileShare],
  ["disk", copyDisk],
  ["app-configuration", backUpAppConfiguration],
  ["configuration", backUpConfiguration],
  ["dns-zone", backUpDnsZone],
  ["key-vault", backUpKeyVault],
  ["sql-database", exportSqlDatabase],
]);

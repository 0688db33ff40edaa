import { resolve } from "node:path";
import type { AzureConnection } from "../../azure/connection.ts";
import type { BackupTarget } from "../../azure/storage/backup-target.ts";
import { blobLocation } from "../../azure/storage/blob-location.ts";
import { openContainerTarget } from "../../azure/storage/container-target.ts";
import {
  type AccountWhereabouts,
  findStorageAccount,
  storageAccountsIn,
} from "../../azure/storage/find-storage-account.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { StepContext } from "../step-context.ts";
import { openFolderTarget } from "./folder-target.ts";

/** Where backups go when only an account is named. */
const DEFAULT_CONTAINER = "sundown-backups";

/**
 * Makes sure that the place for backups outlives the cancel, and opens it.
 * @throws SundownError backup_target_invalid, backup_target_in_doomed_subscription,
 *   backup_target_subscription_ending, backup_target_unknown, backup_target_unwritable
 */
export async function chooseTarget(to: string, plan: Plan, context: StepContext): Promise<BackupTarget> {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(to)) return openFolderTarget(resolve(context.workingDirectory, to));
  const connection = await context.azure();
  const location = blobLocation(to, connection.cloud.storageSuffix);
  const url = URL.canParse(to) ? new URL(to) : undefined;
  if (location === undefined || url?.search !== "" || url.hash !== "")
    throw new SundownError("backup_target_invalid", {
      message: `${withoutSecrets(to)} is no storage account or container of ${connection.cloud.name}`,
      place: withoutSecrets(to),
    });
  await refuseWhatEnds(connection, location.account, plan, context);
  return openContainerTarget(connection, {
    accountUrl: location.accountUrl,
    container: location.container ?? DEFAULT_CONTAINER,
    prefix: (location.blob ?? "").replace(/^\/+|\/+$/g, ""),
  });
}

async function refuseWhatEnds(
  connection: AzureConnection,
  account: string,
  plan: Plan,
  { host }: StepContext,
): Promise<void> {
  const doomed = await storageAccountsIn(connection, plan.subscription.id).catch((error: unknown) => {
    if (!isSundownError(error)) throw error;
    throw new SundownError("backup_target_unknown", {
      message: `the storage accounts of ${plan.subscription.id} cannot be listed: ${error.message}`,
      place: plan.subscription.id,
      cause: error,
    });
  });
  const found = doomed.has(account.toLowerCase()) ? undefined : await whereabouts(connection, account);
  if (
    doomed.has(account.toLowerCase()) ||
    found?.subscriptionId.toLowerCase() === plan.subscription.id.toLowerCase()
  )
    throw new SundownError("backup_target_in_doomed_subscription", {
      message: `the storage account ${account} lies in ${plan.subscription.id}, which is to be cancelled`,
      place: account,
    });
  if (found?.state === undefined) {
    host.notify({
      code: "backup_target_not_visible",
      message: `the subscription of the storage account ${account} cannot be seen with this identity`,
      place: account,
    });
  } else if (found.state !== "Enabled")
    throw new SundownError("backup_target_subscription_ending", {
      message: `the storage account ${account} lies in ${found.subscriptionId}, which is ${found.state}`,
      place: account,
    });
}

/** Only for the target's state: that the account is not in the doomed subscription is known by then. */
async function whereabouts(
  connection: AzureConnection,
  account: string,
): Promise<AccountWhereabouts | undefined> {
  try {
    return await findStorageAccount(connection, account);
  } catch (error) {
    if (isSundownError(error)) return undefined;
    throw error;
  }
}

/** A SAS that somebody pasted must not end up in a log. */
const withoutSecrets = (url: string): string => (url.split(/[?#]/, 1)[0] ?? "").replace(/\/\/[^/]*@/, "//");

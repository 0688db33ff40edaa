import type { AzureConnection } from "../../azure/connection.ts";
import {
  type AccountWhereabouts,
  findStorageAccount,
  storageAccountsIn,
} from "../../azure/storage/find-storage-account.ts";
import type { Host } from "../../core/host.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";

/**
 * Makes sure that a storage account outlives the cancel, as far as this identity can see: that it lies in another
 * subscription, by ARM's own list, and in one that is Enabled.
 * @param doomedId id of the subscription that is to be cancelled
 * @throws SundownError backup_target_in_doomed_subscription, backup_target_subscription_ending,
 *   backup_target_unknown
 */
export async function refuseEndingAccount(
  connection: AzureConnection,
  account: string,
  doomedId: string,
  host: Pick<Host, "notify">,
): Promise<void> {
  const doomed = await storageAccountsIn(connection, doomedId).catch((error: unknown) => {
    if (!isSundownError(error)) throw error;
    throw new SundownError("backup_target_unknown", {
      message: `the storage accounts of ${doomedId} cannot be listed: ${error.message}`,
      place: doomedId,
      cause: error,
    });
  });
  const found = doomed.has(account.toLowerCase()) ? undefined : await whereabouts(connection, account);
  if (doomed.has(account.toLowerCase()) || found?.subscriptionId.toLowerCase() === doomedId.toLowerCase())
    throw new SundownError("backup_target_in_doomed_subscription", {
      message: `the storage account ${account} lies in ${doomedId}, which is to be cancelled`,
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

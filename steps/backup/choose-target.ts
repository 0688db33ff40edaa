import { resolve } from "node:path";
import type { BackupTarget } from "../../azure/storage/backup-target.ts";
import { blobLocation } from "../../azure/storage/blob-location.ts";
import { openContainerTarget } from "../../azure/storage/container-target.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { StepContext } from "../step-context.ts";
import { openFolderTarget } from "./folder-target.ts";
import { refuseEndingAccount } from "./refuse-ending-account.ts";

/** Where backups go when only an account is named. */
const DEFAULT_CONTAINER = "sundown-backups";

/** What begins so is an address whose `https://` is missing or torn, not a folder. */
const HALF_ADDRESS =
  /^(?:https?:|(?:\/\/)?(?:[a-z0-9-]+\.(?:blob|dfs|file|queue|table|web)\.[a-z0-9.-]+|[a-z0-9.-]+:\d+)(?:[:/?#]|$))/i;

/**
 * Makes sure that the place for backups outlives the cancel, and opens it.
 * @throws SundownError backup_target_invalid, backup_target_in_doomed_subscription,
 *   backup_target_subscription_ending, backup_target_unknown, backup_target_unwritable
 */
export async function chooseTarget(to: string, plan: Plan, context: StepContext): Promise<BackupTarget> {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(to)) {
    if (to.trim() === "" || HALF_ADDRESS.test(to)) throw neither(to);
    return openFolderTarget(resolve(context.workingDirectory, to));
  }
  const connection = await context.azure();
  const location = blobLocation(to, connection.cloud.storageSuffix);
  const url = URL.canParse(to) ? new URL(to) : undefined;
  if (location === undefined || url?.search !== "" || url.hash !== "")
    throw new SundownError("backup_target_invalid", {
      message: `${withoutSecrets(to)} is no storage account or container of ${connection.cloud.name}`,
      place: withoutSecrets(to),
    });
  await refuseEndingAccount(connection, location.account, plan.subscription.id, context.host);
  return openContainerTarget(connection, {
    accountUrl: location.accountUrl,
    container: location.container ?? DEFAULT_CONTAINER,
    prefix: (location.blob ?? "").replace(/^\/+|\/+$/g, ""),
  });
}

function neither(to: string): SundownError {
  const place = withoutSecrets(to);
  return new SundownError("backup_target_invalid", {
    message:
      to.trim() === ""
        ? "--to is empty"
        : `${place} is an address without https://, or a folder named like one`,
    place,
    remedy: "Give https://ACCOUNT.blob.SUFFIX[/CONTAINER[/PREFIX]], or a local folder as ./FOLDER.",
  });
}

/** A SAS that somebody pasted must not end up in a log. */
const withoutSecrets = (url: string): string => (url.split(/[?#]/, 1)[0] ?? "").replace(/\/\/[^/]*@/, "//");

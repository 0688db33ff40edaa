import { join, resolve } from "node:path";
import { findCancel } from "../../core/evidence/find-cancel.ts";
import { triedCalls } from "../../core/evidence/tried-calls.ts";
import { lifecycleDates } from "../../core/lifecycle/dates.ts";
import { CANCELLED_STATES, parseSubscriptionState } from "../../core/lifecycle/subscription-state.ts";
import {
  isSupportRequest,
  type SupportPurpose,
  supportForm,
  supportRequest,
} from "../../core/lifecycle/support-request.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { decommissionFolder } from "../decommission-folder.ts";
import { type AzureView, readAzureView } from "../status/read-azure-view.ts";
import { readFolderView } from "../status/read-folder-view.ts";
import type { StepContext } from "../step-context.ts";
import { writeNamedFile } from "../write-named-file.ts";

export interface SupportOptions {
  /** The decommission folder. */
  readonly folder: string;
  /** What is asked for. @default reactivate when it is cancelled, cancel otherwise */
  readonly purpose?: SupportPurpose;
  /** File to write. @default run/support-request.txt in the folder */
  readonly out?: string;
  /** Files and journal only. @default false */
  readonly offline?: boolean;
  /** Evidence of what was done on another machine, such as the Action's runner. */
  readonly evidence?: string;
}

export interface SupportResult {
  readonly purpose: SupportPurpose;
  readonly text: string;
  readonly file: string;
  /** The portal's page for a new request; absent where it goes to a partner. */
  readonly form?: string;
  /** What could not be read, so that the text says unknown there. */
  readonly unknown: readonly string[];
}

/**
 * `sundown support`: writes a complete support request with every fact that is known: subscription, tenant, offer,
 * state, what was tried, error codes and correlation ids from the journal. Sends nothing.
 *
 * @throws SundownError file_unreadable without a plan, the code of a plan that cannot be trusted, file_foreign,
 *   file_unwritable
 */
export async function support(options: SupportOptions, context: StepContext): Promise<SupportResult> {
  const folder = decommissionFolder(options.folder);
  const files = await readFolderView(options.folder, context, options.evidence);
  if (files.plan === undefined) {
    const [broken] = files.broken;
    if (broken !== undefined) throw broken;
    throw new SundownError("file_unreadable", {
      message: `There is no readable plan in ${folder.path}, so nobody knows which subscription it is about.`,
      place: folder.plan,
    });
  }
  const planned = files.plan.subscription;
  const azure: AzureView =
    options.offline === true ? { unknown: [] } : await readAzureView(planned.id, files.plan, context);
  const found = azure.subscription;
  const state = parseSubscriptionState(found?.state);
  const acceptedAt = findCancel(files.entries, planned.id)?.acceptedAt;
  const isCancelled = state === undefined ? acceptedAt !== undefined : CANCELLED_STATES.includes(state);
  const purpose = options.purpose ?? (isCancelled ? "reactivate" : "cancel");
  const cloud = azure.subscription === undefined ? undefined : (await context.azure()).cloud;
  const quotaId = found?.subscriptionPolicies?.quotaId ?? planned.quotaId;
  const form = supportForm(quotaId, cloud?.portal);
  const text = supportRequest(purpose, {
    subscriptionId: planned.id,
    name: found?.displayName ?? planned.name,
    tenantId: found?.tenantId ?? planned.tenantId,
    quotaId,
    state: found?.state,
    cloud: cloud?.name,
    form,
    dates: acceptedAt === undefined ? undefined : lifecycleDates(new Date(acceptedAt)),
    tried: triedCalls(files.entries),
    left: azure.left,
    writtenAt: context.now(),
  });
  const file = resolve(context.workingDirectory, options.out ?? join(folder.run, "support-request.txt"));
  await writeNamedFile({ path: file, content: text, isOwn: isSupportRequest, mode: 0o600 });
  context.host.notify({
    code: "support_request_written",
    message: `The request is in ${file}.`,
    place: file,
  });
  return {
    purpose,
    text,
    file,
    ...(form === undefined ? {} : { form }),
    unknown: [...files.broken.map(({ code, message }) => `${code}: ${message}`), ...azure.unknown],
  };
}

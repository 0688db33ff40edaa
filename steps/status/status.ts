import { findCancel, type RecordedCancel } from "../../core/evidence/find-cancel.ts";
import { daysUntil, type LifecycleDates, lifecycleDates } from "../../core/lifecycle/dates.ts";
import { nextCommand } from "../../core/lifecycle/next-command.ts";
import { type Offer, offerOf } from "../../core/lifecycle/offers.ts";
import { approvedCommand, type StatusStep, statusSteps } from "../../core/lifecycle/status-steps.ts";
import { CANCELLED_STATES, parseSubscriptionState } from "../../core/lifecycle/subscription-state.ts";
import type { WhoCanCancel } from "../../core/lifecycle/who-can-cancel.ts";
import { datesOfHeld } from "../../core/plan/held-until.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { decommissionFolder } from "../decommission-folder.ts";
import type { StepContext } from "../step-context.ts";
import { readStopRecord } from "../stop/stop-record.ts";
import { readApproval } from "./read-approval.ts";
import { type AzureView, readAzureView } from "./read-azure-view.ts";
import { type FolderView, readFolderView } from "./read-folder-view.ts";
import { readSignsOfLife, type SignsOfLife } from "./read-signs-of-life.ts";
import { readStopped } from "./read-stopped.ts";

export interface StatusOptions {
  /** The decommission folder. */
  readonly folder: string;
  /** Files and journal only. @default false */
  readonly offline?: boolean;
  /** Evidence of what was done on another machine, such as the Action's runner. */
  readonly evidence?: string;
}

export interface StatusDates extends LifecycleDates {
  /** Earliest moment for a delete by hand, of the offer: after three or seven days. */
  readonly manualDeleteFrom: string;
  readonly daysToReactivate: number;
  /** Azure deletes it between these two, counted from now; 0 is today or past. */
  readonly daysUntilDeletion: { readonly from: number; readonly to: number };
}

export interface StatusResult {
  readonly folder: string;
  readonly subscription: { readonly id?: string; readonly name?: string; readonly state?: string };
  readonly phase: "before" | "after";
  readonly steps: readonly StatusStep[];
  /** Names of the offers it may be; empty when unknown. */
  readonly offer: readonly string[];
  readonly whoCanCancel?: WhoCanCancel;
  /** After the cancel, when the journal knows its time. */
  readonly dates?: StatusDates;
  /** What time alone releases, from the plan; before the cancel. */
  readonly heldUntil: Plan["observed"]["heldUntil"];
  /** Before the cancel, once `stop` has seen everything quiet here: who still uses it. */
  readonly signsOfLife?: SignsOfLife;
  /** What was found not to be as Azure promises, one sentence each. */
  readonly notAsPromised: readonly string[];
  /** What goes on billing, from the plan. */
  readonly stillBilling: Plan["billing"];
  /** What could not be read, one sentence each. */
  readonly unknown: readonly string[];
  /** How what is left is deleted, with the pull request that approved it where it is known. */
  readonly destroyCommand: string;
  /** What to do next. */
  readonly next: string;
}

/**
 * `sundown status`: before the cancel, what is done and what is open, step by step; after it, the dates and what is
 * not as promised. Looks only. What Azure does not answer is said, not guessed; files that are there and cannot be
 * trusted end it.
 *
 * @throws SundownError plan_unreadable, plan_version_unknown, plan_digest_mismatch, journal_broken, stop_record_invalid, file_unreadable,
 *   policy_unreadable, run_folder_linked, and the code of what makes the manifest unreadable
 */
export async function status(options: StatusOptions, context: StepContext): Promise<StatusResult> {
  const files = await readFolderView(options.folder, context, options.evidence);
  const [broken] = files.broken;
  if (broken !== undefined) throw broken;
  const id = files.plan?.subscription.id;
  const azure: AzureView =
    options.offline === true || id === undefined
      ? { unknown: [] }
      : await readAzureView(id, files.plan, context);
  const recorded = id === undefined ? undefined : findCancel(files.entries, id);
  const state = azure.subscription?.state;
  const known = parseSubscriptionState(state);
  const after =
    known === undefined
      ? recorded?.confirmed === true
      : known === "Deleted" || CANCELLED_STATES.includes(known);
  const name = azure.subscription?.displayName ?? files.plan?.subscription.name;
  const quotaId = azure.subscription?.subscriptionPolicies?.quotaId ?? files.plan?.subscription.quotaId;
  const offer = offerOf(quotaId);
  const dates = datesOf(recorded, after, offer, context.now());
  const differing = after ? notAsPromised(azure, recorded, dates, context.now()) : [];
  for (const message of differing) context.host.notify({ code: "lifecycle_not_as_promised", message });
  const phase = after ? "after" : "before";
  const quietSince = after ? undefined : await readQuietSince(options.folder, context);
  const signs = state === undefined ? {} : await signsOfLife(quietSince, files.plan, context);
  const facts = { ...factsOf(files, azure, recorded), quiet: quietSince !== undefined };
  const steps = statusSteps(facts);
  return {
    folder: options.folder,
    subscription: {
      ...(id === undefined ? {} : { id }),
      ...(name === undefined ? {} : { name }),
      ...(state === undefined ? {} : { state }),
    },
    phase,
    steps,
    offer: offer.names,
    ...(azure.whoCanCancel === undefined ? {} : { whoCanCancel: azure.whoCanCancel }),
    ...(dates === undefined ? {} : { dates }),
    heldUntil: after || files.plan === undefined ? [] : datesOfHeld(files.plan),
    ...signs,
    notAsPromised: differing,
    stillBilling: files.plan?.billing ?? [],
    unknown: azure.unknown,
    destroyCommand: approvedCommand("destroy", facts),
    next: nextCommand(phase, steps, differing.length === 0, facts),
  };
}

/** Before the cancel alone: afterwards nothing runs. */
async function readQuietSince(path: string, context: StepContext): Promise<string | undefined> {
  const record = await readStopRecord(decommissionFolder(path), context.workingDirectory);
  return record.quietSince;
}

/** Nothing where nothing was made quiet. */
async function signsOfLife(
  quietSince: string | undefined,
  plan: Plan | undefined,
  context: StepContext,
): Promise<Pick<StatusResult, "signsOfLife">> {
  if (plan === undefined || quietSince === undefined) return {};
  const found = await readSignsOfLife(plan, quietSince, context);
  for (const { id, metric, count, lastAt } of found.used)
    context.host.notify({
      code: "still_used",
      message: `${id} is still used: ${count} ${metric} since ${quietSince}, last in the hour of ${lastAt}.`,
      place: id,
    });
  return { signsOfLife: found };
}

function factsOf(files: FolderView, azure: AzureView, recorded: RecordedCancel | undefined) {
  return {
    planDigest: files.plan?.planDigest,
    problems: files.problems,
    backupsNeeded: files.plan?.backupsNeeded.length ?? 0,
    backupsMissing: files.backupsMissing,
    services: readStopped(files.entries),
    approval: readApproval(files.entries, files.digest),
    digest: files.digest,
    allowLocal: files.allowLocal,
    left: azure.left?.length,
    rolesLeft: azure.rolesLeft,
    state: azure.subscription?.state,
    cancelAccepted: recorded?.acceptedAt !== undefined,
  };
}

function datesOf(
  recorded: RecordedCancel | undefined,
  after: boolean,
  { manualDeleteAfterDays }: Offer,
  now: Date,
): StatusDates | undefined {
  if (recorded?.acceptedAt === undefined || !after) return undefined;
  const dates = lifecycleDates(new Date(recorded.acceptedAt));
  const daysToReactivate = daysUntil(dates.reactivateUntil, now);
  return {
    ...dates,
    manualDeleteFrom:
      manualDeleteAfterDays === 3 ? dates.earliestManualDelete : dates.earliestManualDeletePartner,
    daysToReactivate,
    daysUntilDeletion: { from: daysUntil(dates.retentionMayEnd, now), to: daysToReactivate },
  };
}

function notAsPromised(
  azure: AzureView,
  recorded: RecordedCancel | undefined,
  dates: StatusResult["dates"],
  now: Date,
): string[] {
  const found: string[] = [];
  const state = azure.subscription?.state;
  if (recorded?.confirmed === true && state === "Enabled")
    found.push("It was cancelled, but is Enabled again.");
  for (const id of azure.left ?? []) found.push(`Nothing should be left in it, but it holds ${id}.`);
  for (const id of azure.running ?? []) found.push(`The virtual machine ${id} is not deallocated.`);
  for (const id of azure.writable ?? []) found.push(`The storage account ${id} still takes writes.`);
  for (const name of azure.rolesLeft ?? [])
    found.push(`The custom role ${name} names it and can no longer be changed.`);
  if (
    dates !== undefined &&
    state !== undefined &&
    state !== "Deleted" &&
    Date.parse(dates.reactivateUntil) < now.getTime()
  ) {
    found.push(`Its retention ended on ${dates.reactivateUntil}, but it is still there.`);
  }
  return found;
}

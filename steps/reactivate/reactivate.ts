import { readSubscription } from "../../azure/read-subscription.ts";
import { enableSubscription } from "../../azure/subscription/cancel-subscription.ts";
import { type WaitOptions, waitForState } from "../../azure/subscription/wait-for-state.ts";
import { findCancel } from "../../core/evidence/find-cancel.ts";
import type { JournalEntry } from "../../core/evidence/journal-entry.ts";
import { type UndoPlan, undoPlan } from "../../core/evidence/undo-plan.ts";
import { decideReactivation } from "../../core/lifecycle/decide-reactivation.ts";
import type { UndoKind } from "../../core/lifecycle/undo-kinds.ts";
import { definitionOf } from "../../core/messages/registry.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import type { Journal } from "../../engine/journal.ts";
import { type DecommissionFolder, decommissionFolder } from "../decommission-folder.ts";
import { mergeJournals, readEvidenceJournal } from "../evidence/read-evidence-journal.ts";
import { readPlan } from "../plan/read-plan.ts";
import { recordedCall } from "../recorded-call.ts";
import type { StepContext } from "../step-context.ts";
import { stop } from "../stop/stop.ts";
import { readStopRecord } from "../stop/stop-record.ts";
import { support } from "../support/support.ts";
import { withJournal } from "../with-journal.ts";
import { heldOf, type Undone } from "./restore-roles.ts";
import { undoAround } from "./undo-around.ts";

export interface ReactivateOptions {
  /** The decommission folder. */
  readonly folder: string;
  /** How long and how often the state is read after the call. */
  readonly wait?: Omit<WaitOptions, "signal" | "onState">;
  /** What is brought back besides the subscription, unasked. @default each is asked for */
  readonly undo?: readonly UndoKind[];
  /** Evidence of what was done on another machine, such as the Action's runner. */
  readonly evidence?: string;
}

export interface ReactivateResult {
  readonly subscription: string;
  /** `support`: this offer is reactivated by support only, and the request is written. */
  readonly outcome: "enabled" | "already" | "support";
  readonly state: string;
  readonly seen: readonly string[];
  readonly correlationId?: string;
  /** The prepared support request. */
  readonly file?: string;
  /** Last moment to reactivate, when the journal knows the cancel. */
  readonly until?: string;
  /** What was brought back, or was to be. */
  readonly undone: readonly Undone[];
  /** What can be brought back and was not: nobody wanted it, or the subscription is not Enabled yet. */
  readonly canUndo: readonly UndoKind[];
  /** What nothing brings back, one sentence each. */
  readonly cannotUndo: readonly string[];
  readonly held: readonly { readonly target: string; readonly code: string; readonly remedy: string }[];
}

/**
 * `sundown reactivate`: pay-as-you-go is enabled again and waited for; for other offers the support request is
 * written, with the date until which it helps; after that date it says so. Once it is Enabled, what lies around it is
 * brought back where somebody wants it: its management group, custom roles and assignments, stopped services.
 *
 * @throws SundownError reactivate_too_late, subscription_state_unknown, subscription_past_due, declined,
 *   reactivate_refused, reactivate_unconfirmed
 */
export async function reactivate(
  options: ReactivateOptions,
  context: StepContext,
): Promise<ReactivateResult> {
  const folder = decommissionFolder(options.folder);
  const plan = await readPlan(folder, context.workingDirectory);
  const { id } = plan.subscription;
  const other =
    options.evidence === undefined
      ? []
      : await readEvidenceJournal(options.evidence, id, context.workingDirectory);
  const result = await withJournal(folder, id, context, (journal) =>
    bringBack(id, journal, other, options, context),
  );
  return result.outcome === "support" ? result : withServices(result, folder, options, context);
}

/** `stop` keeps its own record of what it stopped, and takes the journal itself. */
async function withServices(
  result: ReactivateResult,
  folder: DecommissionFolder,
  { undo, folder: path }: ReactivateOptions,
  context: StepContext,
): Promise<ReactivateResult> {
  const { services } = await readStopRecord(folder, context.workingDirectory);
  if (services.length === 0) return result;
  const left: ReactivateResult = { ...result, canUndo: [...result.canUndo, "services"] };
  if (undo !== undefined && !undo.includes("services")) return left;
  const host = undo === undefined ? context.host : { ...context.host, ask: () => Promise.resolve(true) };
  try {
    const { changed, held } = await stop({ folder: path, undo: true }, { ...context, host });
    const started = changed.map(({ id }): Undone => ({ target: id, outcome: "restored" }));
    return { ...result, undone: [...result.undone, ...started], held: [...result.held, ...held] };
  } catch (error) {
    if (isSundownError(error) && error.code === "declined") return left;
    throw error;
  }
}

async function bringBack(
  id: string,
  journal: Journal,
  other: readonly JournalEntry[],
  options: ReactivateOptions,
  context: StepContext,
): Promise<ReactivateResult> {
  const connection = await context.azure();
  const subscription = await readSubscription(connection, id, context.signal);
  const entries = mergeJournals(journal.entries, other);
  const cancelledAt = findCancel(entries, id)?.acceptedAt;
  const decision = decideReactivation({
    state: subscription.state,
    quotaId: subscription.subscriptionPolicies?.quotaId,
    cancelledAt: cancelledAt === undefined ? undefined : new Date(cancelledAt),
    now: context.now(),
  });
  const plan = undoPlan(entries);
  const shared: ReactivateResult = {
    outcome: "support",
    subscription: id,
    state: subscription.state,
    seen: [subscription.state],
    undone: [],
    canUndo: kindsOf(plan),
    cannotUndo: plan.cannot,
    held: [],
    ...(decision.until === undefined ? {} : { until: decision.until }),
  };
  for (const message of plan.cannot) context.host.notify({ code: "reactivate_cannot_undo", message });
  const withRest = async (result: ReactivateResult): Promise<ReactivateResult> => {
    const { signal } = context;
    const restore = {
      connection,
      journal,
      signal,
      ...(options.wait === undefined ? {} : { wait: options.wait }),
    };
    const undone = await undoAround(plan, id, options.undo, restore, context);
    const left = kindsOf(undoPlan(mergeJournals(journal.entries, other)));
    return { ...result, undone, canUndo: left, held: heldOf(undone) };
  };
  if (decision.kind === "refuse") {
    throw new SundownError(decision.code, { message: decision.message, place: `/subscriptions/${id}` });
  }
  if (decision.kind === "already") {
    context.host.notify({
      code: "subscription_already_enabled",
      message: `The subscription ${id} is Enabled.`,
    });
    return withRest({ ...shared, outcome: "already" });
  }
  if (decision.kind === "support") {
    const { file } = await support(
      {
        folder: options.folder,
        purpose: "reactivate",
        ...(options.evidence === undefined ? {} : { evidence: options.evidence }),
      },
      context,
    );
    const remedy = `Send ${file}${decision.until === undefined ? "" : ` before ${decision.until}`}.`;
    return {
      ...shared,
      outcome: "support",
      file,
      held: [{ target: `/subscriptions/${id}`, code: "reactivate_by_support", remedy }],
    };
  }
  const yes = await context.host.ask({
    code: "reactivate_confirm",
    message: `Enable the subscription ${subscription.displayName ?? id} again? It bills again from then on.`,
  });
  if (!yes) throw new SundownError("declined", { message: "The subscription was left as it is." });
  return withRest({ ...shared, ...(await enable(id, journal, options, context)), outcome: "enabled" });
}

function kindsOf({ roles, assignments, managementGroup }: UndoPlan): UndoKind[] {
  return [
    ...(roles.length + assignments.length > 0 ? ["roles" as const] : []),
    ...(managementGroup === undefined ? [] : ["management-group" as const]),
  ];
}

async function enable(
  id: string,
  journal: Journal,
  { wait = {} }: ReactivateOptions,
  context: StepContext,
): Promise<{ state: string; seen: readonly string[]; correlationId?: string }> {
  const connection = await context.azure();
  const about = `/subscriptions/${id}`;
  const { correlationId } = await recordedCall(
    journal,
    { step: "reactivate", about },
    { act: "enable" },
    () => enableSubscription(connection, id),
  );
  const correlation = correlationId === undefined ? {} : { correlationId };
  const { state, seen } = await waitForState(connection, id, ["Enabled"], {
    ...wait,
    signal: context.signal,
    onState: (shown) =>
      context.host.progress({
        task: `enable ${about}`,
        title: `waiting for Enabled: ${shown}`,
        state: "running",
      }),
  });
  if (state === undefined) {
    throw new SundownError("reactivate_unconfirmed", {
      message: `The subscription's state does not show it yet: ${seen.join(", ")}.`,
      place: about,
      remedy: definitionOf("reactivate_unconfirmed").remedy ?? "",
      data: { seen, ...correlation },
    });
  }
  await journal.append({ step: "reactivate", kind: "note", about, data: { confirmed: true, state, seen } });
  context.host.notify({
    code: "reactivate_done",
    message: `The subscription ${id} is ${state} again.`,
    place: about,
  });
  return { state, seen, ...correlation };
}

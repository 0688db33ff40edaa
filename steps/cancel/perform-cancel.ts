import { type WaitOptions, waitForState } from "../../azure/subscription/wait-for-state.ts";
import { findCancel } from "../../core/evidence/find-cancel.ts";
import type { Host } from "../../core/host.ts";
import { type LifecycleDates, lifecycleDates } from "../../core/lifecycle/dates.ts";
import { CANCELLED_STATES, type SubscriptionState } from "../../core/lifecycle/subscription-state.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { Journal } from "../../engine/journal.ts";
import { callCancel } from "./call-cancel.ts";
import { moveToManagementGroup, planManagementGroupMove } from "./move-to-management-group.ts";
import { proveReady, type ReadyOptions } from "./prove-ready.ts";

export interface PerformCancelOptions extends ReadyOptions {
  readonly journal: Journal;
  readonly host: Host;
  readonly now: () => Date;
  /** The last word before the call: false stops. Not asked when the call was accepted in an earlier run. */
  readonly confirm: () => Promise<boolean>;
  readonly wait?: Omit<WaitOptions, "signal" | "onState">;
}

export interface CancelOutcome {
  /** `already`: it was cancelled before this run, so nothing was called. */
  readonly outcome: "cancelled" | "already";
  readonly state: SubscriptionState;
  /** States as they were seen, in order. */
  readonly seen: readonly string[];
  readonly correlationId?: string;
  /** Absent when no journal says when it was cancelled. */
  readonly dates?: LifecycleDates;
}

/** An accepted call that is older than this and still does not show did not hold: it is made again. */
const ACCEPTED_HOLDS_MS = 60 * 60_000;
const NOTHING_SEEN = "The subscription's state does not show the cancel yet";

/**
 * The cancel itself, safe to repeat: reads everything first, asks, moves the subscription to the management group of
 * the manifest, if it names one, reads again, writes the intent, calls, writes the answer, and waits until Disabled or
 * Warned was seen several times in a row.
 *
 * @throws SundownError everything of {@link proveReady}, {@link planManagementGroupMove} and
 *   {@link moveToManagementGroup}, declined, cancel_not_permitted, cancel_refused,
 *   resources_existing_on_subscription, cancel_unconfirmed, journal_unwritable
 */
export async function performCancel(options: PerformCancelOptions): Promise<CancelOutcome> {
  const { journal, plan, now } = options;
  const before = findCancel(journal.entries, plan.subscription.id);
  const found = await proveReady(options);
  if (found === "cancelled") {
    // An earlier run made the call and ended before it saw the state: this run ends that one.
    const outcome = before === undefined || before.confirmed ? "already" : "cancelled";
    return confirmed(options, outcome, before?.correlationId);
  }
  if (found === "pastDue") {
    options.host.notify({
      code: "subscription_past_due_acknowledged",
      message: "The subscription is PastDue, which decommission.yaml acknowledges; what is owed stays owed.",
      place: `/subscriptions/${plan.subscription.id}`,
    });
  }
  const pending =
    before?.acceptedAt !== undefined && now().getTime() - Date.parse(before.acceptedAt) < ACCEPTED_HOLDS_MS;
  // Enabled after an accepted call is what lag looks like: the answer counts, and no second call is made.
  if (pending) return confirmed(options, "cancelled", before.correlationId);
  const move = await planManagementGroupMove(options, options.host);
  if (!(await options.confirm())) {
    throw new SundownError("declined", { message: "The subscription was not cancelled." });
  }
  if (move !== undefined) await moveToManagementGroup(move, options);
  // The question may have waited for hours, and other policies may hold since the move.
  if ((await proveReady(options)) === "cancelled")
    return confirmed(options, "already", before?.correlationId);
  const correlationId = await callCancel(options);
  options.host.notify({ code: "cancel_sent", message: "Azure accepted the cancel; waiting for it to show." });
  return confirmed(options, "cancelled", correlationId);
}

async function confirmed(
  options: PerformCancelOptions,
  outcome: CancelOutcome["outcome"],
  correlationId: string | undefined,
): Promise<CancelOutcome> {
  const { connection, plan, journal, host, signal, wait = {} } = options;
  const about = `/subscriptions/${plan.subscription.id}`;
  const task = `cancel ${about}`;
  const { state, seen } = await waitForState(connection, plan.subscription.id, CANCELLED_STATES, {
    ...wait,
    signal,
    onState: (shown) => host.progress({ task, title: `waiting for the cancel: ${shown}`, state: "running" }),
  });
  if (state === undefined) {
    throw new SundownError("cancel_unconfirmed", {
      message: `${NOTHING_SEEN}: ${seen.join(", ")}.`,
      place: about,
      data: { seen, ...(correlationId === undefined ? {} : { correlationId }) },
    });
  }
  host.progress({ task, title: `the subscription is ${state}`, state: "done" });
  const known = findCancel(journal.entries, plan.subscription.id);
  if (known?.confirmed !== true) {
    await journal.append({ step: "cancel", kind: "note", about, data: { confirmed: true, state, seen } });
  }
  const acceptedAt = known?.acceptedAt;
  return {
    outcome,
    state,
    seen,
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(acceptedAt === undefined ? {} : { dates: lifecycleDates(new Date(acceptedAt)) }),
  };
}

import { readSubscription } from "../../azure/read-subscription.ts";
import { enableSubscription } from "../../azure/subscription/cancel-subscription.ts";
import { type WaitOptions, waitForState } from "../../azure/subscription/wait-for-state.ts";
import { findCancel } from "../../core/evidence/find-cancel.ts";
import { recordedRoles } from "../../core/evidence/recorded-roles.ts";
import { decideReactivation } from "../../core/lifecycle/decide-reactivation.ts";
import { definitionOf, type MessageCode } from "../../core/messages/registry.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import { parsePlan } from "../../core/plan/parse-plan.ts";
import type { Journal } from "../../engine/journal.ts";
import { decommissionFolder, readNamedFile } from "../decommission-folder.ts";
import type { StepContext } from "../step-context.ts";
import { support } from "../support/support.ts";
import { withJournal } from "../with-journal.ts";

export interface ReactivateOptions {
  /** The decommission folder. */
  readonly folder: string;
  /** How long and how often the state is read after the call. */
  readonly wait?: Omit<WaitOptions, "signal" | "onState">;
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
  /** Custom roles that were trimmed or deleted; enabling does not bring them back. */
  readonly rolesChanged: readonly string[];
  readonly held: readonly { readonly target: string; readonly code: MessageCode; readonly remedy: string }[];
}

/**
 * `sundown reactivate`: pay-as-you-go is enabled again and waited for; for other offers the support request is
 * written, with the date until which it helps; after that date it says so.
 *
 * @throws SundownError reactivate_too_late, subscription_state_unknown, subscription_past_due, declined,
 *   reactivate_refused, reactivate_unconfirmed
 */
export async function reactivate(
  options: ReactivateOptions,
  context: StepContext,
): Promise<ReactivateResult> {
  const folder = decommissionFolder(options.folder);
  const plan = parsePlan(
    (await readNamedFile(folder.plan, context.workingDirectory)).toString("utf8"),
    folder.plan,
  );
  const { id } = plan.subscription;
  return withJournal(folder, id, context, (journal) => bringBack(id, journal, options, context));
}

async function bringBack(
  id: string,
  journal: Journal,
  options: ReactivateOptions,
  context: StepContext,
): Promise<ReactivateResult> {
  const subscription = await readSubscription(await context.azure(), id, context.signal);
  const cancelledAt = findCancel(journal.entries, id)?.acceptedAt;
  const decision = decideReactivation({
    state: subscription.state,
    quotaId: subscription.subscriptionPolicies?.quotaId,
    cancelledAt: cancelledAt === undefined ? undefined : new Date(cancelledAt),
    now: context.now(),
  });
  const shared = {
    subscription: id,
    state: subscription.state,
    seen: [subscription.state],
    rolesChanged: recordedRoles(journal.entries)
      .filter(({ act }) => act !== "deleteAssignment")
      .map(({ role }) => role),
    held: [],
    ...(decision.until === undefined ? {} : { until: decision.until }),
  };
  if (decision.kind === "refuse") {
    throw new SundownError(decision.code, { message: decision.message, place: `/subscriptions/${id}` });
  }
  if (decision.kind === "already") {
    context.host.notify({
      code: "subscription_already_enabled",
      message: `The subscription ${id} is Enabled.`,
    });
    return { ...shared, outcome: "already" };
  }
  if (decision.kind === "support") {
    const { file } = await support({ folder: options.folder, purpose: "reactivate" }, context);
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
  return { ...shared, ...(await enable(id, journal, options, context)), outcome: "enabled" };
}

async function enable(
  id: string,
  journal: Journal,
  { wait = {} }: ReactivateOptions,
  context: StepContext,
): Promise<{ state: string; seen: readonly string[]; correlationId?: string }> {
  const connection = await context.azure();
  const about = `/subscriptions/${id}`;
  await journal.append({ step: "reactivate", kind: "intent", about, data: { act: "enable" } });
  const { correlationId } = await enableSubscription(connection, id).catch(async (error: unknown) => {
    const code = isSundownError(error) ? error.code : "unexpected_error";
    await journal.append({
      step: "reactivate",
      kind: "answer",
      about,
      data: { accepted: false, error: code },
    });
    throw error;
  });
  const correlation = correlationId === undefined ? {} : { correlationId };
  await journal.append({
    step: "reactivate",
    kind: "answer",
    about,
    data: { accepted: true, ...correlation },
  });
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

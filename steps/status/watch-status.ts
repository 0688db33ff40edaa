import { setTimeout as sleep } from "node:timers/promises";
import type { Notice } from "../../core/host.ts";
import { CANCELLED_STATES, parseSubscriptionState } from "../../core/lifecycle/subscription-state.ts";
import type { WatchGoal } from "../../core/lifecycle/watch-goals.ts";
import type { StepContext } from "../step-context.ts";
import { type StatusOptions, type StatusResult, status } from "./status.ts";

export interface WatchOptions extends StatusOptions {
  /** What is waited for. @default cancelled before the cancel, deleted after it */
  readonly until?: WatchGoal;
  /** Milliseconds between two looks. */
  readonly intervalMs: number;
  /** How often in a row it must be seen: right after a call the state flips. @default 4 */
  readonly inARow?: number;
}

/**
 * Looks again and again until what is waited for was seen several times in a row, or until it is interrupted; every
 * change is told once, as `status_seen` with the whole look in its data.
 * @throws SundownError everything of {@link status}
 */
export async function watchStatus(
  { until, intervalMs, inARow = 4, ...options }: WatchOptions,
  context: StepContext,
): Promise<StatusResult> {
  const notify = onlyOnce((notice) => context.host.notify(notice));
  const quiet = { ...context, host: { ...context.host, notify } };
  let shown: string | undefined;
  let goal = until;
  for (let hits = 0; ; ) {
    const look = await status(options, quiet);
    goal ??= look.phase === "after" ? "deleted" : "cancelled";
    const { state = "state unknown", name = "the subscription" } = look.subscription;
    const seen = inWords(look);
    if (seen !== shown) context.host.notify({ code: "status_seen", message: seen, data: { look } });
    shown = seen;
    hits = isReached(goal, look) ? hits + 1 : 0;
    const task = { task: "watch", title: `${name}: ${state}; waiting until ${goal}` } as const;
    if (hits >= inARow || context.signal.aborted) {
      context.host.progress({ ...task, state: hits >= inARow ? "done" : "skipped" });
      return look;
    }
    context.host.progress({ ...task, state: "running" });
    // Ctrl-C ends the wait; the last look is the result.
    await sleep(intervalMs, undefined, { signal: context.signal }).catch(() => undefined);
    if (context.signal.aborted) return look;
  }
}

function isReached(goal: WatchGoal, { subscription, steps }: StatusResult): boolean {
  const state = parseSubscriptionState(subscription.state);
  if (goal === "empty") return steps.some(({ step, state: done }) => step === "destroy" && done === "done");
  if (state === undefined) return false;
  if (goal === "cancelled") return CANCELLED_STATES.includes(state);
  return state.toLowerCase() === goal;
}

/** What of a look is a change when it differs: days that pass are not. */
function inWords({ subscription, steps, notAsPromised, unknown }: StatusResult): string {
  const { name = "the subscription", state = "state unknown" } = subscription;
  const open = steps.filter((step) => step.state === "open").map(({ step }) => step);
  return [
    `${name}: ${state}`,
    open.length === 0 ? "nothing open" : `open: ${open.join(", ")}`,
    ...steps
      .filter(({ step, state: its }) => step === "destroy" && its === "open")
      .map(({ detail }) => detail),
    ...notAsPromised,
    ...unknown,
  ].join("; ");
}

function onlyOnce(notify: (notice: Notice) => void): (notice: Notice) => void {
  const told = new Set<string>();
  return (notice) => {
    const key = `${notice.code} ${notice.message}`;
    if (!told.has(key)) notify(notice);
    told.add(key);
  };
}

import { mapBounded } from "../../azure/map-bounded.ts";
import { readServiceState, type ServiceState } from "../../azure/services/service-state.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { count } from "../../core/report/markdown.ts";
import { decommissionFolder } from "../decommission-folder.ts";
import { readPlan } from "../plan/read-plan.ts";
import type { StepContext } from "../step-context.ts";
import { withJournal } from "../with-journal.ts";
import {
  type ChangedService,
  type HeldService,
  heldOf,
  isResting,
  isRunning,
  STATE_WAIT,
  type StateWait,
  type StopRun,
  settled,
  startServices,
  stopServices,
} from "./change-services.ts";
import { findServices, type NotHandled, SERVICES_AT_ONCE } from "./find-services.ts";
import { readStopRecord, StopLedger } from "./stop-record.ts";

export interface StopOptions {
  /** The decommission folder. */
  readonly folder: string;
  /** Start again what an earlier `stop` stopped, and nothing else. @default false */
  readonly undo?: boolean;
  /** @default up to ten minutes for each service */
  readonly wait?: StateWait;
}

export interface StopResult {
  readonly undo: boolean;
  /** Stopped (or, with `undo`, started) by this run. */
  readonly changed: readonly ChangedService[];
  /** Already as it should be, or never running. */
  readonly left: readonly ChangedService[];
  /** What runs by itself and Sundown does not stop, each with why or how. Empty with `undo`. */
  readonly notHandled: readonly NotHandled[];
  /** ISO 8601: since when nothing runs that `stop` can stop; the quiet period counts from here. */
  readonly quietSince?: string;
  readonly held: readonly HeldService[];
}

/**
 * `sundown stop`: stops what runs in the plan, what begins work first and databases last, and remembers what it was;
 * `undo` starts exactly that, in the other order. Asks first. What Sundown does not stop is named.
 * @throws SundownError declined, nothing_to_undo, stop_record_invalid
 */
export async function stop(options: StopOptions, context: StepContext): Promise<StopResult> {
  const folder = decommissionFolder(options.folder);
  const plan = await readPlan(folder, context.workingDirectory);
  const undo = options.undo === true;
  const connection = await context.azure();
  return withJournal(folder, plan.subscription.id, context, async (journal) => {
    // Read only now: another run may have been writing it until the lock was ours.
    const record = await readStopRecord(folder, context.workingDirectory);
    const run: StopRun = {
      connection,
      ledger: new StopLedger(folder, record),
      journal,
      context,
      wait: options.wait ?? STATE_WAIT,
      changed: [],
      left: [],
      held: [],
    };
    if (undo && record.services.length === 0)
      throw new SundownError("nothing_to_undo", {
        message: `${folder.path} has no record of stopped services`,
      });
    const notHandled = undo ? await startAgain(run) : await stopRunning(run, plan);
    const { quietSince } = run.ledger.record;
    const { changed, left, held } = run;
    return { undo, changed, left, notHandled, held, ...(quietSince === undefined ? {} : { quietSince }) };
  });
}

async function stopRunning(run: StopRun, plan: Plan): Promise<readonly NotHandled[]> {
  const { ledger, context, connection } = run;
  const found = await findServices(connection, plan, context.signal);
  for (const { id, because } of found.unread) run.held.push(heldOf(id, because));
  const services = await settle(run, found.services);
  const running = services.filter(isRunning);
  for (const service of services.filter((each) => !isRunning(each))) {
    const { id, state } = service;
    if (isResting(service)) run.left.push({ id, was: state });
    else run.held.push(heldOf(id, `${id} is neither running nor stopped: ${state}`));
    // A run that was killed may have stopped it without anybody writing when.
    const ours = ledger.get(id);
    if (isResting(service) && ours !== undefined && ours.stoppedAt === undefined)
      await ledger.put({ ...ours, stoppedAt: context.now().toISOString() });
  }
  for (const { id, how } of found.notHandled)
    context.host.notify({ code: "stop_not_handled", message: `${id} may still run: ${how}`, place: id });
  if (running.length > 0) {
    const message = `Stop ${named(running)}? \`sundown stop --undo\` starts them again.`;
    await confirm(context, "stop_confirm", message);
    await ledger.setQuiet(undefined);
    await stopServices(run, running);
    warnOfStarts(run);
  }
  const isWhole = run.held.length === 0 && !context.signal.aborted;
  await ledger.setQuiet(isWhole ? (ledger.record.quietSince ?? context.now().toISOString()) : undefined);
  return found.notHandled;
}

async function startAgain(run: StopRun): Promise<readonly NotHandled[]> {
  const { ledger, context, connection } = run;
  const ids = ledger.record.services.map(({ id }) => id);
  const states = await mapBounded(ids, SERVICES_AT_ONCE, async (id) => {
    try {
      const state = await readServiceState(connection, id, context.signal);
      if (state === undefined) await ledger.remove(id);
      return state;
    } catch (error) {
      if (!isSundownError(error) || error.code !== "azure_refused") throw error;
      run.held.push(heldOf(id, error.message));
      return undefined;
    }
  });
  const services = await settle(
    run,
    states.filter((state) => state !== undefined),
  );
  for (const { id, state } of services.filter(isRunning)) {
    run.left.push({ id, was: state });
    await ledger.remove(id);
  }
  const stopped = services.filter((service) => !isRunning(service));
  if (stopped.length > 0) {
    await confirm(context, "stop_undo_confirm", `Start ${named(stopped)}, which \`sundown stop\` stopped?`);
    await startServices(run, stopped);
  }
  await ledger.setQuiet(undefined);
  return [];
}

/** A state that passes says nothing yet; what is gone meanwhile is left out. */
async function settle(run: StopRun, services: readonly ServiceState[]): Promise<ServiceState[]> {
  const states = await mapBounded(services, SERVICES_AT_ONCE, (service) => settled(run, service));
  return states.filter((state) => state !== undefined);
}

function warnOfStarts({ changed, context }: StopRun): void {
  for (const { id, startsAgainAt } of changed)
    if (startsAgainAt !== undefined)
      context.host.notify({
        code: "stop_starts_again",
        message: `Azure starts ${id} again by itself on ${startsAgainAt.slice(0, 10)}; stop it again before then.`,
        place: id,
      });
}

async function confirm(
  { host }: StepContext,
  code: "stop_confirm" | "stop_undo_confirm",
  message: string,
): Promise<void> {
  if (await host.ask({ code, message })) return;
  throw new SundownError("declined", { message: "Nothing was stopped or started." });
}

/** "2 virtual machines (a, b), 1 web or function app (shop)" */
function named(services: readonly ServiceState[]): string {
  const byTitle = Map.groupBy(services, ({ kind }) => kind.title);
  return [...byTitle]
    .map(([title, those]) => {
      const names = those.map(({ id }) => id.slice(id.lastIndexOf("/") + 1));
      return `${count(those.length, title)} (${names.join(", ")})`;
    })
    .join(", ");
}

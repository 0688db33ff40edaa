import { setTimeout as sleep } from "node:timers/promises";
import type { AzureConnection } from "../../azure/connection.ts";
import { changeService, readServiceState, type ServiceState } from "../../azure/services/service-state.ts";
import { inParallel } from "../../azure/storage/in-parallel.ts";
import { DAY_MS } from "../../core/day.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import type { Held } from "../../core/plan/plan.ts";
import type { Journal } from "../../engine/journal.ts";
import type { StepContext } from "../step-context.ts";
import { SERVICES_AT_ONCE } from "./find-services.ts";
import type { StopLedger } from "./stop-record.ts";

/** How long a state that passes is waited for. */
export interface StateWait {
  readonly everyMs: number;
  readonly times: number;
}

export const STATE_WAIT: StateWait = { everyMs: 10_000, times: 60 };

export interface ChangedService {
  readonly id: string;
  /** Its state before this run. */
  readonly was: string;
  /** ISO 8601: when Azure starts it again by itself. */
  readonly startsAgainAt?: string;
}

export type HeldService = Held & { readonly because: string };

export interface StopRun {
  readonly connection: AzureConnection;
  readonly ledger: StopLedger;
  readonly journal: Journal;
  readonly context: StepContext;
  readonly wait: StateWait;
  readonly changed: ChangedService[];
  readonly left: ChangedService[];
  readonly held: HeldService[];
}

/** Stops these, rank by rank; each is remembered before it is touched. */
export async function stopServices(run: StopRun, services: readonly ServiceState[]): Promise<void> {
  for (const rank of [1, 2, 3]) {
    await inParallel(ofRank(services, rank), SERVICES_AT_ONCE, async (service) => {
      if (run.context.signal.aborted) return;
      const { id, state, kind } = service;
      // Written before the call: whatever happens to this process, it is known what was running.
      const was = run.ledger.get(id)?.was ?? state;
      await run.ledger.put({ id, was });
      if (!(await change(run, service, "stop"))) return;
      const now = run.context.now();
      await run.ledger.put({ id, was, stoppedAt: now.toISOString() });
      const days = kind.startsAgainAfterDays;
      const startsAgainAt =
        days === undefined ? {} : { startsAgainAt: new Date(now.getTime() + days * DAY_MS).toISOString() };
      run.changed.push({ id, was: state, ...startsAgainAt });
    });
  }
}

/** Starts these again, in the other order. */
export async function startServices(run: StopRun, services: readonly ServiceState[]): Promise<void> {
  for (const rank of [3, 2, 1]) {
    await inParallel(ofRank(services, rank), SERVICES_AT_ONCE, async (service) => {
      if (run.context.signal.aborted || !(await change(run, service, "start"))) return;
      await run.ledger.remove(service.id);
      run.changed.push({ id: service.id, was: service.state });
    });
  }
}

/** The same services once none of them is passing from one state to another, or the time for that is over. */
export async function settled(
  { connection, context, wait }: Pick<StopRun, "connection" | "context" | "wait">,
  service: ServiceState,
): Promise<ServiceState | undefined> {
  let seen: ServiceState | undefined = service;
  for (let time = 0; time < wait.times && seen !== undefined && isPassing(seen); time += 1) {
    await sleep(wait.everyMs, undefined, { signal: context.signal });
    seen = await readServiceState(connection, service.id, context.signal);
  }
  return seen;
}

export const isRunning = ({ kind, state }: ServiceState): boolean => kind.running.includes(state);
export const isResting = ({ kind, state }: ServiceState): boolean => kind.resting.includes(state);
const isPassing = (service: ServiceState): boolean =>
  service.state !== "unknown" && !isRunning(service) && !isResting(service);
const ofRank = (services: readonly ServiceState[], rank: number): ServiceState[] =>
  services.filter(({ kind }) => kind.rank === rank);

export function heldOf(id: string, because: string): HeldService {
  const { code, remedy = "" } = new SundownError("stop_failed", { message: because, place: id });
  return { target: id, code, remedy, because };
}

/** @returns whether the service was seen in the wanted state afterwards */
async function change(run: StopRun, service: ServiceState, verb: "stop" | "start"): Promise<boolean> {
  const { journal, context, held } = run;
  const { id } = service;
  const title = `${verb === "start" ? "starting" : "stopping"} ${id.slice(id.lastIndexOf("/") + 1)}`;
  const task = { task: `stop ${id}`, title };
  context.host.progress({ ...task, state: "running" });
  await journal.append({ step: "stop", kind: "intent", about: id, data: { verb } });
  const { reached, ended } = await callAndLook(run, service, verb);
  await journal.append({ step: "stop", kind: "answer", about: id, data: { verb, reached, ended } });
  if (!reached) held.push(heldOf(id, `${verb} of ${id}: ${ended}`));
  context.host.progress({ ...task, state: reached ? "done" : "held" });
  return reached;
}

/** The state afterwards, or why there is none to speak of. */
async function callAndLook(
  run: StopRun,
  service: ServiceState,
  verb: "stop" | "start",
): Promise<{ reached: boolean; ended: string }> {
  const { connection, context } = run;
  try {
    const refusal = await changeService(connection, service, verb, context.signal);
    if (refusal !== undefined) return { reached: false, ended: `${refusal.azureCode}: ${refusal.message}` };
    const seen = await readServiceState(connection, service.id, context.signal);
    const last = seen && (await settled(run, seen));
    if (last === undefined) return { reached: false, ended: "it is gone" };
    return { reached: (verb === "stop" ? isResting : isRunning)(last), ended: last.state };
  } catch (error) {
    // One service without an answer must not leave the others half-way.
    if (isSundownError(error)) return { reached: false, ended: error.message };
    throw error;
  }
}

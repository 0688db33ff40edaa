import { changePower, readPower } from "../../azure/compute/machine-power.ts";
import type { AzureConnection } from "../../azure/connection.ts";
import { mapBounded } from "../../azure/map-bounded.ts";
import { inParallel } from "../../azure/storage/in-parallel.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import { parsePlan } from "../../core/plan/parse-plan.ts";
import type { Held, Plan, PlanResource } from "../../core/plan/plan.ts";
import type { Journal } from "../../engine/journal.ts";
import { decommissionFolder, readNamedFile } from "../decommission-folder.ts";
import type { StepContext } from "../step-context.ts";
import { withJournal } from "../with-journal.ts";
import { howToStop } from "./running-types.ts";
import { quietSince, readStopRecord, StopLedger } from "./stop-record.ts";

export interface StopOptions {
  /** The decommission folder. */
  readonly folder: string;
  /** Start again what an earlier `stop` stopped, and nothing else. @default false */
  readonly undo?: boolean;
}

interface MachineState {
  readonly id: string;
  /** Power state before this run. */
  readonly was: string;
}

export interface StopResult {
  readonly undo: boolean;
  /** Stopped (or, with `undo`, started) by this run. */
  readonly changed: readonly MachineState[];
  /** Already as it should be, or never running. */
  readonly left: readonly MachineState[];
  /** What runs by itself and Sundown cannot stop yet. Empty with `undo`. */
  readonly notHandled: readonly { readonly id: string; readonly type: string; readonly how: string }[];
  /** ISO 8601: since when everything that was stopped is quiet; the quiet period counts from here. */
  readonly quietSince?: string;
  readonly held: readonly (Held & { readonly because: string })[];
}

const MACHINES_AT_ONCE = 8;
const MACHINE = "microsoft.compute/virtualmachines";

interface Run {
  readonly connection: AzureConnection;
  readonly ledger: StopLedger;
  readonly journal: Journal;
  readonly context: StepContext;
  readonly changed: MachineState[];
  readonly left: MachineState[];
  readonly held: StopResult["held"][number][];
}

/**
 * `sundown stop`: deallocates the plan's running virtual machines and remembers which they were; `undo` starts
 * exactly these. Asks first. What else runs in the plan is named as not handled.
 * @throws SundownError declined, nothing_to_undo, stop_record_invalid, azure_refused
 */
export async function stop(options: StopOptions, context: StepContext): Promise<StopResult> {
  const folder = decommissionFolder(options.folder);
  const plan = parsePlan(
    (await readNamedFile(folder.plan, context.workingDirectory)).toString("utf8"),
    folder.plan,
  );
  const undo = options.undo === true;
  const connection = await context.azure();
  const run = await withJournal(folder, plan.subscription.id, context, async (journal) => {
    // Read only now: another run may have been writing it until the lock was ours.
    const record = await readStopRecord(folder, context.workingDirectory);
    const begun: Run = {
      connection,
      ledger: new StopLedger(folder, record),
      journal,
      context,
      changed: [],
      left: [],
      held: [],
    };
    if (undo && record.machines.length === 0)
      throw new SundownError("nothing_to_undo", {
        message: `${folder.path} has no record of stopped services`,
      });
    await (undo ? startAgain(begun) : stopRunning(begun, plan));
    return begun;
  });
  const since = quietSince(run.ledger.record);
  return {
    undo,
    changed: run.changed,
    left: run.left,
    notHandled: undo ? [] : tellNotHandled(plan, context),
    ...(since === undefined ? {} : { quietSince: since }),
    held: run.held,
  };
}

async function stopRunning(run: Run, plan: Plan): Promise<void> {
  const machines = plan.resources.filter(isOwnMachine).map(({ id }) => id);
  const states = await readStates(run, machines);
  const running = states.filter(({ was }) => was === "running" || was === "starting");
  // A run that was killed may have stopped a machine without anybody writing when.
  for (const { id, was } of states) if (was === "deallocated") await noteIfOurs(run, id);
  run.left.push(...states.filter((state) => !running.includes(state)));
  if (running.length === 0) return;
  await confirm(run, "stop_confirm", `Stop ${named(running)}? \`sundown stop --undo\` starts them again.`);
  await inParallel(running, MACHINES_AT_ONCE, async ({ id, was }) => {
    if (run.context.signal.aborted) return;
    // Written before the call: whatever happens to this process, it is known what was running.
    await run.ledger.put({ id, was: run.ledger.get(id)?.was ?? was });
    if (await change(run, id, "deallocate", "deallocated")) {
      await run.ledger.put({ id, was, stoppedAt: run.context.now().toISOString() });
      run.changed.push({ id, was });
    }
  });
}

async function noteIfOurs({ ledger, context }: Run, id: string): Promise<void> {
  const ours = ledger.get(id);
  if (ours !== undefined && ours.stoppedAt === undefined)
    await ledger.put({ ...ours, stoppedAt: context.now().toISOString() });
}

async function startAgain(run: Run): Promise<void> {
  const machines = run.ledger.record.machines.map(({ id }) => id);
  const states = await readStates(run, machines);
  const stopped = states.filter(({ was }) => was !== "running" && was !== "starting");
  const up = states.filter((state) => !stopped.includes(state));
  run.left.push(...up);
  for (const { id } of up) await run.ledger.remove(id);
  for (const id of machines) if (!states.some((state) => state.id === id)) await run.ledger.remove(id);
  if (stopped.length === 0) return;
  await confirm(run, "stop_undo_confirm", `Start ${named(stopped)}, which \`sundown stop\` stopped?`);
  await inParallel(stopped, MACHINES_AT_ONCE, async ({ id, was }) => {
    if (run.context.signal.aborted) return;
    if (await change(run, id, "start", "running")) {
      await run.ledger.remove(id);
      run.changed.push({ id, was });
    }
  });
}

/** Machines that are gone are left out. */
async function readStates({ connection, context }: Run, ids: readonly string[]): Promise<MachineState[]> {
  const states = await mapBounded(ids, MACHINES_AT_ONCE, async (id) => ({
    id,
    was: await readPower(connection, id, context.signal),
  }));
  return states.flatMap(({ id, was }) => (was === undefined ? [] : [{ id, was }]));
}

/** @returns whether the machine was seen in the wanted state afterwards */
async function change(
  { connection, journal, context, held }: Run,
  id: string,
  verb: "deallocate" | "start",
  wanted: string,
): Promise<boolean> {
  const task = { task: `stop ${id}`, title: `${verb === "start" ? "starting" : "stopping"} ${nameOf(id)}` };
  context.host.progress({ ...task, state: "running" });
  await journal.append({ step: "stop", kind: "intent", about: id, data: { verb } });
  const ended = await callAndLook(connection, id, verb, context.signal);
  await journal.append({ step: "stop", kind: "answer", about: id, data: { verb, ended } });
  const reached = ended === wanted;
  if (!reached) held.push(heldOf(id, `${verb} of ${id}: ${ended}`));
  context.host.progress({ ...task, state: reached ? "done" : "held" });
  return reached;
}

/** The power state afterwards, or why there is none to speak of. */
async function callAndLook(
  connection: AzureConnection,
  id: string,
  verb: "deallocate" | "start",
  signal: AbortSignal,
): Promise<string> {
  try {
    const posted = await changePower(connection, id, verb, signal);
    if (posted.kind === "refused") return `${posted.refusal.azureCode}: ${posted.refusal.message}`;
    return (await readPower(connection, id, signal)) ?? "it is gone";
  } catch (error) {
    // One machine without an answer must not leave the others half-way.
    if (isSundownError(error)) return error.message;
    throw error;
  }
}

function heldOf(id: string, because: string): StopResult["held"][number] {
  const { code, remedy = "" } = new SundownError("stop_failed", { message: because, place: id });
  return { target: id, code, remedy, because };
}

async function confirm(
  { context }: Run,
  code: "stop_confirm" | "stop_undo_confirm",
  message: string,
): Promise<void> {
  if (await context.host.ask({ code, message })) return;
  throw new SundownError("declined", { message: "Nothing was stopped or started." });
}

function tellNotHandled(plan: Plan, { host }: StepContext): StopResult["notHandled"] {
  const notHandled = plan.resources.flatMap((resource) => {
    const how = howOf(resource);
    return how === undefined ? [] : [{ id: resource.id, type: resource.type, how }];
  });
  for (const { id, how } of notHandled)
    host.notify({ code: "stop_not_handled", message: `${id} may still run: ${how}`, place: id });
  return notHandled;
}

function howOf(resource: PlanResource): string | undefined {
  if (resource.type.toLowerCase() !== MACHINE) return howToStop(resource.type);
  return isOwnMachine(resource) ? undefined : "stop what manages this machine";
}

const isOwnMachine = ({ type, deletedBy }: PlanResource): boolean =>
  type.toLowerCase() === MACHINE && deletedBy !== "manager";
const nameOf = (id: string): string => id.slice(id.lastIndexOf("/") + 1);
const named = (machines: readonly MachineState[]): string =>
  `${machines.length} virtual machine${machines.length === 1 ? "" : "s"} (${machines.map(({ id }) => nameOf(id)).join(", ")})`;

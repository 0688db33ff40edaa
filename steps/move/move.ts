import { setTimeout as sleep } from "node:timers/promises";
import { apiVersions } from "../../azure/api-versions.ts";
import { type Called, type CallRequest, callAndFollow, followCalled } from "../../azure/call-and-follow.ts";
import type { AzureConnection } from "../../azure/connection.ts";
import type { Polling } from "../../azure/follow-operation.ts";
import { subscriptionIdOf } from "../../core/arm-id.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Journal } from "../../engine/journal.ts";
import { type DecommissionFolder, decommissionFolder, readNamedFile } from "../decommission-folder.ts";
import { readPlan } from "../plan/read-plan.ts";
import { writeWhole } from "../plan/write-whole.ts";
import type { StepContext } from "../step-context.ts";
import { withJournal } from "../with-journal.ts";
import { checkTarget } from "./check-target.ts";
import { type ChosenMove, chooseMove } from "./choose-move.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { openMove } from "./open-move.ts";
import { recordMoves } from "./record-move.ts";

export interface MoveOptions {
  /** The decommission folder. */
  readonly folder: string;
  /** ARM id of the resource that is to stay. */
  readonly id: string;
  /** Id of the resource group in another subscription that it goes to. */
  readonly to: string;
  /** Other resources of the same group that have to move along. @default none */
  readonly along?: readonly string[];
  /** Only ask Azure whether it could be moved. @default false */
  readonly validateOnly?: boolean;
}

export interface MoveResult {
  readonly from: string;
  readonly to: string;
  readonly resources: readonly { readonly id: string; readonly newId: string }[];
  /** `already`: an earlier run had moved them; `validated`: Azure says they can be moved. */
  readonly outcome: "moved" | "already" | "validated";
}

const API_VERSION = "2021-04-01";
/** Lists and reads lag behind a move; so often, and so many milliseconds apart, both sides are read. */
const READS = 20;
const BETWEEN_READS_MS = 3000;

interface Move {
  readonly connection: AzureConnection;
  readonly plan: Plan;
  readonly chosen: ChosenMove;
  readonly context: StepContext;
}

/**
 * `sundown move`: asks Azure whether the resources can be moved, asks the person, moves them, and reads both sides.
 * Writes `moves` into decommission.yaml. Both groups are locked against changes meanwhile, up to four hours. A move
 * that an earlier run began is followed to its end, not begun again.
 * @throws SundownError those of `chooseMove`, `checkTarget` and `explainRefusal`, declined, move_failed,
 *   move_unconfirmed
 */
export async function move(options: MoveOptions, context: StepContext): Promise<MoveResult> {
  const folder = decommissionFolder(options.folder);
  const plan = await readPlan(folder, context.workingDirectory);
  const chosen = chooseMove(plan, [options.id, ...(options.along ?? [])], options.to);
  const connection = await context.azure();
  const one: Move = { connection, plan, chosen, context };
  const result = (outcome: MoveResult["outcome"]): MoveResult => ({
    from: chosen.from,
    to: chosen.to,
    resources: chosen.ids.map((id, index) => ({ id, newId: chosen.newIds[index] ?? "" })),
    outcome,
  });
  if (await isMoved(connection, chosen, context.signal)) {
    await record(folder, chosen, context);
    return result("already");
  }
  if (options.validateOnly === true) {
    await validate(one);
    return result("validated");
  }
  await withJournal(folder, plan.subscription.id, context, (journal) => perform(one, journal));
  await record(folder, chosen, context);
  return result("moved");
}

async function validate(one: Move): Promise<void> {
  const { connection, plan, chosen, context } = one;
  await checkTarget(connection, plan, chosen.to, context.signal);
  const task = { task: `validate move ${chosen.from}`, title: "asking Azure whether it can be moved" };
  context.host.progress({ ...task, state: "running" });
  const called = await call(one, "validateMoveResources");
  context.host.progress({ ...task, state: called.kind === "refused" ? "failed" : "done" });
  if (called.kind === "refused") throw explainRefusal("move_refused", called, chosen, plan);
}

async function perform(one: Move, journal: Journal): Promise<void> {
  const { connection, plan, chosen, context } = one;
  const about = chosen.from;
  const open = openMove(journal.entries, chosen);
  if (open === undefined) {
    await validate(one);
    const names = chosen.ids.map((id) => id.slice(id.lastIndexOf("/") + 1)).join(", ");
    const message = `Move ${names} to ${chosen.to}? Both groups are locked against changes meanwhile.`;
    if (!(await context.host.ask({ code: "move_confirm", message })))
      throw new SundownError("declined", { message: "Nothing was moved." });
    await journal.append({ step: "move", kind: "intent", about, data: { ids: chosen.ids, to: chosen.to } });
  }
  const task = { task: `move ${chosen.from}`, title: `moving to ${chosen.to}` };
  context.host.progress({ ...task, state: "running" });
  const onPolling = async (polling: Polling): Promise<void> =>
    void (await journal.append({ step: "move", kind: "note", about, data: { polling } }));
  const called =
    open === undefined
      ? await call(one, "moveResources", onPolling)
      : await followCalled(connection, open, { signal: context.signal });
  const ended = called.kind === "refused" ? called.refusal.azureCode : called.kind;
  await journal.append({ step: "move", kind: "answer", about, data: { ended } });
  if (called.kind === "refused") {
    context.host.progress({ ...task, state: "failed" });
    throw explainRefusal("move_failed", called, chosen, plan);
  }
  await confirm(connection, chosen, context.signal);
  await journal.append({ step: "move", kind: "note", about, data: { confirmed: chosen.newIds } });
  context.host.progress({ ...task, state: "done" });
}

function call(
  { connection, chosen: { from, to, ids }, context }: Move,
  verb: "validateMoveResources" | "moveResources",
  onPolling?: NonNullable<CallRequest["onPolling"]>,
): Promise<Called> {
  return callAndFollow(connection, {
    method: "POST",
    path: `${from}/${verb}`,
    apiVersion: API_VERSION,
    body: { resources: ids, targetResourceGroup: to },
    signal: context.signal,
    ...(onPolling === undefined ? {} : { onPolling }),
  });
}

async function confirm(connection: AzureConnection, chosen: ChosenMove, signal: AbortSignal): Promise<void> {
  for (let read = 1; read <= READS; read++) {
    if (await isMoved(connection, chosen, signal)) return;
    if (read < READS) await sleep(BETWEEN_READS_MS, undefined, { signal });
  }
  throw new SundownError("move_unconfirmed", {
    message: `${chosen.ids.join(", ")} cannot be seen at ${chosen.to} and gone from ${chosen.from}`,
    place: chosen.to,
  });
}

/** Every resource is at its new place and no longer at the old one. */
async function isMoved(
  connection: AzureConnection,
  { ids, newIds }: ChosenMove,
  signal: AbortSignal,
): Promise<boolean> {
  for (const [index, id] of ids.entries()) {
    if ((await statusOf(connection, id, signal)) !== 404) return false;
    if ((await statusOf(connection, newIds[index] ?? "", signal)) !== 200) return false;
  }
  return true;
}

async function statusOf(connection: AzureConnection, id: string, signal: AbortSignal): Promise<number> {
  const apiVersion = await apiVersions(connection, subscriptionIdOf(id) ?? "").of(id);
  return (await connection.request({ method: "GET", path: id, apiVersion, signal })).status;
}

async function record(folder: DecommissionFolder, chosen: ChosenMove, context: StepContext): Promise<void> {
  const text = (await readNamedFile(folder.manifest, context.workingDirectory)).toString("utf8");
  await writeWhole(folder.manifest, recordMoves(text, chosen.ids, chosen.to));
  context.host.notify({
    code: "move_recorded",
    message: `${chosen.ids.length} moved to ${chosen.to}; run sundown plan again`,
    place: chosen.to,
  });
}

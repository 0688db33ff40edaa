import type { AzureConnection } from "../../azure/connection.ts";
import { armError } from "../../azure/explain-failure.ts";
import { isWithin } from "../../core/arm-id.ts";
import type { Host } from "../../core/host.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import type { Operation, Plan } from "../../core/plan/plan.ts";
import type { Journal } from "../../engine/journal.ts";
import { operationHistories } from "../../engine/operation-history.ts";

export interface PutBackOptions {
  readonly plan: Plan;
  readonly journal: Journal;
  readonly step: string;
  readonly connection: AzureConnection;
  readonly host: Host;
}

type PlannedLock = Plan["locks"][number];

const API_VERSION = "2020-05-01";
const DELETES = new Set(["delete", "deleteGroup"]);

/**
 * After a teardown that did not come to its end: puts back every lock it has removed (in this run or an earlier one) on
 * what still stands. The journal first forgets that the lock is gone, so that a later run looks again.
 * @returns ids of the locks that stand again
 * @throws SundownError journal_unwritable
 */
export async function putBackLocks(options: PutBackOptions): Promise<string[]> {
  const { plan, journal, step } = options;
  const histories = operationHistories(journal.entries, step, plan.operations);
  const leaving = plan.operations.filter(({ id, action }) => {
    const { done, polling } = histories.get(id) ?? {};
    return DELETES.has(action) && (done !== undefined || polling !== undefined);
  });
  const locks = new Map(plan.locks.map((lock) => [lock.id, lock]));
  const back: string[] = [];
  for (const operation of removedByUs(plan.operations, journal, step)) {
    const lock = locks.get(operation.target);
    if (lock === undefined || leaving.some(({ target }) => isWithin(lock.scope, target))) continue;
    if (await putBack(operation, lock, options)) back.push(lock.id);
  }
  return back;
}

/** Unlocks that were called and whose lock was not put back since. */
function removedByUs(operations: readonly Operation[], journal: Journal, step: string): Operation[] {
  const called = new Set<string>();
  for (const { step: whose, kind, about, data } of journal.entries) {
    if (whose !== step || about === undefined) continue;
    if (kind === "intent") called.add(about);
    else if (kind === "answer" && data?.putBack === true) called.delete(about);
  }
  return operations.filter(({ id, action }) => action === "unlock" && called.has(id));
}

async function putBack(
  operation: Operation,
  lock: PlannedLock,
  { journal, step, connection, host }: PutBackOptions,
): Promise<boolean> {
  const call = { path: lock.id, apiVersion: API_VERSION };
  const missing = (why: string): false => {
    const message = `The lock ${lock.id} could not be put back: ${why}`;
    host.notify({ code: "destroy_locks_missing", message, place: lock.id });
    return false;
  };
  try {
    const { status } = await connection.request({ method: "GET", ...call });
    if (status === 200) return false;
    const level = lock.level === "unknown" ? "CanNotDelete" : lock.level;
    const properties = { level, ...(lock.notes === undefined ? {} : { notes: lock.notes }) };
    await journal.append({
      step,
      kind: "note",
      about: operation.id,
      data: { outcome: "puttingBack", level },
    });
    const answer = await connection.request({ method: "PUT", ...call, body: { properties } });
    const isBack = answer.status === 200 || answer.status === 201;
    await journal.append({
      step,
      kind: "answer",
      about: operation.id,
      data: { status: answer.status, putBack: isBack },
    });
    const said = armError(answer.body);
    // What it locked is gone, or is going this very moment.
    if (answer.status === 404 || /BeingDeleted/i.test(said?.code ?? "")) return false;
    if (!isBack) return missing(`${answer.status} ${said?.code ?? ""} ${said?.message ?? ""}`.trim());
  } catch (error) {
    if (!isSundownError(error) || error.code === "journal_unwritable") throw error;
    return missing(error.message);
  }
  host.notify({
    code: "destroy_locks_put_back",
    message: `The lock ${lock.id} stands again.`,
    place: lock.id,
  });
  return true;
}

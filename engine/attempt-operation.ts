import type { Refusal } from "../azure/classify-refusal.ts";
import { classifyRefusal } from "../azure/classify-refusal.ts";
import type { Outcome, PerformOptions } from "../azure/perform-operation.ts";
import { refusedStatus } from "../azure/refused-status.ts";
import type { DoneRecord } from "../core/evidence/done-record.ts";
import { isSundownError } from "../core/messages/sundown-error.ts";
import type { Operation } from "../core/plan/plan.ts";
import { held } from "./held-operation.ts";
import type { Journal } from "./journal.ts";
import type { OperationHistory } from "./operation-history.ts";
import type { Attempted, DoneOperation, HeldOperation } from "./outcome.ts";
import { proveDone } from "./proof-of-gone.ts";
import { retryDelay } from "./retry-delay.ts";

export interface AttemptContext {
  readonly perform: (operation: Operation, options: PerformOptions) => Promise<Outcome>;
  readonly isDone: (operation: Operation, signal: AbortSignal) => Promise<boolean>;
  /** The last look before a changing call; what it returns is held instead. */
  readonly guard?: (operation: Operation) => Promise<HeldOperation | undefined>;
  readonly journal: Journal;
  readonly step: string;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly afterUnlock: boolean;
  readonly history: OperationHistory | undefined;
  /** Called once, when the operation no longer takes part in the rush of starting calls. */
  readonly onStarted: () => void;
}

/** Errors after which nothing may go on: the next call could not be written down, or should not be made at all. */
const FATAL = new Set([
  "journal_unwritable",
  "operation_unknown_action",
  "foreign_host",
  "sign_in_refused",
  "not_signed_in",
]);

/** What reading or calling threw, as a refusal; what must stop the whole run is thrown again. */
function refusalOf(error: unknown): Refusal {
  if (!isSundownError(error) || FATAL.has(error.code)) throw error;
  const azureCode = error.data?.azureCode;
  const code = typeof azureCode === "string" ? azureCode : error.code;
  return classifyRefusal(refusedStatus(error) ?? 0, { code, message: error.message });
}

/**
 * Tries one operation until it is done and proven, or until trying again at once makes no sense.
 * Intent, answer and outcome are in the journal before anything relies on them.
 * @throws SundownError journal_unwritable, operation_unknown_action, foreign_host, sign_in_refused
 */
export async function attemptOperation(operation: Operation, context: AttemptContext): Promise<Attempted> {
  try {
    return await tryUntilSettled(operation, context);
  } catch (error) {
    if (context.signal.aborted && !isSundownError(error)) return { kind: "interrupted" };
    throw error;
  }
}

async function tryUntilSettled(operation: Operation, context: AttemptContext): Promise<Attempted> {
  const { history, journal, step, signal } = context;
  const call = callRecorder(operation, context);
  const tries = new Map<string, number>();
  let polling = history?.polling;
  let mayHaveStarted = history?.started ?? false;
  let isUnanswered = history?.unanswered ?? false;
  for (;;) {
    signal.throwIfAborted();
    if (polling !== undefined) context.onStarted();
    const reason = polling === undefined ? await context.guard?.(operation) : undefined;
    if (reason !== undefined) return { kind: "held", held: reason };
    const outcome = await context
      .perform(operation, {
        signal,
        onEvent: call.onEvent,
        mayHaveStarted,
        isUnanswered,
        onWaiting: context.onStarted,
        ...(polling === undefined ? {} : { polling }),
      })
      .catch((error: unknown): Outcome => {
        signal.throwIfAborted();
        return { kind: "refused", refusal: refusalOf(error) };
      });
    polling = undefined;
    mayHaveStarted = true;
    if (outcome.kind === "done") {
      if (!(await proveDone(operation, context))) return { kind: "held", held: notGone(operation) };
      return { kind: "done", done: await call.recordDone(outcome) };
    }
    const { refusal, waitMs } = outcome;
    isUnanswered = refusal.kind === "unanswered";
    await journal.append({
      step,
      kind: "note",
      about: operation.id,
      data: { outcome: "refused", ...refusal },
    });
    const tried = (tries.get(refusal.kind) ?? 0) + 1;
    tries.set(refusal.kind, tried);
    const delay = retryDelay(refusal.kind, tried, { asked: waitMs, afterUnlock: context.afterUnlock });
    if (delay === undefined) return { kind: "refused", refusal };
    context.onStarted();
    await context.wait(delay, signal);
  }
}

interface CallRecorder {
  readonly onEvent: PerformOptions["onEvent"];
  recordDone(outcome: { readonly acted: boolean; readonly polls: number }): Promise<DoneOperation>;
}

/** Writes what happens around one operation's calls, and remembers what its evidence needs. */
function callRecorder(operation: Operation, context: AttemptContext): CallRecorder {
  const { journal, step, now } = context;
  const { id, action, target } = operation;
  const correlationIds: string[] = [];
  const startedAt = now().toISOString();
  return {
    async onEvent(event) {
      const { kind, ...details } = event;
      const data = event.kind === "intent" ? { ...details, action, target } : details;
      await journal.append({ step, kind, about: id, data });
      if (event.kind !== "answer") return;
      if (event.correlationId !== undefined) correlationIds.push(event.correlationId);
      context.onStarted();
    },
    async recordDone({ acted, polls }) {
      const record: DoneRecord = {
        outcome: "done",
        action,
        target,
        acted,
        polls,
        startedAt,
        correlationIds,
        provenAt: now().toISOString(),
      };
      await journal.append({ step, kind: "note", about: id, data: record });
      return { id, ...record };
    },
  };
}

function notGone(operation: Operation): HeldOperation {
  return held(
    operation,
    "operation_not_gone",
    `Azure ended ${operation.id} as done, yet still shows ${operation.target}.`,
  );
}

import { setTimeout as sleep } from "node:timers/promises";
import type { Outcome, PerformOptions } from "../azure/perform-operation.ts";
import { isWithin } from "../core/arm-id.ts";
import type { Host } from "../core/host.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { Operation } from "../core/plan/plan.ts";
import { type AttemptContext, attemptOperation } from "./attempt-operation.ts";
import { held, heldBy } from "./held-operation.ts";
import type { Journal } from "./journal.ts";
import { type OperationGraph, operationGraph } from "./operation-graph.ts";
import { operationHistories } from "./operation-history.ts";
import type { DoneOperation, HeldOperation } from "./outcome.ts";
import { mayGoLater } from "./retry-delay.ts";
import { type Reporter, runReporter } from "./run-reporter.ts";

/**
 * Calls that start something at once. What runs on in Azure afterwards is not limited; how fast calls follow each other is
 * the connection's business, which sees Azure's quota headers.
 */
const STARTS_AT_ONCE = 16;
/** How often what is refused is tried once more after everything else went on. */
const ROUNDS = 3;
/** While nothing begins or ends. */
const TELL_EVERY_MS = 5000;
const LOCK_SUFFIX = /\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i;

export interface RunOperationsOptions extends Pick<AttemptContext, "perform" | "isDone" | "guard"> {
  readonly operations: readonly Operation[];
  /** Held before anything starts, by operation id: predecessors elsewhere that are not done, for example. */
  readonly heldBefore?: ReadonlyMap<string, HeldOperation>;
  readonly journal: Journal;
  readonly host: Host;
  readonly signal: AbortSignal;
  /** Whose entries in the journal these are. */
  readonly step: string;
  readonly startsAtOnce?: number;
  readonly now?: () => Date;
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export interface RunResult {
  /** Done in this run or an earlier one. */
  readonly done: readonly DoneOperation[];
  /** Refused or waiting for what is; everything else went on. */
  readonly held: readonly HeldOperation[];
  /** Ids that were not begun, or not seen to end, because the run was interrupted. */
  readonly pending: readonly string[];
  /** Those of `pending` that Azure has begun, as far as is known: they go on there by themselves. */
  readonly underWay: readonly string[];
  readonly interrupted: boolean;
}

/**
 * Runs a graph of operations: each as soon as its own predecessors are done, the longest chain first, many at
 * once. What the journal knows as done is not touched; what it knows as running is followed; a call that may have
 * been made is only made again after a look at the state.
 * @throws SundownError journal_unwritable and others after which nothing may go on; what runs is waited for first
 */
export async function runOperations(options: RunOperationsOptions): Promise<RunResult> {
  const run = new OperationRun(options);
  return run.toEnd();
}

/** State with a lifetime: one run. */
class OperationRun {
  readonly #options: RunOperationsOptions;
  readonly #graph: OperationGraph;
  readonly #histories: ReturnType<typeof operationHistories>;
  readonly #lockScopes: readonly string[];
  readonly #reporter: Reporter;
  readonly #done = new Map<string, DoneOperation>();
  readonly #held = new Map<string, HeldOperation>();
  /** A call of theirs was made, and neither a refusal nor an end was seen. */
  readonly #called = new Set<string>();
  readonly #parked = new Map<string, { operation: Operation; held: HeldOperation }>();
  readonly #end = Promise.withResolvers<void>();
  #running = 0;
  #starting = 0;
  #doneSinceRound = 0;
  #round = 0;
  #failure: Error | undefined;

  constructor(options: RunOperationsOptions) {
    this.#options = options;
    this.#graph = operationGraph(options.operations);
    this.#lockScopes = options.operations
      .filter(({ action }) => action === "unlock")
      .map(({ target }) => target.replace(LOCK_SUFFIX, ""));
    this.#histories = operationHistories(options.journal.entries, options.step, options.operations);
    this.#reporter = runReporter(options.host, options.operations, options.now ?? (() => new Date()));
  }

  async toEnd(): Promise<RunResult> {
    this.#pump();
    const telling = setInterval(() => this.#reporter.tell(), TELL_EVERY_MS).unref();
    try {
      await this.#end.promise;
    } finally {
      clearInterval(telling);
    }
    if (this.#failure !== undefined) throw this.#failure;
    return this.#result();
  }

  get #isStopped(): boolean {
    return this.#failure !== undefined || this.#options.signal.aborted;
  }

  /** Starts what may start; called whenever something changed. */
  #pump(): void {
    const limit = this.#options.startsAtOnce ?? STARTS_AT_ONCE;
    while (!this.#isStopped && this.#starting < limit) {
      const operation = this.#graph.take();
      if (operation === undefined) break;
      this.#begin(operation);
    }
    if (this.#running > 0 || (this.#graph.hasReady && !this.#isStopped)) return;
    if (!this.#isStopped && this.#startRound()) {
      this.#pump();
      return;
    }
    this.#end.resolve();
  }

  #begin(operation: Operation): void {
    const before = this.#options.heldBefore?.get(operation.id);
    if (before !== undefined) {
      this.#held.set(operation.id, before);
      this.#reporter.held(operation, before);
      return;
    }
    const known = this.#histories.get(operation.id)?.done;
    if (known !== undefined) {
      this.#finish(operation, { id: operation.id, ...known }, false);
      return;
    }
    this.#running += 1;
    this.#starting += 1;
    let isStarting = true;
    const onStarted = (): void => {
      if (!isStarting) return;
      isStarting = false;
      this.#starting -= 1;
      // Not now: the caller is in the middle of an operation of its own.
      queueMicrotask(() => this.#pump());
    };
    this.#reporter.running(operation);
    this.#attempt(operation, onStarted)
      .catch((error: unknown) => {
        this.#failure ??= error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => {
        this.#running -= 1;
        onStarted();
        this.#pump();
      });
  }

  async #attempt(operation: Operation, onStarted: () => void): Promise<void> {
    const { isDone, guard, journal, step, signal, now, wait } = this.#options;
    const attempted = await attemptOperation(operation, {
      perform: (_operation, performOptions) => this.#perform(operation, performOptions),
      isDone,
      ...(guard === undefined ? {} : { guard }),
      journal,
      step,
      signal,
      now: now ?? (() => new Date()),
      wait: wait ?? ((milliseconds, ended) => sleep(milliseconds, undefined, { signal: ended })),
      afterUnlock: this.#isUnlocked(operation),
      history: this.#round === 0 ? this.#histories.get(operation.id) : { started: true, unanswered: false },
      onStarted,
    });
    if (attempted.kind === "done") this.#finish(operation, attempted.done, attempted.done.acted);
    else if (attempted.kind === "held") this.#hold(operation, attempted.held);
    else if (attempted.kind === "refused") {
      const reason = heldBy(operation, attempted.refusal);
      const { kind } = attempted.refusal;
      if (mayGoLater(kind) || (kind === "locked" && this.#isUnlocked(operation)))
        this.#park(operation, reason);
      else this.#hold(operation, reason);
    }
  }

  /** As given, with an eye on what Azure has begun. */
  async #perform(operation: Operation, performOptions: PerformOptions): Promise<Outcome> {
    const { onEvent, polling } = performOptions;
    const called = this.#called;
    if (polling !== undefined) called.add(operation.id);
    const outcome = await this.#options.perform(operation, {
      ...performOptions,
      async onEvent(event) {
        await onEvent(event);
        if (event.kind === "answer") called.add(operation.id);
      },
    });
    if (outcome.kind === "refused") called.delete(operation.id);
    return outcome;
  }

  /** Whether a lock above it or in it is one that this run removes. */
  #isUnlocked({ target }: Operation): boolean {
    return this.#lockScopes.some((scope) => isWithin(target, scope) || isWithin(scope, target));
  }

  /** @param seen whether this run saw it begin and end */
  #finish(operation: Operation, done: DoneOperation, seen: boolean): void {
    this.#done.set(operation.id, done);
    this.#doneSinceRound += 1;
    this.#reporter.done(operation, seen);
    this.#graph.finish(operation.id);
  }

  #park(operation: Operation, reason: HeldOperation): void {
    this.#parked.set(operation.id, { operation, held: reason });
    this.#reporter.parked(operation);
  }

  #hold(operation: Operation, reason: HeldOperation): void {
    this.#held.set(operation.id, reason);
    this.#reporter.held(operation, reason);
  }

  /** Everything that could go on has; what was refused gets another chance if something has changed since. */
  #startRound(): boolean {
    const again = this.#round < ROUNDS && this.#doneSinceRound > 0 && this.#parked.size > 0;
    if (again) {
      this.#round += 1;
      this.#doneSinceRound = 0;
    }
    for (const { operation, held: reason } of this.#parked.values()) {
      if (again) this.#graph.release(operation);
      else this.#hold(operation, reason);
    }
    this.#parked.clear();
    return again;
  }

  #result(): RunResult {
    const { operations, signal } = this.#options;
    for (const { operation, held: reason } of this.#parked.values()) this.#held.set(operation.id, reason);
    const waits = this.#graph.waitingFor(new Set(this.#held.keys()));
    const all: HeldOperation[] = [...this.#held.values()];
    const pending: string[] = [];
    for (const operation of operations) {
      if (this.#done.has(operation.id) || this.#held.has(operation.id)) continue;
      const waitsFor = waits.get(operation.id);
      // An earlier run has done it; that something before it came back does not undo it.
      const known = this.#histories.get(operation.id)?.done;
      if (known !== undefined) this.#done.set(operation.id, { id: operation.id, ...known });
      else if (waitsFor !== undefined) all.push(waiting(operation, waitsFor));
      else pending.push(operation.id);
    }
    if (pending.length > 0 && !signal.aborted) {
      throw new SundownError("operation_graph_broken", {
        message: `${pending.length} operations wait for each other in a circle: ${pending.slice(0, 5).join(", ")}.`,
        data: { operations: pending },
      });
    }
    const underWay = pending.filter((id) => this.#called.has(id));
    this.#reporter.end({
      done: this.#done.size,
      held: all.length,
      underWay: underWay.length,
      notBegun: pending.length - underWay.length,
    });
    return { done: [...this.#done.values()], held: all, pending, underWay, interrupted: signal.aborted };
  }
}

function waiting(operation: Operation, waitsFor: readonly string[]): HeldOperation {
  const names = waitsFor.slice(0, 3).join(", ");
  const more = waitsFor.length > 3 ? ` and ${waitsFor.length - 3} more` : "";
  return held(operation, "operation_waiting", `${operation.target} waits for ${names}${more}.`, { waitsFor });
}

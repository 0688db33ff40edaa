import { setTimeout as sleep } from "node:timers/promises";
import { subscriptionIdOf } from "../core/arm-id.ts";
import { isSundownError, SundownError } from "../core/messages/sundown-error.ts";
import type { Operation } from "../core/plan/plan.ts";
import { type ApiVersions, apiVersions } from "./api-versions.ts";
import { askedPause } from "./arm-retry-policy.ts";
import { classifyRefusal, type Refusal } from "./classify-refusal.ts";
import type { ArmAnswer, ArmRequest, AzureConnection } from "./connection.ts";
import { armError } from "./explain-failure.ts";
import { followOperation, type Polling, pollingOf } from "./follow-operation.ts";
import { innerErrors } from "./inner-errors.ts";
import type { Action, ActionContext } from "./operations/action.ts";
import { actionNamed } from "./operations/actions.ts";

/** What happens around a changing call. The handler's promise is awaited: nothing goes on before it is written. */
export type OperationEvent =
  | { readonly kind: "intent"; readonly method: string; readonly path: string }
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly correlationId?: string;
      readonly polling?: Polling;
      readonly azureCode?: string;
    };

export type Outcome =
  /** `acted` is false when it was already so before anything was called. */
  | { readonly kind: "done"; readonly acted: boolean; readonly polls: number }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly waitMs?: number };

export interface PerformOptions {
  /** Ends waiting and polling; a changing call that is under way is always waited for. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: OperationEvent) => Promise<void>;
  /** A call may have been made before: read the state first. */
  readonly mayHaveStarted?: boolean;
  /** A call was made and its answer is not known: give it time to show before it is made again. */
  readonly isUnanswered?: boolean;
  /** A long-running operation that an earlier run or try left behind: follow it instead of calling again. */
  readonly polling?: Polling;
  /** Called when all that is left to do is to wait. */
  readonly onWaiting?: () => void;
}

const versionsOf = new WeakMap<AzureConnection, Map<string, ApiVersions>>();

function sharedVersions(connection: AzureConnection, subscriptionId: string): ApiVersions {
  const known = versionsOf.get(connection) ?? new Map<string, ApiVersions>();
  versionsOf.set(connection, known);
  const versions = known.get(subscriptionId) ?? apiVersions(connection, subscriptionId);
  known.set(subscriptionId, versions);
  return versions;
}

/** @throws SundownError operation_unknown_action */
export function requireAction(operation: Pick<Operation, "action" | "target">): Action {
  const action = actionNamed(operation.action);
  if (action !== undefined) return action;
  throw new SundownError("operation_unknown_action", {
    message: `The action ${operation.action} on ${operation.target} is not known.`,
    place: operation.target,
  });
}

function contextOf(connection: AzureConnection, operation: Operation, signal: AbortSignal): ActionContext {
  const versions = sharedVersions(connection, subscriptionIdOf(operation.target) ?? "");
  return { connection, operation, versions, signal };
}

/** Whether Azure already shows the effect of an operation. Reads only. */
export function isOperationDone(
  connection: AzureConnection,
  operation: Operation,
  signal: AbortSignal,
): Promise<boolean> {
  return requireAction(operation).isDone(contextOf(connection, operation, signal));
}

/**
 * Performs one operation: one changing call, followed to its end. Never repeats a call by itself.
 * @throws SundownError operation_unknown_action, not_permitted and others from reading; the signal's reason
 */
export async function performOperation(
  connection: AzureConnection,
  operation: Operation,
  options: PerformOptions,
): Promise<Outcome> {
  const action = requireAction(operation);
  const context = contextOf(connection, operation, options.signal);
  if (options.polling !== undefined) {
    return follow(action, context, options.polling);
  }
  if (options.mayHaveStarted === true) {
    const joined = (await action.isDone(context))
      ? { isDone: true, polls: 0 }
      : await join(action, context, options);
    if (joined.isDone) return { kind: "done", acted: false, polls: joined.polls };
  }
  const request = await action.request(context);
  if (request === undefined) return { kind: "done", acted: false, polls: 0 };

  const answer = await call(context, request, options.onEvent);
  if (answer === undefined) return { kind: "refused", refusal: classifyRefusal(0, undefined) };
  if (answer.status === 404) return { kind: "done", acted: false, polls: 0 };
  if (answer.status >= 200 && answer.status < 300) {
    const polling = pollingOf(request.method, answer);
    if (polling === undefined) return { kind: "done", acted: true, polls: 0 };
    return follow(action, context, polling, answer);
  }
  const refusal = classifyRefusal(answer.status, armError(answer.body), innerErrors(answer.body));
  if (refusal.kind === "busy") {
    const { isDone, polls } = await join(action, context, options);
    if (isDone) return { kind: "done", acted: false, polls };
  }
  const waitMs = askedPause((name) => answer.headers[name], JSON.stringify(answer.body ?? ""), Date.now());
  return {
    kind: "refused",
    refusal,
    ...(waitMs === undefined ? {} : { waitMs }),
  };
}

/** Seconds between looks at what somebody else began; the last one again and again. */
const JOIN_PAUSES = [1, 2, 4, 8, 15];

/**
 * Waits while Azure shows that somebody (an earlier run, too) has begun the same act, or for a while where Azure does
 * not show it; `isDone` when it ended with the effect.
 */
async function join(
  action: Action,
  context: ActionContext,
  { onWaiting, isUnanswered = false }: PerformOptions,
): Promise<{ readonly isDone: boolean; readonly polls: number }> {
  let polls = 0;
  const pause = async (): Promise<void> => {
    onWaiting?.();
    const seconds = JOIN_PAUSES[Math.min(polls, JOIN_PAUSES.length - 1)] ?? 1;
    await sleep(seconds * 1000, undefined, { signal: context.signal });
    polls += 1;
  };
  while ((await action.isUnderWay?.(context)) === true) await pause();
  if (isUnanswered && action.isHidden === true) {
    while (polls < JOIN_PAUSES.length) {
      await pause();
      if (await action.isDone(context)) return { isDone: true, polls };
    }
    return { isDone: false, polls };
  }
  return { isDone: polls > 0 && (await action.isDone(context)), polls };
}

/** The changing call itself: written down before and after. `undefined` when no answer came. */
async function call(
  { connection }: ActionContext,
  request: ArmRequest,
  onEvent: PerformOptions["onEvent"],
): Promise<ArmAnswer | undefined> {
  await onEvent({ kind: "intent", method: request.method, path: request.path });
  let answer: ArmAnswer;
  try {
    answer = await connection.request(request);
  } catch (error) {
    if (!isSundownError(error) || error.code !== "cloud_unreachable") throw error;
    await onEvent({ kind: "answer", status: 0 });
    return undefined;
  }
  const polling = answer.status >= 200 && answer.status < 300 ? pollingOf(request.method, answer) : undefined;
  const azureCode = answer.status >= 400 ? armError(answer.body)?.code : undefined;
  await onEvent({
    kind: "answer",
    status: answer.status,
    ...(answer.correlationId === undefined ? {} : { correlationId: answer.correlationId }),
    ...(polling === undefined ? {} : { polling }),
    ...(azureCode === undefined ? {} : { azureCode }),
  });
  return answer;
}

async function follow(
  action: Action,
  context: ActionContext,
  polling: Polling,
  firstAnswer?: ArmAnswer,
): Promise<Outcome> {
  const followed = await followOperation(context.connection, polling, {
    signal: context.signal,
    ...(firstAnswer === undefined ? {} : { firstAnswer }),
  });
  if (followed.kind === "refused") return { kind: "refused", refusal: followed.refusal };
  if (followed.kind === "lost" && !(await action.isDone(context))) {
    return { kind: "refused", refusal: classifyRefusal(0, undefined) };
  }
  return { kind: "done", acted: true, polls: followed.polls };
}

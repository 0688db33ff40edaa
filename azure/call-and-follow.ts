import { classifyRefusal, type Refusal } from "./classify-refusal.ts";
import type { ArmAnswer, AzureConnection } from "./connection.ts";
import { armError } from "./explain-failure.ts";
import { followOperation, type Polling, pollingOf } from "./follow-operation.ts";
import { innerErrors } from "./inner-errors.ts";

export interface CallRequest {
  readonly method: "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly apiVersion: string;
  readonly body?: unknown;
  /** Ends the waiting; the call itself is always waited for. */
  readonly signal: AbortSignal;
  /** Told where the operation can be asked about, before it is: a later run can go on with `followCalled`. */
  readonly onPolling?: (polling: Polling) => Promise<void>;
}

export type Called =
  /** `lost`: the polling address is not known any more, so only the state can tell how it ended. */
  | {
      readonly kind: "done" | "lost";
      readonly correlationId?: string;
      /** What came last: the call's own answer, or the operation's. Unchecked, and may hold a secret. */
      readonly body: unknown;
    }
  | {
      readonly kind: "refused";
      readonly refusal: Refusal;
      /** Azure's reasons part by part, one line each, where it gives them. */
      readonly details: readonly string[];
    };

/**
 * One call that starts something long, followed to its end (202 until 200 or 204, or Azure-AsyncOperation).
 * Seen in recorded traffic: vm-deallocate, move-resources, snapshot-sas.
 * @throws SundownError cloud_unreachable; the signal's reason
 */
export async function callAndFollow(connection: AzureConnection, request: CallRequest): Promise<Called> {
  const { signal, onPolling, ...call } = request;
  const answer = await connection.request(call);
  if (answer.status >= 300) return refused(answer);
  const polling = pollingOf(call.method, answer);
  if (polling === undefined) return { kind: "done", body: answer.body, ...correlationOf(answer) };
  await onPolling?.(polling);
  return followCalled(connection, polling, { signal, firstAnswer: answer });
}

/**
 * Follows what an earlier call has started to its end.
 * @throws SundownError cloud_unreachable, foreign_host; the signal's reason
 */
export async function followCalled(
  connection: AzureConnection,
  polling: Polling,
  options: { readonly signal: AbortSignal; readonly firstAnswer?: ArmAnswer },
): Promise<Called> {
  let last = options.firstAnswer;
  const listening: AzureConnection = {
    ...connection,
    request: async (poll) => {
      last = await connection.request(poll);
      return last;
    },
  };
  const followed = await followOperation(listening, polling, options);
  if (followed.kind === "refused")
    return { kind: "refused", refusal: followed.refusal, details: detailsOf(last?.body) };
  const correlation = options.firstAnswer === undefined ? {} : correlationOf(options.firstAnswer);
  return { kind: followed.kind === "lost" ? "lost" : "done", body: last?.body, ...correlation };
}

const correlationOf = ({ correlationId }: ArmAnswer): { correlationId?: string } =>
  correlationId === undefined ? {} : { correlationId };

function refused(answer: ArmAnswer): Called {
  return {
    kind: "refused",
    refusal: classifyRefusal(answer.status, armError(answer.body), innerErrors(answer.body)),
    details: detailsOf(answer.body),
  };
}

function detailsOf(body: unknown): string[] {
  return innerErrors(body).map(
    ({ code, message }) => `${code}: ${message.replaceAll(/\s+/g, " ").slice(0, 500)}`,
  );
}

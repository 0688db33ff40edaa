import { isRecord } from "../is-record.ts";
import { type Action, type ActionContext, versionOf } from "./action.ts";

/**
 * Ends the replication of a NetApp volume at its destination: first it is broken, then deleted.
 * @see https://learn.microsoft.com/rest/api/netapp/volumes/break-replication
 */
export const breakReplication: Action = {
  async request(context) {
    return (await mirrorState(context)) === "Mirrored" ? post(context, "breakReplication") : undefined;
  },
  async isDone(context) {
    return (await mirrorState(context)) !== "Mirrored";
  },
};

export const deleteReplication: Action = {
  async request(context) {
    return (await mirrorState(context)) === undefined ? undefined : post(context, "deleteReplication");
  },
  async isDone(context) {
    return (await mirrorState(context)) === undefined;
  },
};

async function post(context: ActionContext, action: string) {
  const path = `${context.operation.target}/${action}`;
  return { method: "POST", path, apiVersion: await versionOf(context), body: {} } as const;
}

/** `Mirrored`, `Broken`, `Uninitialized`; `undefined` when nothing replicates there any more. */
async function mirrorState(context: ActionContext): Promise<string | undefined> {
  const { connection, operation, signal } = context;
  const apiVersion = await versionOf(context);
  const volume = await connection.request({ method: "GET", path: operation.target, apiVersion, signal });
  if (volume.status === 404) return undefined;
  const { dataProtection } = recordAt(recordAt(volume.body).properties);
  if (volume.status === 200 && !isRecord(recordAt(dataProtection).replication)) return undefined;
  const path = `${operation.target}/replicationStatus`;
  const { body } = await connection.request({ method: "GET", path, apiVersion, signal });
  const state = recordAt(body).mirrorState;
  // What cannot be read is taken for whole: then it is asked for, and Azure says what is wrong.
  return typeof state === "string" ? state : "Mirrored";
}

function recordAt(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

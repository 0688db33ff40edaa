import type { AzureConnection } from "../../azure/connection.ts";
import { type Outcome, performOperation } from "../../azure/perform-operation.ts";
import type { Operation } from "../../core/plan/plan.ts";
import type { Exchange } from "./recordings.ts";

export const NIL = "00000000-0000-0000-0000-000000000000";
export const subscription = `/subscriptions/${NIL}`;
export const { signal } = new AbortController();

/** Sends what the exchanges hold answers for, through the clients, and expects what those make of them. */
export type Check = (connection: AzureConnection, exchanges: readonly Exchange[]) => Promise<void>;

/** The first exchange of a method whose path ends as given. */
export function first(exchanges: readonly Exchange[], method: string, path: RegExp): Exchange {
  const found = exchanges.find((one) => one.method === method && path.test(one.path));
  if (found === undefined) throw new Error(`no ${method} ${path} in the exchanges`);
  return found;
}

export async function perform(connection: AzureConnection, action: string, target: string): Promise<Outcome> {
  const operation: Operation = {
    id: "x",
    action,
    phase: "teardown",
    target,
    after: [],
    because: "",
    apiVersion: "2024-01-01",
  };
  return performOperation(connection, operation, { signal, onEvent: async () => {} });
}

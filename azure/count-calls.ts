import type { AzureConnection } from "./connection.ts";

/** The same connection, with a count of the attempts made through it for each purpose. */
export interface CountedConnection {
  /** A connection whose calls count for this purpose. */
  for(purpose: string): AzureConnection;
  calls(): number;
  callsFor(): Readonly<Record<string, number>>;
}

export function countCalls(connection: AzureConnection): CountedConnection {
  const counts = new Map<string, number>();
  return {
    for: (purpose) => {
      counts.set(purpose, counts.get(purpose) ?? 0);
      return counting(connection, () => counts.set(purpose, (counts.get(purpose) ?? 0) + 1));
    },
    calls: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
    callsFor: () => Object.fromEntries(counts),
  };
}

function counting(connection: AzureConnection, count: () => void): AzureConnection {
  const policy = {
    name: "sundownCountCallsPolicy",
    sendRequest: (request, next) => {
      count();
      return next(request);
    },
  } satisfies AzureConnection["clientOptions"]["additionalPolicies"][number]["policy"];
  return {
    ...connection,
    clientOptions: {
      ...connection.clientOptions,
      additionalPolicies: [...connection.clientOptions.additionalPolicies, { policy, position: "perRetry" }],
    },
    request: (request) => {
      count();
      return connection.request(request);
    },
  };
}

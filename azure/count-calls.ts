import type { AzureConnection } from "./connection.ts";

/** The same connection, with a count of the attempts made through it. */
export interface CountedConnection {
  readonly connection: AzureConnection;
  readonly calls: () => number;
}

export function countCalls(connection: AzureConnection): CountedConnection {
  let calls = 0;
  const policy = {
    name: "sundownCountCallsPolicy",
    sendRequest: (request, next) => {
      calls += 1;
      return next(request);
    },
  } satisfies AzureConnection["clientOptions"]["additionalPolicies"][number]["policy"];
  return {
    calls: () => calls,
    connection: {
      ...connection,
      clientOptions: {
        ...connection.clientOptions,
        additionalPolicies: [
          ...connection.clientOptions.additionalPolicies,
          { policy, position: "perRetry" },
        ],
      },
      request: (request) => {
        calls += 1;
        return connection.request(request);
      },
    },
  };
}

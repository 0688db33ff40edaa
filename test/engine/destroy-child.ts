import { connect } from "../../azure/connect.ts";
import type { AzureConnection } from "../../azure/connection.ts";
import { destroy } from "../../steps/destroy/destroy.ts";

/**
 * Runs `destroy` in a process of its own, so that it can be killed.
 * Arguments: the working directory, the decommission folder, and where to die: `before:N` or `after:N`, the N-th
 * changing call, or `never`. Prints the result as JSON.
 */
const [directory = ".", folder = ".", point = "never"] = process.argv.slice(2);
const [moment, number] = point.split(":");
let calls = 0;

function dying(connection: AzureConnection): AzureConnection {
  return {
    ...connection,
    async request(request) {
      if (request.method === "GET") return connection.request(request);
      calls += 1;
      const isLast = calls === Number(number);
      if (isLast && moment === "before") process.kill(process.pid, "SIGKILL");
      const answer = await connection.request(request);
      if (isLast && moment === "after") process.kill(process.pid, "SIGKILL");
      return answer;
    },
  };
}

const ended = new AbortController();
const result = await destroy(
  { folder },
  {
    host: { notify: () => {}, progress: () => {}, ask: async () => true },
    environment: process.env,
    workingDirectory: directory,
    now: () => new Date(),
    signal: ended.signal,
    azure: async () => dying(await connect(process.env)),
    github: () => Promise.reject(new Error("no GitHub here")),
  },
);
process.stdout.write(JSON.stringify(result));

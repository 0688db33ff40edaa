import { type FileHandle, open } from "node:fs/promises";
import { connect } from "../../azure/connect.ts";
import type { AzureConnection } from "../../azure/connection.ts";
import { destroy } from "../../steps/destroy/destroy.ts";

/**
 * Runs `destroy` in a process of its own, which kills itself at one moment.
 * Arguments: the working directory, the decommission folder, and the moment: `call:before:N`, `call:after:N` (the N-th
 * changing call), `write:before:N`, `write:half:N`, `write:after:N` (the N-th write of the journal) or `never`.
 * Prints how many there were of each, and the result, as JSON.
 */
const [directory = ".", folder = ".", moment = "never"] = process.argv.slice(2);
const counts = { call: 0, write: 0 };

function dieAt(what: keyof typeof counts, when: string, number = counts[what]): void {
  if (moment === `${what}:${when}:${number}`) process.kill(process.pid, "SIGKILL");
}

function dying(connection: AzureConnection): AzureConnection {
  return {
    ...connection,
    async request(request) {
      if (request.method === "GET") return connection.request(request);
      counts.call += 1;
      // By the time of its answer others have been made.
      const number = counts.call;
      dieAt("call", "before");
      const answer = await connection.request(request);
      dieAt("call", "after", number);
      return answer;
    },
  };
}

type Method = (this: FileHandle, ...of: readonly unknown[]) => Promise<unknown>;

/** Only the journal uses `write` and `sync` one after the other; every other file is written whole by `writeFile`. */
async function watchWrites(): Promise<void> {
  const probe = await open(process.execPath, "r");
  const handles: { write: Method; sync: Method } = Object.getPrototypeOf(probe);
  await probe.close();
  const { write, sync } = handles;
  let isOwed = false;
  handles.write = async function (bytes, offset, length) {
    counts.write += 1;
    isOwed = true;
    dieAt("write", "before");
    if (moment === `write:half:${counts.write}`) await write.call(this, bytes, offset, Number(length) >> 1);
    dieAt("write", "half");
    return write.call(this, bytes, offset, length);
  };
  handles.sync = async function () {
    await sync.call(this);
    if (isOwed) dieAt("write", "after");
    isOwed = false;
  };
}

await watchWrites();
const result = await destroy(
  { folder },
  {
    host: { notify: () => {}, progress: () => {}, ask: async () => true },
    environment: process.env,
    workingDirectory: directory,
    now: () => new Date(),
    signal: new AbortController().signal,
    azure: async () => dying(await connect(process.env)),
    github: () => Promise.reject(new Error("no GitHub here")),
  },
);
process.stdout.write(JSON.stringify({ ...counts, result }));

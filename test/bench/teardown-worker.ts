import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Outcome } from "../../azure/perform-operation.ts";
import type { Host } from "../../core/host.ts";
import type { Operation } from "../../core/plan/plan.ts";
import { openJournal } from "../../engine/journal.ts";
import { runOperations } from "../../engine/run-operations.ts";
import { peakMemoryMB } from "./peak-memory.ts";

/**
 * `node teardown-worker.ts COUNT`: a wide and a deep graph over an Azure that answers at once, then the same once more
 * from the journal alone, as after a crash. The journal is a real one, with its fsyncs. Prints milliseconds for each
 * operation and the peak memory of the process.
 */
const count = Number(process.argv[2]);
const groups = "/subscriptions/3f0c7a10-5b1e-4d2a-9c64-0a1b2c3d4e5f/resourceGroups";
const operations = Array.from({ length: count }, (_, index): Operation => {
  const name = `rg-application-${index}`;
  return {
    id: `deleteGroup:${name}`,
    action: "deleteGroup",
    phase: "teardown",
    target: `${groups}/${name}`,
    after: index < 100 ? [] : [`deleteGroup:rg-application-${index - 100}`],
    because: "the group goes with all that is in it",
  };
});
const quiet: Host = { notify: () => {}, progress: () => {}, ask: async () => false };
const done: Outcome = { kind: "done", acted: true, polls: 1 };
const url =
  "https://management.azure.com/subscriptions/3f0c7a10-5b1e-4d2a-9c64-0a1b2c3d4e5f/operationresults/";
const folder = await mkdtemp(join(tmpdir(), "teardown-worker-"));
const path = join(folder, "journal.jsonl");

async function run(): Promise<number> {
  const journal = await openJournal(path);
  const started = performance.now();
  const { done: ended } = await runOperations({
    operations,
    async perform({ id, target }, { onEvent, onWaiting }) {
      const polling = { url: `${url}${id}`, header: "Location", method: "DELETE" } as const;
      await onEvent({ kind: "intent", method: "DELETE", path: target });
      await onEvent({ kind: "answer", status: 202, correlationId: `5ca1ab1e-0000-4000-8000-${id}`, polling });
      onWaiting?.();
      await nextTurn();
      return done;
    },
    isDone: async () => true,
    journal,
    host: quiet,
    step: "destroy",
    signal: new AbortController().signal,
  });
  const milliseconds = performance.now() - started;
  await journal.close();
  if (ended.length !== count) throw new Error("the run was not whole");
  return milliseconds;
}

try {
  const milliseconds = await run();
  await run();
  const peakMB = peakMemoryMB();
  writeFileSync(1, JSON.stringify({ overheadMs: milliseconds / count, peakMB }));
} finally {
  await rm(folder, { recursive: true });
}

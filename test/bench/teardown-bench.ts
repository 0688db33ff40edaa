import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import tls from "node:tls";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { connect } from "../../azure/connect.ts";
import { isOperationDone, performOperation } from "../../azure/perform-operation.ts";
import { readInventory } from "../../azure/read-inventory.ts";
import { idKey } from "../../core/arm-id.ts";
import type { Host } from "../../core/host.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import type { Operation } from "../../core/plan/plan.ts";
import { openJournal } from "../../engine/journal.ts";
import { runOperations } from "../../engine/run-operations.ts";
import { type AzureSimulator, startAzureSimulator } from "../../simulator/azure-simulator.ts";
import type { Estate } from "../../simulator/estate.ts";
import { groupId, OFFICE, officeEstate, resourceId } from "../engine/office-estate.ts";

export interface TeardownBenchOptions {
  /** Sizes in resource groups. @default [10, 100, 1000] */
  readonly groups?: readonly number[];
  /** Virtual seconds per real second. @default 5 */
  readonly speed?: number;
  /** Operations of the overhead measurement. @default 5000 */
  readonly operations?: number;
  /** Operations of the memory measurement, named by it. @default {"50k": 50000} */
  readonly memory?: Readonly<Record<string, number>>;
}

const run = promisify(execFile);
const worker = fileURLToPath(new URL("teardown-worker.ts", import.meta.url));
const measured = z.object({ overheadMs: z.number(), peakMB: z.number() });

/** ARM's bucket of deletes: so many at once, so many a second afterwards (documented since 2024). */
const BUCKET = 200;
const REFILL_PER_SECOND = 10;

const quiet: Host = { notify: () => {}, progress: () => {}, ask: async () => false };

/**
 * Tears simulated estates down with Azure's own quotas and durations in virtual time.
 * `teardown.callRatio.N` is changing calls per operation of the plan; `teardown.makespanRatio.N` is the virtual time
 * from the first call to the last end, over the longest chain of the operations' own durations or the soonest end that
 * the quota of calls allows, whichever is larger; `teardown.pollsPerOperation.N` how often Azure was asked how far it is;
 * `teardown.overheadMs` is real time per operation when Azure costs nothing, `teardown.peakMB.50k` the memory of a
 * process that does 50,000 operations and then resumes from their journal.
 */
export async function teardownBench(options: TeardownBenchOptions = {}): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const groups of options.groups ?? [10, 100, 1000]) {
    const { callRatio, makespanRatio, polls } = await measureTeardown(groups, options.speed ?? 5);
    figures[`teardown.callRatio.${groups}`] = callRatio;
    figures[`teardown.makespanRatio.${groups}`] = makespanRatio;
    figures[`teardown.pollsPerOperation.${groups}`] = polls;
  }
  figures["teardown.overheadMs"] = (await measureOverhead(options.operations ?? 5000)).overheadMs;
  for (const [name, count] of Object.entries(options.memory ?? { "50k": 50_000 })) {
    figures[`teardown.peakMB.${name}`] = (await measureOverhead(count)).peakMB;
  }
  return figures;
}

/** One in ten groups stands on the shared network, which goes last; all others stand by themselves. */
function benchEstate(groups: number): Estate {
  const desks = Math.max(1, Math.round(groups / 10));
  const office = officeEstate(desks);
  const names = Array.from({ length: groups - desks - 2 }, (_, index) => `store-${index + 1}`);
  const store = (group: string, type: string, name: string): Estate["resources"][number] => ({
    id: resourceId(group, type, name),
    name,
    type,
    location: "westeurope",
    properties: {},
  });
  return {
    ...office,
    resourceGroups: [
      ...(office.resourceGroups ?? []),
      ...names.map((name) => ({ id: groupId(name), name, location: "westeurope" })),
    ],
    resources: [
      ...office.resources,
      ...names.flatMap((group) => [
        store(group, "Microsoft.Compute/virtualMachines", `vm-${group}`),
        ...Array.from({ length: 10 }, (_, index) =>
          store(group, "Microsoft.Compute/disks", `disk-${group}-${index}`),
        ),
      ]),
    ],
  };
}

interface Span {
  readonly start: number;
  end: number | undefined;
}

async function measureTeardown(
  groups: number,
  speed: number,
): Promise<{ callRatio: number; makespanRatio: number; polls: number }> {
  const simulator = await startAzureSimulator({ estate: benchEstate(groups), speed, throttle: true });
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), simulator.certificate]);
  const folder = await mkdtemp(join(tmpdir(), "teardown-bench-"));
  try {
    const connection = await connect(simulator.environment());
    const inventory = await readInventory(connection, OFFICE);
    const { operations } = buildPlan(inventory, { takenAt: new Date() });
    // The reads of the inventory have been paid for long before a real teardown starts.
    simulator.advance(600);
    simulator.clearLog();
    const { signal, watching } = watch(simulator);
    const journal = await openJournal(join(folder, "journal.jsonl"));
    const result = await runOperations({
      operations,
      perform: (operation, performOptions) => performOperation(connection, operation, performOptions),
      isDone: (operation, ended) => isOperationDone(connection, operation, ended),
      journal,
      host: quiet,
      step: "destroy",
      signal: new AbortController().signal,
    });
    signal.abort();
    const spans = await watching;
    await journal.close();
    if (result.done.length !== operations.length) throw new Error("the bench's teardown was not whole");
    const calls = simulator.log().filter(({ method }) => method === "DELETE");
    const isPoll = ({ path }: { readonly path: string }): boolean =>
      /\/operation(?:result|statuse)?s\//i.test(path);
    const asked = simulator.log().filter(isPoll).length;
    const first = Date.parse(calls[0]?.at ?? "");
    const last = Math.max(...[...spans.values()].map(({ end }) => end ?? Number.NaN));
    // The last call cannot start before the bucket has filled again, and what it starts takes its time.
    const lastStart = (Math.max(0, operations.length - BUCKET) / REFILL_PER_SECOND) * 1000;
    const shortest = Math.min(...[...spans.values()].map(({ start, end = start }) => end - start));
    const quota = lastStart + shortest;
    return {
      callRatio: calls.length / operations.length,
      polls: asked / operations.length,
      makespanRatio: (last - first) / Math.max(longestChain(operations, spans), quota),
    };
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true });
  }
}

/** Sees when each operation of the simulator begins and ends, in virtual milliseconds. */
function watch(simulator: AzureSimulator): { signal: AbortController; watching: Promise<Map<string, Span>> } {
  const signal = new AbortController();
  const spans = new Map<string, Span>();
  const look = (): void => {
    const { now, operations } = simulator.state();
    for (const { target, status } of operations) {
      const at = Date.parse(now);
      const span = spans.get(idKey(target)) ?? { start: at, end: undefined };
      if (status !== "InProgress") span.end ??= at;
      spans.set(idKey(target), span);
    }
  };
  const watching = (async () => {
    while (!signal.signal.aborted) {
      look();
      await sleep(50);
    }
    look();
    return spans;
  })();
  return { signal, watching };
}

function longestChain(operations: readonly Operation[], spans: ReadonlyMap<string, Span>): number {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const lengths = new Map<string, number>();
  const lengthOf = (id: string): number => {
    const known = lengths.get(id);
    if (known !== undefined) return known;
    const operation = byId.get(id);
    const span = spans.get(idKey(operation?.target ?? ""));
    const own = span?.end === undefined ? 0 : span.end - span.start;
    const length = own + Math.max(0, ...(operation?.after ?? []).map(lengthOf));
    lengths.set(id, length);
    return length;
  };
  return Math.max(...operations.map(({ id }) => lengthOf(id)));
}

/** In a process of its own, so that its memory is nobody else's. */
async function measureOverhead(count: number): Promise<z.infer<typeof measured>> {
  const { stdout } = await run(process.execPath, [worker, String(count)]);
  return measured.parse(JSON.parse(stdout));
}

import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classifyRefusal } from "../../azure/classify-refusal.ts";
import type { Outcome } from "../../azure/perform-operation.ts";
import type { Operation } from "../../core/plan/plan.ts";
import { chainLengths } from "../../engine/chain-lengths.ts";
import { openJournal } from "../../engine/journal.ts";
import { type RunResult, runOperations } from "../../engine/run-operations.ts";
import { temporaryDirectory } from "./teardown-scene.ts";

const done: Outcome = { kind: "done", acted: true, polls: 0 };
const locked: Outcome = {
  kind: "refused",
  refusal: classifyRefusal(409, { code: "ScopeLocked", message: "locked" }),
};
const inUse: Outcome = { kind: "refused", refusal: classifyRefusal(400, { code: "NicInUse", message: "" }) };

function operation(id: string, after: readonly string[] = []): Operation {
  return { id, action: "delete", phase: "teardown", target: `/x/${id}`, after: [...after], because: "" };
}

/** A random graph: each operation may wait for any that stand before it. */
const graphs = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 40 })
  .map((rows) =>
    rows.map((row, index) =>
      operation(`o${index}`, index === 0 ? [] : [...new Set(row.map((n) => `o${n % index}`))]),
    ),
  );

interface Event {
  readonly id: string;
  readonly what: "start" | "end";
}

async function run(
  operations: readonly Operation[],
  answer: (id: string, tries: number, events: readonly Event[]) => Outcome,
  startsAtOnce = 4,
  lasts: (id: string) => Promise<void> = async () => {},
): Promise<{ result: RunResult; events: Event[]; mostAtOnce: number }> {
  const journal = await openJournal(join(await temporaryDirectory(), "journal.jsonl"));
  const events: Event[] = [];
  const tries = new Map<string, number>();
  let running = 0;
  let mostAtOnce = 0;
  const result = await runOperations({
    operations,
    journal,
    startsAtOnce,
    host: { notify: () => {}, progress: () => {}, ask: async () => false },
    signal: new AbortController().signal,
    step: "destroy",
    wait: async () => {},
    isDone: async () => true,
    async perform({ id }) {
      events.push({ id, what: "start" });
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      // Ends in an order of its own.
      for (let turns = id.length + (events.length % 3); turns > 0; turns -= 1) await Promise.resolve();
      await lasts(id);
      running -= 1;
      const tried = (tries.get(id) ?? 0) + 1;
      tries.set(id, tried);
      const outcome = answer(id, tried, events);
      if (outcome.kind === "done") events.push({ id, what: "end" });
      return outcome;
    },
  });
  await journal.close();
  return { result, events, mostAtOnce };
}

describe("the schedule", () => {
  test("nothing starts before its predecessors have ended; everything runs once", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 1, max: 8 }), async (operations, limit) => {
        const { result, events, mostAtOnce } = await run(operations, () => done, limit);
        expect(result.done.map(({ id }) => id).toSorted()).toEqual(operations.map(({ id }) => id).toSorted());
        expect(events).toHaveLength(operations.length * 2);
        const at = new Map(events.map(({ id, what }, index) => [`${what} ${id}`, index]));
        for (const { id, after } of operations) {
          for (const before of after) {
            expect(at.get(`end ${before}`) ?? Number.NaN).toBeLessThan(at.get(`start ${id}`) ?? Number.NaN);
          }
        }
        expect(mostAtOnce).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 60 },
    );
  });

  test("what is held keeps back exactly what waits for it", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.nat(), async (operations, choice) => {
        const heldId = `o${choice % operations.length}`;
        const { result, events } = await run(operations, (id) => (id === heldId ? locked : done));
        const blocked = new Set([heldId]);
        for (const { id, after } of operations)
          if (after.some((before) => blocked.has(before))) blocked.add(id);
        expect(result.held.map(({ id }) => id).toSorted()).toEqual([...blocked].toSorted());
        for (const { id, code, waitsFor } of result.held) {
          if (id === heldId) expect(code).toBe("operation_locked");
          else expect([code, waitsFor]).toEqual(["operation_waiting", [heldId]]);
        }
        const started = new Set(events.map(({ id }) => id));
        expect(operations.filter(({ id }) => !started.has(id)).map(({ id }) => id)).toEqual(
          operations.map(({ id }) => id).filter((id) => blocked.has(id) && id !== heldId),
        );
      }),
      { numRuns: 40 },
    );
  });

  test("no level barriers: a short chain goes on while another operation still runs", async () => {
    const operations = [operation("slow-one"), operation("a"), operation("b", ["a"]), operation("c", ["b"])];
    // Whoever waits for all of a level would wait for ever here.
    const lastEnded = Promise.withResolvers<void>();
    const { result } = await run(
      operations,
      (id) => {
        if (id === "c") lastEnded.resolve();
        return done;
      },
      4,
      (id) => (id === "slow-one" ? lastEnded.promise : Promise.resolve()),
    );
    expect(result.done.map(({ id }) => id)).toEqual(["a", "b", "c", "slow-one"]);
  });

  test("the longest chain starts first", async () => {
    const operations = [
      operation("x"),
      operation("y"),
      operation("a"),
      operation("b", ["a"]),
      operation("c", ["b"]),
    ];
    const { events } = await run(operations, () => done, 1);
    expect(events.filter(({ what }) => what === "start").map(({ id }) => id)).toEqual([
      "a",
      "b",
      "x",
      "y",
      "c",
    ]);
    expect([...chainLengths(operations)]).toEqual(
      expect.arrayContaining([
        ["a", 3],
        ["b", 2],
        ["x", 1],
      ]),
    );
  });

  test("what is in use is tried again once something else has gone", async () => {
    const operations = [operation("used"), operation("user"), operation("last", ["user"])];
    const { result, events } = await run(operations, (id, _tries, seen) =>
      id === "used" && !seen.some((event) => event.id === "last" && event.what === "end") ? inUse : done,
    );
    expect(result.held).toEqual([]);
    expect(events.at(-1)).toEqual({ id: "used", what: "end" });
  });

  test("what stays in use is held after a bounded number of tries", async () => {
    const { result, events } = await run([operation("used"), operation("other")], (id) =>
      id === "used" ? inUse : done,
    );
    expect(result.held).toMatchObject([{ id: "used", code: "operation_in_use", azureCode: "NicInUse" }]);
    expect(events.filter(({ id }) => id === "used").length).toBeLessThanOrEqual(6);
  });

  test("operations that wait for each other are refused, not waited for", async () => {
    await expect(
      run([operation("a", ["b"]), operation("b", ["a"]), operation("c")], () => done),
    ).rejects.toMatchObject({ code: "operation_graph_broken" });
  });

  test("when the journal cannot be written the run stops, and starts nothing more", async () => {
    const path = join(await temporaryDirectory(), "journal.jsonl");
    const journal = await openJournal(path);
    const started: string[] = [];
    const running = runOperations({
      operations: [operation("a"), operation("b", ["a"]), operation("c", ["b"])],
      journal: {
        ...journal,
        entries: [],
        head: journal.head,
        append: (record) =>
          record.about === "b" ? journal.close().then(() => journal.append(record)) : journal.append(record),
      },
      host: { notify: () => {}, progress: () => {}, ask: async () => false },
      signal: new AbortController().signal,
      step: "destroy",
      isDone: async () => true,
      async perform({ id }, { onEvent }) {
        await onEvent({ kind: "intent", method: "DELETE", path: `/x/${id}` });
        started.push(id);
        return done;
      },
    });
    await expect(running).rejects.toMatchObject({ code: "journal_unwritable" });
    expect(started).toEqual(["a"]);
  });
});

import { expect, test } from "vitest";
import { operationWaves } from "../../core/report/plan-order.ts";

const operation = (id: string, ...after: string[]) => ({
  id,
  action: "delete",
  phase: "teardown" as const,
  target: `/subscriptions/s/resourceGroups/${id}`,
  after,
  because: "test",
});

const ids = (waves: ReturnType<typeof operationWaves>) => waves.map((wave) => wave.map(({ id }) => id));

test("an operation is in the wave after the last one it waits for", () => {
  const waves = operationWaves([
    operation("c", "a", "b"),
    operation("a"),
    operation("b", "a"),
    operation("d", "a"),
  ]);
  expect(ids(waves)).toEqual([["a"], ["b", "d"], ["c"]]);
});

test("what it waits for and is not there counts as ended", () => {
  expect(ids(operationWaves([operation("a", "gone")]))).toEqual([["a"]]);
});

test("operations that wait for each other come last and are all there", () => {
  const waves = operationWaves([operation("a", "b"), operation("b", "a"), operation("c")]);
  expect(ids(waves)).toEqual([["c"], ["a", "b"]]);
});

import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { inParallel } from "../../azure/storage/in-parallel.ts";

describe("work in parallel", () => {
  test("never weighs more at once than allowed, and does everything", async () => {
    const weights = [1, 1, 3, 1, 2, 9, 1, 3, 3, 1, 1, 1];
    let load = 0;
    let highest = 0;
    const done: number[] = [];
    await inParallel(
      weights.entries(),
      4,
      async ([index, weight]) => {
        load += Math.min(weight, 4);
        highest = Math.max(highest, load);
        await sleep((index * 7) % 5);
        load -= Math.min(weight, 4);
        done.push(index);
      },
      ([, weight]) => weight,
    );
    expect(highest).toBe(4);
    expect(done.toSorted((a, b) => a - b)).toEqual(weights.map((_, index) => index));
  });

  test("pulls no further item after a failure, waits for what runs, and throws the first one", async () => {
    const ended: number[] = [];
    let pulled = 0;
    const items = function* (): Generator<number> {
      for (; pulled < 100; pulled++) yield pulled;
    };
    const work = inParallel(items(), 2, async (item) => {
      await sleep(item === 1 ? 1 : 20);
      ended.push(item);
      if (item === 1) throw new Error("first");
      if (item === 0) throw new Error("second");
    });
    await expect(work).rejects.toThrow("first");
    expect(ended).toEqual([1, 0]);
    expect(pulled).toBeLessThan(4);
  });
});

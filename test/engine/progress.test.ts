import { expect, test, vi } from "vitest";
import type { Operation } from "../../core/plan/plan.ts";
import { timeLeft } from "../../engine/time-left.ts";
import { destroy } from "../../steps/destroy/destroy.ts";
import { inVirtualTime } from "../support/virtual-time.ts";
import { groupId, officeEstate } from "./office-estate.ts";
import { teardownScene } from "./teardown-scene.ts";

vi.mock("node:timers/promises", async (original) => {
  const { sleepOnTimers } = await import("../support/virtual-time.ts");
  return { ...(await original<object>()), setTimeout: sleepOnTimers };
});

const group = (name: string, after: readonly string[] = []): Operation => ({
  id: name,
  action: "deleteGroup",
  phase: "teardown",
  target: groupId(name),
  after: [...after],
  because: "",
});

test("the time left is the longest chain of what is left, by the middle of what was seen", () => {
  const [a, b, c, d, e] = [group("a"), group("b"), group("c", ["b"]), group("d", ["c"]), group("e")];
  const left = timeLeft([a, b, c, d, e]);
  left.started(a, 0);
  left.started(b, 0);
  expect(left.at(50_000)).toBeUndefined();
  left.ended(a, 100_000);
  // b is half done; c and d come after it, e beside it.
  expect(left.at(50_000)).toBe(50_000 + 100_000 + 100_000);
  left.ended(b, 300_000);
  left.ended(e, 200_000);
  left.started(c, 300_000);
  expect(left.at(400_000)).toBe(100_000 + 200_000);
  // What takes longer than it should is expected to end any moment.
  expect(left.at(9_000_000)).toBe(200_000);
  left.ended(c);
  left.ended(d);
  expect(left.at(9_000_000)).toBe(0);
});

test("a teardown tells what runs and for how long, what waits for what, and how long it may still take", async () => {
  await inVirtualTime(async () => {
    const scene = await teardownScene(officeEstate(3));
    await destroy({ folder: scene.folder }, scene.context);
    const whole = scene.told.progress.filter(({ task }) => task === "operations");
    const titles = whole.map(({ title }) => title);
    expect(titles).toContainEqual(
      expect.stringMatching(/^deleting group desk-\d.*; office-net waits for desk-\d/),
    );
    expect(titles).toContainEqual(
      expect.stringMatching(
        /^deleting group office-net( \(\d+ minutes?\))?; about \d+ (minute|second)s? left$/,
      ),
    );
    const estimates = whole.flatMap(({ secondsLeft }) => secondsLeft ?? []);
    expect(estimates.length).toBeGreaterThan(0);
    expect(estimates.every((seconds) => seconds >= 0 && seconds < 3600)).toBe(true);
    expect(whole.at(-1)).toMatchObject({ title: "6 done, 0 held", state: "done", done: 6, total: 6 });
  });
});

import type { JournalEntry } from "../../evidence/journal-entry.ts";
import type { Operation, Plan } from "../../plan/plan.ts";
import { operationWaves } from "../plan-order.ts";

/** One operation on the timeline. Planned: in waves, counted from 0. Carried out: in milliseconds from the first. */
export interface TimelineBar {
  readonly operation: Operation;
  readonly from: number;
  readonly to: number;
}

export interface Timeline {
  /** What the numbers are. */
  readonly unit: "waves" | "milliseconds";
  /** Where the last bar ends. */
  readonly end: number;
  /** By their start. */
  readonly bars: readonly TimelineBar[];
}

/** When each operation may run at the earliest, every one as long as the others. */
export function plannedTimeline(plan: Plan): Timeline {
  const waves = operationWaves(plan.operations);
  const bars = waves.flatMap((wave, index) =>
    wave.map((operation) => ({ operation, from: index, to: index + 1 })),
  );
  return { unit: "waves", end: waves.length, bars };
}

/**
 * When each operation of the plan ran, from the first thing the journal says of it to the last.
 * @returns `undefined` where the journal knows of none
 */
export function realTimeline(plan: Plan, journal: readonly JournalEntry[]): Timeline | undefined {
  const times = new Map<string, { from: number; to: number }>();
  for (const { about, at } of journal) {
    if (about === undefined) continue;
    const time = Date.parse(at);
    const known = times.get(about);
    if (known === undefined) times.set(about, { from: time, to: time });
    else known.to = Math.max(known.to, time);
  }
  const ran = plan.operations.flatMap((operation) => {
    const time = times.get(operation.id);
    return time === undefined ? [] : [{ operation, ...time }];
  });
  if (ran.length === 0) return undefined;
  const start = Math.min(...ran.map(({ from }) => from));
  const bars = ran
    .map(({ operation, from, to }) => ({ operation, from: from - start, to: to - start }))
    .toSorted((one, other) => one.from - other.from || one.to - other.to);
  return { unit: "milliseconds", end: Math.max(1, ...bars.map(({ to }) => to)), bars };
}

import { parseArmId } from "../core/arm-id.ts";
import type { Operation } from "../core/plan/plan.ts";
import { endsFirst } from "./chain-lengths.ts";

/** ARM's bucket of deletes refills by so many a second; faster nothing can start for long. */
const STARTS_PER_SECOND = 10;
/** Of each kind the latest so many count. */
const KEPT = 50;

/** How long a run may still take, from the durations it has seen so far. Times are milliseconds. */
export interface TimeLeft {
  started(operation: Operation, at: number): void;
  /** @param took how long it ran in Azure; missing when this run did not see it */
  ended(operation: Operation, took?: number): void;
  /** `undefined` while nothing has been seen to end. */
  at(now: number): number | undefined;
}

/** The longest chain of what is left, each operation for as long as its kind has taken in the middle so far. */
export function timeLeft(operations: readonly Operation[]): TimeLeft {
  const order = endsFirst(operations);
  const seen = new Map<string, number[]>();
  const running = new Map<string, number>();
  const over = new Set<string>();
  const record = (kind: string, took: number): void => {
    const row = seen.get(kind) ?? [];
    row.push(took);
    if (row.length > KEPT) row.shift();
    seen.set(kind, row);
  };
  return {
    started: ({ id }, at) => void running.set(id, at),
    ended(operation, took) {
      running.delete(operation.id);
      over.add(operation.id);
      if (took === undefined) return;
      record(kindOf(operation), took);
      record("", took);
    },
    at(now) {
      const any = middle(seen.get(""));
      if (any === undefined) return undefined;
      const usual = new Map([...seen].map(([kind, row]) => [kind, middle(row) ?? any]));
      const tails = new Map<string, number>();
      let longest = 0;
      let open = 0;
      for (const operation of order) {
        const { id, after } = operation;
        const whole = usual.get(kindOf(operation)) ?? any;
        const since = running.get(id);
        if (!over.has(id) && since === undefined) open += 1;
        const own = over.has(id) ? 0 : since === undefined ? whole : Math.max(0, whole - (now - since));
        const tail = own + (tails.get(id) ?? 0);
        longest = Math.max(longest, tail);
        for (const before of after) tails.set(before, Math.max(tails.get(before) ?? 0, tail));
      }
      return Math.max(longest, (open * 1000) / STARTS_PER_SECOND);
    },
  };
}

/** Groups take as long as groups, virtual machines as long as virtual machines. */
function kindOf({ action, target }: Operation): string {
  return `${action} ${parseArmId(target)?.type.toLowerCase() ?? ""}`;
}

function middle(row: readonly number[] | undefined): number | undefined {
  if (row === undefined) return undefined;
  return row.toSorted((one, other) => one - other)[row.length >> 1];
}

import type { Operation } from "../core/plan/plan.ts";
import { chainLengths } from "./chain-lengths.ts";
import { readyQueue } from "./ready-queue.ts";

/**
 * Which operation may start: all that `after` names have ended well. Knows nothing of time or Azure.
 */
export interface OperationGraph {
  /** The ready one with the longest chain behind it, or `undefined`. Each is handed out once for each release. */
  take(): Operation | undefined;
  readonly hasReady: boolean;
  /** Ends an operation well: what waited only for it becomes ready. */
  finish(id: string): void;
  /** Makes an operation that was taken ready once more. */
  release(operation: Operation): void;
  /** All that cannot start while these are held, with those of them each waits for. */
  waitingFor(heldIds: ReadonlySet<string>): ReadonlyMap<string, readonly string[]>;
}

/** @param operations ids in `after` that are not among them count as ended: the caller has seen to them */
export function operationGraph(operations: readonly Operation[]): OperationGraph {
  const known = new Map(operations.map((operation) => [operation.id, operation]));
  const lengths = chainLengths(operations);
  const queue = readyQueue<Operation>();
  const missing = new Map<string, number>();
  const dependents = new Map<string, Operation[]>();
  const add = (operation: Operation): void => queue.add(operation, lengths.get(operation.id) ?? 0);

  for (const operation of operations) {
    const before = [...new Set(operation.after)].filter((id) => known.has(id));
    missing.set(operation.id, before.length);
    for (const id of before) {
      const row = dependents.get(id) ?? [];
      row.push(operation);
      dependents.set(id, row);
    }
    if (before.length === 0) add(operation);
  }

  return {
    take: () => queue.take(),
    get hasReady() {
      return queue.size > 0;
    },
    release: add,
    finish(id) {
      for (const dependent of dependents.get(id) ?? []) {
        const left = (missing.get(dependent.id) ?? 0) - 1;
        missing.set(dependent.id, left);
        if (left === 0) add(dependent);
      }
    },
    waitingFor(heldIds) {
      const waits = new Map<string, Set<string>>();
      for (const heldId of heldIds) {
        const reached = [heldId];
        const seen = new Set(reached);
        for (const id of reached) {
          for (const { id: next } of dependents.get(id) ?? []) {
            if (seen.has(next)) continue;
            seen.add(next);
            reached.push(next);
            if (!heldIds.has(next)) waits.set(next, (waits.get(next) ?? new Set()).add(heldId));
          }
        }
      }
      return new Map([...waits].map(([id, by]) => [id, [...by].toSorted()]));
    },
  };
}

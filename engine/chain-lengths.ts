import type { Operation } from "../core/plan/plan.ts";

type Ordered = Pick<Operation, "id" | "after">;

/**
 * The operations from the ends backwards: each comes once all that wait for it have come. What is in a circle of `after`,
 * or before one, is left out: it can never start.
 */
export function endsFirst<Item extends Ordered>(operations: readonly Item[]): Item[] {
  const known = new Map(operations.map((operation) => [operation.id, operation]));
  const waitingFor = new Map<string, number>(operations.map(({ id }) => [id, 0]));
  for (const { after } of operations) {
    for (const id of new Set(after)) waitingFor.set(id, (waitingFor.get(id) ?? 0) + 1);
  }
  const order = operations.filter(({ id }) => waitingFor.get(id) === 0);
  for (const { after } of order) {
    for (const id of new Set(after)) {
      const before = known.get(id);
      const left = (waitingFor.get(id) ?? 0) - 1;
      waitingFor.set(id, left);
      if (before !== undefined && left === 0) order.push(before);
    }
  }
  return order;
}

/**
 * For each operation the number of operations on the longest chain that starts with it. What has the longest way
 * to the end is started first; everything else fits beside it.
 * An operation in a circle of `after` gets no length: it can never start.
 */
export function chainLengths(operations: readonly Ordered[]): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>();
  const longest = new Map<string, number>();
  for (const { id, after } of endsFirst(operations)) {
    const length = (longest.get(id) ?? 0) + 1;
    lengths.set(id, length);
    for (const before of after) longest.set(before, Math.max(longest.get(before) ?? 0, length));
  }
  return lengths;
}

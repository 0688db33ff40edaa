import type { Operation } from "../core/plan/plan.ts";

/**
 * For each operation the number of operations on the longest chain that starts with it. What has the longest way
 * to the end is started first; everything else fits beside it.
 * An operation in a circle of `after` gets no length: it can never start.
 */
export function chainLengths(
  operations: readonly Pick<Operation, "id" | "after">[],
): ReadonlyMap<string, number> {
  const known = new Map(operations.map((operation) => [operation.id, operation]));
  const waitingFor = new Map<string, number>(operations.map(({ id }) => [id, 0]));
  for (const { after } of operations) {
    for (const id of new Set(after)) waitingFor.set(id, (waitingFor.get(id) ?? 0) + 1);
  }
  const lengths = new Map<string, number>();
  // From the ends backwards: an operation is looked at once all that follow it have been.
  const ends = operations.filter(({ id }) => waitingFor.get(id) === 0).map(({ id }) => id);
  for (const id of ends) lengths.set(id, 1);
  for (let index = 0; index < ends.length; index += 1) {
    const id = ends[index] ?? "";
    const length = lengths.get(id) ?? 1;
    for (const before of new Set(known.get(id)?.after)) {
      if (!known.has(before)) continue;
      lengths.set(before, Math.max(lengths.get(before) ?? 0, length + 1));
      const left = (waitingFor.get(before) ?? 0) - 1;
      waitingFor.set(before, left);
      if (left === 0) ends.push(before);
    }
  }
  for (const [id, left] of waitingFor) if (left > 0) lengths.delete(id);
  return lengths;
}

import type { KnotCost } from "./knot-cost.ts";

/** For knots too large to search: always the container that needs the fewest explicit deletes next. */
export function orderGreedily(knot: readonly number[], cost: KnotCost): number[] {
  const explicit = new Set<number>();
  const gone = new Set<number>();
  const isGone = (node: number): boolean => explicit.has(node) || gone.has(cost.homeOf(node));
  const needs = new Map(knot.map((container) => [container, cost.neededFor(container, isGone)]));
  const order: number[] = [];
  while (needs.size > 0) {
    let next = -1;
    let fewest = Number.POSITIVE_INFINITY;
    for (const [container, needed] of needs) {
      const count = cost.countOf(needed);
      if (count < fewest) {
        fewest = count;
        next = container;
      }
    }
    const taken = needs.get(next) ?? new Set();
    needs.delete(next);
    gone.add(next);
    order.push(next);
    for (const node of taken) explicit.add(node);
    for (const [container, needed] of needs) {
      for (const node of needed) {
        if (!isGone(node)) continue;
        needs.set(container, cost.neededFor(container, isGone));
        break;
      }
    }
  }
  return order;
}

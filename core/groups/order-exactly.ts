import type { KnotCost } from "./knot-cost.ts";

/**
 * The order of a knot's containers that needs the fewest explicit deletes. What has been deleted after a set of
 * containers is the same in whatever order they went, so the search is over sets, not over orders.
 */
export function orderExactly(knot: readonly number[], cost: KnotCost): number[] {
  const bitOf = new Map(knot.map((container, bit) => [container, bit]));
  const all = (1 << knot.length) - 1;
  const best = new Array<number>(all + 1).fill(Number.POSITIVE_INFINITY);
  const last = new Int8Array(all + 1).fill(-1);
  best[0] = 0;
  for (let done = 0; done < all; done += 1) {
    const before = best[done] ?? 0;
    if (before === Number.POSITIVE_INFINITY) continue;
    const isIn = (node: number): boolean => ((done >> (bitOf.get(cost.homeOf(node)) ?? 31)) & 1) === 1;
    const alone = new Set<number>();
    const isGone = (node: number): boolean => alone.has(node) || isIn(node);
    for (const [container, bit] of bitOf) {
      if (((done >> bit) & 1) === 0) continue;
      for (const node of cost.neededFor(container, isGone)) alone.add(node);
    }
    for (const [container, bit] of bitOf) {
      if (((done >> bit) & 1) === 1) continue;
      const needed = cost.neededFor(container, isGone);
      const after = done | (1 << bit);
      const total = before + cost.countOf(needed);
      if (total < (best[after] ?? 0)) {
        best[after] = total;
        last[after] = bit;
      }
    }
  }
  const order: number[] = [];
  for (let done = all; done > 0; ) {
    const bit = last[done] ?? 0;
    order.push(knot[bit] ?? -1);
    done &= ~(1 << bit);
  }
  return order.toReversed();
}

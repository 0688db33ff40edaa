import type { KnotCost } from "./knot-cost.ts";

/**
 * For knots too large to search: always the container that needs the fewest explicit deletes next, the first one
 * among equals. What a container needs changes only when something of it is gone, so only then it is asked again.
 */
export function orderGreedily(knot: readonly number[], cost: KnotCost): number[] {
  const explicit = new Set<number>();
  const gone = new Set<number>();
  const isGone = (node: number): boolean => explicit.has(node) || gone.has(cost.homeOf(node));
  const needs = new Map<number, ReadonlySet<number>>();
  const byNode = new Map<number, number[]>();
  const byHome = new Map<number, Set<number>>();
  const queue = new CheapestFirst();
  const ask = (container: number): void => {
    const needed = cost.neededFor(container, isGone);
    needs.set(container, needed);
    queue.add(cost.countOf(needed), container);
    for (const node of needed) {
      append(byNode, node, container);
      const home = byHome.get(cost.homeOf(node)) ?? new Set();
      byHome.set(cost.homeOf(node), home.add(container));
    }
  };
  for (const container of knot) ask(container);

  const order: number[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) {
    const needed = needs.get(next.container);
    // An entry that was added before the container was asked again counts no more.
    if (needed === undefined || cost.countOf(needed) !== next.count) continue;
    needs.delete(next.container);
    order.push(next.container);
    gone.add(next.container);
    for (const node of needed) explicit.add(node);
    const changed = new Set(byHome.get(next.container));
    for (const node of needed) for (const container of byNode.get(node) ?? []) changed.add(container);
    for (const container of changed) if (needs.has(container)) ask(container);
  }
  return order;
}

function append(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** A binary heap of containers by cost, then by number. */
class CheapestFirst {
  readonly #heap: { count: number; container: number }[] = [];

  add(count: number, container: number): void {
    const heap = this.#heap;
    heap.push({ count, container });
    for (let index = heap.length - 1; index > 0; ) {
      const above = (index - 1) >> 1;
      if (!this.#swapIfBefore(index, above)) break;
      index = above;
    }
  }

  take(): { count: number; container: number } | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      const right = left + 1;
      const smaller = right < heap.length && this.#isBefore(right, left) ? right : left;
      if (smaller >= heap.length || !this.#swapIfBefore(smaller, index)) break;
      index = smaller;
    }
    return first;
  }

  #isBefore(one: number, other: number): boolean {
    const left = this.#heap[one];
    const right = this.#heap[other];
    if (left === undefined || right === undefined) return false;
    return left.count !== right.count ? left.count < right.count : left.container < right.container;
  }

  #swapIfBefore(one: number, other: number): boolean {
    if (!this.#isBefore(one, other)) return false;
    const left = this.#heap[one];
    const right = this.#heap[other];
    if (left !== undefined && right !== undefined) {
      this.#heap[one] = right;
      this.#heap[other] = left;
    }
    return true;
  }
}

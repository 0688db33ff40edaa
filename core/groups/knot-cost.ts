import type { Edge } from "../dependencies/edges.ts";
import type { Placement } from "./place-resources.ts";

/** What deleting the containers of one knot in some order costs in explicit deletes. */
export class KnotCost {
  readonly #placement: Placement;
  /** Who needs a node: the sources of the edges that lead to it. */
  readonly #dependents = new Map<number, number[]>();
  /** Nodes of each container that something outside needs, with that something. */
  readonly #entries = new Map<number, number[]>();

  constructor(placement: Placement, edges: readonly Edge[]) {
    this.#placement = placement;
    for (const { from, to } of edges) {
      add(this.#dependents, to, from);
      const target = placement.home[to] ?? -1;
      if (placement.home[from] !== target) add(this.#entries, target, from);
    }
  }

  /**
   * The nodes that have to be deleted by themselves before `container` can go: all that lead into it from
   * outside, and all that lead to those.
   *
   * @param isGone Whether a node has been deleted already, alone or with its container.
   */
  neededFor(container: number, isGone: (node: number) => boolean): Set<number> {
    const needed = new Set<number>();
    const open = [...(this.#entries.get(container) ?? [])];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (needed.has(node) || isGone(node)) continue;
      needed.add(node);
      open.push(...(this.#dependents.get(node) ?? []));
    }
    return needed;
  }

  /** How many deletes those are: what a carrier takes along needs none of its own. */
  countOf(needed: ReadonlySet<number>): number {
    let count = 0;
    for (const node of needed) if (!needed.has(this.#placement.carrier[node] ?? -1)) count += 1;
    return count;
  }

  homeOf(node: number): number {
    return this.#placement.home[node] ?? -1;
  }

  explicitFor(order: readonly number[]): Set<number> {
    const explicit = new Set<number>();
    const gone = new Set<number>();
    for (const container of order) {
      const needed = this.neededFor(container, (node) => explicit.has(node) || gone.has(this.homeOf(node)));
      for (const node of needed) explicit.add(node);
      gone.add(container);
    }
    return explicit;
  }

  /** Explicit deletes that an order asks for. */
  costOf(order: readonly number[]): number {
    let cost = 0;
    const explicit = new Set<number>();
    const gone = new Set<number>();
    for (const container of order) {
      const needed = this.neededFor(container, (node) => explicit.has(node) || gone.has(this.homeOf(node)));
      cost += this.countOf(needed);
      for (const node of needed) explicit.add(node);
      gone.add(container);
    }
    return cost;
  }
}

function add(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

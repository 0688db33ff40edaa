import type { Edge } from "../dependencies/edges.ts";
import { adjacencyOf, stronglyConnected } from "../order/strongly-connected.ts";
import type { Placement } from "./place-resources.ts";

/** Edges looked at in all trials for one knot; beyond it what has been found is good enough. */
const MOST_WORK = 4_000_000;
/** Up to this many resources every smaller set is tried. */
const FEW = 16;

/**
 * Which deletes open a knot, given the resources that have to be gone early. A carrier takes its children along, so
 * its delete alone may do; sometimes carrier and child need each other through a third, and then each goes alone;
 * and sometimes one parent is cheaper than several children. Small knots get the smallest set there is.
 *
 * @param edges Those inside the knot.
 */
export function fewestAlone(
  needed: ReadonlySet<number>,
  placement: Placement,
  edges: readonly Edge[],
): Set<number> {
  const trial = new Trial(placement, edges);
  const tops = new Set([...needed].filter((node) => !needed.has(placement.carrier[node] ?? -1)));
  if (tops.size < 2 && tops.size === needed.size) return tops;
  const isFlat = [...trial.nodes].every((node) => !trial.nodes.has(placement.carrier[node] ?? -1));
  const start = trial.opens(tops) ? tops : withoutSpare(new Set(needed), trial);
  return isFlat ? start : smaller(mergedUpwards(start, placement, trial), trial);
}

/** Leaves out, one after the other, what is not needed because something else takes it along. */
function withoutSpare(alone: Set<number>, trial: Trial): Set<number> {
  for (const node of [...alone]) {
    if (trial.isSpent()) break;
    alone.delete(node);
    if (!trial.opens(alone)) alone.add(node);
  }
  return alone;
}

function mergedUpwards(alone: ReadonlySet<number>, placement: Placement, trial: Trial): Set<number> {
  let best = new Set(alone);
  for (let improved = true; improved; ) {
    improved = false;
    for (const [carrier, children] of carriersOf(best, placement)) {
      if (trial.isSpent()) return best;
      const fewer = new Set([...best].filter((node) => !children.has(node)).concat(carrier));
      if (fewer.size < best.size && trial.opens(fewer)) {
        best = fewer;
        improved = true;
        break;
      }
    }
  }
  return best;
}

/** Every carrier above at least two of the nodes, with those nodes; the lowest first. */
function carriersOf(alone: ReadonlySet<number>, { carrier }: Placement): [number, Set<number>][] {
  const below = new Map<number, Set<number>>();
  for (const node of alone) {
    for (let above = carrier[node] ?? -1; above !== -1; above = carrier[above] ?? -1) {
      const nodes = below.get(above) ?? new Set();
      below.set(above, nodes.add(node));
    }
  }
  return [...below].filter(([, nodes]) => nodes.size > 1).toSorted(([left], [right]) => right - left);
}

/** The first smaller set that does, trying all of them by size. */
function smaller(alone: Set<number>, trial: Trial): Set<number> {
  const nodes = [...trial.nodes].toSorted((left, right) => left - right);
  if (nodes.length > FEW) return alone;
  for (let size = 1; size < alone.size; size += 1) {
    for (const chosen of choices(nodes, size)) {
      if (trial.isSpent()) return alone;
      if (trial.opens(chosen)) return chosen;
    }
  }
  return alone;
}

function* choices(
  nodes: readonly number[],
  size: number,
  from = 0,
  chosen: readonly number[] = [],
): Generator<Set<number>> {
  if (chosen.length === size) {
    yield new Set(chosen);
    return;
  }
  for (let at = from; at <= nodes.length - (size - chosen.length); at += 1) {
    yield* choices(nodes, size, at + 1, [...chosen, nodes[at] ?? -1]);
  }
}

/** Answers whether a knot is open once some of its nodes are deleted by themselves. */
class Trial {
  readonly nodes: ReadonlySet<number>;
  readonly #placement: Placement;
  readonly #edges: readonly Edge[];
  #work = 0;

  constructor(placement: Placement, edges: readonly Edge[]) {
    this.#placement = placement;
    this.#edges = edges;
    this.nodes = new Set(edges.flatMap(({ from, to }) => [from, to]));
  }

  isSpent(): boolean {
    return this.#work > MOST_WORK;
  }

  opens(alone: ReadonlySet<number>): boolean {
    this.#work += this.#edges.length + alone.size;
    const { carrier, home } = this.#placement;
    const numbers = new Map<string, number>();
    const numberOf = (name: string): number => {
      const number = numbers.get(name) ?? numbers.size;
      numbers.set(name, number);
      return number;
    };
    const deletionOf = (start: number): number => {
      for (let node = start; node !== -1; node = carrier[node] ?? -1)
        if (alone.has(node)) return numberOf(`n${node}`);
      return numberOf(`c${home[start]}`);
    };
    const links: { from: number; to: number }[] = [];
    const link = (from: number, to: number): void => {
      if (from !== to) links.push({ from, to });
    };
    for (const { from, to } of this.#edges) link(deletionOf(from), deletionOf(to));
    for (const node of alone) {
      const above = carrier[node] ?? -1;
      if (above !== -1) link(numberOf(`n${node}`), deletionOf(above));
      link(numberOf(`n${node}`), numberOf(`c${home[node]}`));
    }
    const component = stronglyConnected(numbers.size, adjacencyOf(numbers.size, links));
    return new Set(component).size === numbers.size;
  }
}

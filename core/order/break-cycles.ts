import { type Edge, strengthOf } from "../dependencies/edges.ts";
import type { Estate } from "../dependencies/estate.ts";
import type { Plan } from "../plan/plan.ts";
import { isWritableReference } from "../types/type-index.ts";
import { adjacencyOf, stronglyConnected } from "./strongly-connected.ts";

export interface Acyclic {
  /** Edges that order the teardown; among them there is no circle. */
  readonly firm: Edge[];
  /** Edges that were cut to open a circle. */
  readonly cut: Edge[];
  readonly cycles: Plan["cycles"];
}

/**
 * Opens every circle at its weakest edge. Tentative edges that lie in a circle are dropped without a word: they
 * are guesses, and a circle proves them wrong.
 */
export function breakCycles(estate: Estate, edges: readonly Edge[]): Acyclic {
  const size = estate.nodes.length;
  const remaining = withoutTentativeCycles(size, edges);
  const cut: Edge[] = [];
  const cycles: Plan["cycles"] = [];
  const knots = circularParts(remaining);
  for (let knot = knots.pop(); knot !== undefined; knot = knots.pop()) {
    const circle = shortestCircle(knot);
    const weakest = circle.reduce((left, right) => (isWeaker(right, left, estate) ? right : left));
    cut.push(weakest);
    cycles.push(describe(circle, weakest, estate));
    // Only this knot can still be circular, so only it is looked at again.
    knots.push(...circularParts(knot.filter((edge) => edge !== weakest)));
  }
  const removed = new Set(cut);
  return { firm: remaining.filter((edge) => !removed.has(edge)), cut, cycles };
}

/** The edges that lie in circles, by strongly connected part. */
function circularParts(edges: readonly Edge[]): Edge[][] {
  const numbers = new Map<number, number>();
  const numberOf = (node: number): number => {
    const number = numbers.get(node) ?? numbers.size;
    numbers.set(node, number);
    return number;
  };
  const links = edges.map(({ from, to }) => ({ from: numberOf(from), to: numberOf(to) }));
  const component = stronglyConnected(numbers.size, adjacencyOf(numbers.size, links));
  const parts = new Map<number, Edge[]>();
  for (const [index, edge] of edges.entries()) {
    const number = component[links[index]?.from ?? -1];
    if (number === undefined || number !== component[links[index]?.to ?? -1]) continue;
    const part = parts.get(number);
    if (part === undefined) parts.set(number, [edge]);
    else part.push(edge);
  }
  return [...parts.values()];
}

function describe(circle: readonly Edge[], weakest: Edge, estate: Estate): Plan["cycles"][number] {
  const idOf = (node: number): string => estate.nodes[node]?.id ?? "";
  return {
    members: circle.map(({ from }) => idOf(from)),
    cut: { from: idOf(weakest.from), to: idOf(weakest.to), because: weakest.because },
  };
}

function withoutTentativeCycles(size: number, edges: readonly Edge[]): Edge[] {
  const component = stronglyConnected(size, adjacencyOf(size, edges));
  return edges.filter((edge) => !edge.tentative || component[edge.from] !== component[edge.to]);
}

/** A path is never cut. Of two properties the one goes first that the type index does not know as a reference. */
function isWeaker(edge: Edge, other: Edge, estate: Estate): boolean {
  const isPath = edge.trust === "parent";
  if (isPath !== (other.trust === "parent")) return !isPath;
  if (edge.trust !== other.trust) return strengthOf(edge.trust) < strengthOf(other.trust);
  const known = isKnownReference(edge, estate);
  if (known !== isKnownReference(other, estate)) return !known;
  return edge.from !== other.from ? edge.from > other.from : edge.to > other.to;
}

function isKnownReference({ from, because, trust }: Edge, estate: Estate): boolean {
  return trust === "property" && isWritableReference(estate.nodes[from]?.type ?? "", because);
}

/** A shortest circle through the first edge of a strongly connected set of edges, starting with that edge. */
function shortestCircle(edges: readonly Edge[]): Edge[] {
  const [start] = edges;
  if (start === undefined) return [];
  const out = new Map<number, Edge[]>();
  for (const edge of edges) {
    const list = out.get(edge.from);
    if (list === undefined) out.set(edge.from, [edge]);
    else list.push(edge);
  }
  const reachedBy = new Map<number, Edge>();
  let frontier = [start.to];
  while (frontier.length > 0 && !reachedBy.has(start.from)) {
    const next: number[] = [];
    for (const node of frontier) {
      for (const edge of out.get(node) ?? []) {
        if (edge.to === start.to || reachedBy.has(edge.to)) continue;
        reachedBy.set(edge.to, edge);
        next.push(edge.to);
      }
    }
    frontier = next;
  }
  const back: Edge[] = [];
  for (let node = start.from; node !== start.to; ) {
    const edge = reachedBy.get(node);
    if (edge === undefined) break;
    back.push(edge);
    node = edge.from;
  }
  return [start, ...back.toReversed()];
}

import { type Edge, strengthOf } from "../dependencies/edges.ts";
import type { Estate } from "../dependencies/estate.ts";
import type { Plan } from "../plan/plan.ts";
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
  let firm = withoutTentativeCycles(size, edges);
  const cut: Edge[] = [];
  const cycles: Plan["cycles"] = [];
  for (;;) {
    const component = stronglyConnected(size, adjacencyOf(size, firm));
    const inside = new Map<number, Edge[]>();
    for (const edge of firm) {
      const number = component[edge.from];
      if (number === undefined || number !== component[edge.to]) continue;
      const list = inside.get(number);
      if (list === undefined) inside.set(number, [edge]);
      else list.push(edge);
    }
    if (inside.size === 0) return { firm, cut, cycles };
    const removed = new Set<Edge>();
    for (const circular of inside.values()) {
      const circle = shortestCircle(circular);
      const weakest = circle.reduce((left, right) => (isWeaker(right, left) ? right : left));
      removed.add(weakest);
      cut.push(weakest);
      cycles.push({
        members: circle.map((edge) => estate.nodes[edge.from]?.id ?? ""),
        cut: {
          from: estate.nodes[weakest.from]?.id ?? "",
          to: estate.nodes[weakest.to]?.id ?? "",
          because: weakest.because,
        },
      });
    }
    firm = firm.filter((edge) => !removed.has(edge));
  }
}

function withoutTentativeCycles(size: number, edges: readonly Edge[]): Edge[] {
  const component = stronglyConnected(size, adjacencyOf(size, edges));
  return edges.filter((edge) => !edge.tentative || component[edge.from] !== component[edge.to]);
}

function isWeaker(edge: Edge, other: Edge): boolean {
  if (edge.trust !== other.trust) return strengthOf(edge.trust) < strengthOf(other.trust);
  return edge.from !== other.from ? edge.from > other.from : edge.to > other.to;
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

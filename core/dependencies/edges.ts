import type { Trust } from "../plan/plan.ts";
import { type Estate, liesUnder } from "./estate.ts";

/** `from` needs `to`, so `from` goes first. Both are indexes into the estate's nodes. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  /** The property path, rule or record that says so. */
  readonly because: string;
  readonly trust: Trust;
  /** A guess about order that is dropped, unnamed, wherever it would close a circle. */
  readonly tentative: boolean;
}

const strength: Readonly<Record<Trust, number>> = {
  stack: 6,
  deployment: 5,
  parent: 4,
  property: 3,
  name: 2,
  rule: 1,
};

export function strengthOf(trust: Trust): number {
  return strength[trust];
}

/** Collects edges; of several between the same two resources it keeps the one that is trusted most. */
export class EdgeCollector {
  readonly #estate: Estate;
  readonly #byFrom: Map<number, Edge>[];

  constructor(estate: Estate) {
    this.#estate = estate;
    this.#byFrom = [];
  }

  add(from: number, to: number, because: string, trust: Trust, tentative = false): void {
    const source = this.#estate.nodes[from];
    const target = this.#estate.nodes[to];
    // What lies under a resource goes with it, so the resource cannot need it.
    if (source === undefined || target === undefined || liesUnder(target, source)) return;
    const edges = this.#byFrom[from] ?? new Map<number, Edge>();
    this.#byFrom[from] = edges;
    const other = edges.get(to);
    const edge = { from, to, because, trust, tentative };
    if (other === undefined || isStronger(edge, other)) edges.set(to, edge);
  }

  /** What a node needs, as far as it has been found. */
  needsOf(from: number): readonly Edge[] {
    return [...(this.#byFrom[from]?.values() ?? [])];
  }

  /** All edges, in the order of `from` and then `to`. */
  edges(): Edge[] {
    const all: Edge[] = [];
    for (let from = 0; from < this.#byFrom.length; from += 1) {
      const edges = this.#byFrom[from];
      if (edges !== undefined) all.push(...[...edges.values()].toSorted((left, right) => left.to - right.to));
    }
    return all;
  }
}

function isStronger(edge: Edge, other: Edge): boolean {
  if (edge.tentative !== other.tentative) return other.tentative;
  if (edge.trust !== other.trust) return strengthOf(edge.trust) > strengthOf(other.trust);
  if (edge.because.length !== other.because.length) return edge.because.length < other.because.length;
  return edge.because < other.because;
}

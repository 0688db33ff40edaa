import type { Edge } from "../dependencies/edges.ts";
import { adjacencyOf, stronglyConnected } from "../order/strongly-connected.ts";
import { fewestAlone } from "./fewest-alone.ts";
import { KnotCost } from "./knot-cost.ts";
import { orderExactly } from "./order-exactly.ts";
import { orderGreedily } from "./order-greedily.ts";
import type { Placement } from "./place-resources.ts";

/** Above this many containers in one knot the exact search (2^n states) gives way to the heuristic. */
const EXACT_LIMIT = 9;

export interface Opened {
  /** Nodes that have to be gone before their container goes. */
  readonly needed: ReadonlySet<number>;
  /** Those of them, or what carries several of them, that are deleted by themselves. */
  readonly alone: ReadonlySet<number>;
}

/**
 * Containers whose resources need each other in a circle cannot be deleted one after the other. This finds the
 * smallest set of resources to delete by themselves beforehand, so that every container then goes in one call.
 *
 * Once the order in which a knot's containers go is fixed, that set is fixed too: whatever outside a container
 * leads to something inside it has to be gone before. So the search is over orders.
 */
export function openKnots(placement: Placement, edges: readonly Edge[]): Opened {
  const { home, containers } = placement;
  const crossing = edges.flatMap(({ from, to }) => {
    const source = home[from] ?? -1;
    const target = home[to] ?? -1;
    return source === -1 || target === -1 || source === target ? [] : [{ from: source, to: target }];
  });
  const component = stronglyConnected(containers.length, adjacencyOf(containers.length, crossing));
  const members = new Map<number, number[]>();
  for (const [container, number] of component.entries()) {
    const list = members.get(number);
    if (list === undefined) members.set(number, [container]);
    else list.push(container);
  }

  const needed = new Set<number>();
  const alone = new Set<number>();
  const knotOf = new Map<number, Edge[]>();
  for (const edge of edges) {
    const number = component[home[edge.from] ?? -1];
    if (number === undefined || number !== component[home[edge.to] ?? -1]) continue;
    if ((members.get(number)?.length ?? 0) < 2) continue;
    const list = knotOf.get(number);
    if (list === undefined) knotOf.set(number, [edge]);
    else list.push(edge);
  }
  for (const [number, inside] of knotOf) {
    const knot = members.get(number) ?? [];
    const cost = new KnotCost(placement, inside);
    const order = knot.length <= EXACT_LIMIT ? orderExactly(knot, cost) : orderGreedily(knot, cost);
    const explicit = cost.explicitFor(order);
    for (const node of explicit) needed.add(node);
    for (const node of fewestAlone(explicit, placement, inside)) alone.add(node);
  }
  return { needed, alone };
}

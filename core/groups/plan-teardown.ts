import type { Edge } from "../dependencies/edges.ts";
import { adjacencyOf, stronglyConnected } from "../order/strongly-connected.ts";
import { openKnots } from "./open-knots.ts";
import type { Placement } from "./place-resources.ts";

/** One delete: of a container as a whole, or of one node inside it beforehand. */
export interface Deletion {
  readonly container: number;
  /** `undefined` for the delete of the container itself. */
  readonly node: number | undefined;
  /** Deletions that have to have ended before; indexes into the same list. */
  readonly after: number[];
}

export interface Teardown {
  readonly deletions: readonly Deletion[];
  /** The deletion that removes each node; -1 for none. */
  readonly deletionOf: Int32Array;
}

/** The deletes that remove everything placed, in an order that no edge contradicts, as few as the edges allow. */
export function planTeardown(
  placement: Placement,
  edges: readonly Edge[],
  nestedFirst: (node: number) => readonly number[] = () => [],
): Teardown {
  const opened = openKnots(placement, edges);
  const { needed } = opened;
  const alone = new Set(opened.alone);
  for (;;) {
    addNested(alone, placement, nestedFirst);
    const teardown = contract(placement, edges, alone);
    const size = teardown.deletions.length;
    const links = teardown.deletions.flatMap(({ after }, to) => after.map((from) => ({ from, to })));
    const component = stronglyConnected(size, adjacencyOf(size, links));
    const sizes = new Int32Array(size);
    for (const number of component) sizes[number] = (sizes[number] ?? 0) + 1;
    // A carrier and what it would take along can need each other through a third: then they go one by one.
    const before = alone.size;
    for (const node of needed) {
      const deletion = teardown.deletionOf[node] ?? -1;
      if (!alone.has(node) && (sizes[component[deletion] ?? -1] ?? 0) > 1) alone.add(node);
    }
    if (alone.size === before) return teardown;
  }
}

/** What Azure refuses to take along with an explicit delete goes by itself before it, level by level. */
function addNested(
  alone: Set<number>,
  placement: Placement,
  nestedFirst: (node: number) => readonly number[],
): void {
  const singles = placement.roots.filter(
    (node) => placement.containers[placement.home[node] ?? -1]?.kind === "single",
  );
  const open = [...alone, ...singles];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const nested = nestedFirst(node);
    for (const child of nested) alone.add(child);
    open.push(...nested);
  }
}

function contract(placement: Placement, edges: readonly Edge[], alone: ReadonlySet<number>): Teardown {
  const { containers, home, carrier } = placement;
  const after: Set<number>[] = containers.map(() => new Set());
  const ownDeletion = new Map<number, number>();
  for (const node of [...alone].toSorted((left, right) => left - right)) {
    ownDeletion.set(node, after.length);
    after.push(new Set());
  }
  const deletionOf = new Int32Array(home.length).fill(-1);
  for (let node = 0; node < home.length; node += 1) {
    if (home[node] === -1) continue;
    let deletion = ownDeletion.get(node);
    for (
      let above = carrier[node] ?? -1;
      deletion === undefined && above !== -1;
      above = carrier[above] ?? -1
    ) {
      deletion = ownDeletion.get(above);
    }
    deletionOf[node] = deletion ?? home[node] ?? -1;
  }

  const order = (first: number, second: number): void => {
    if (first !== -1 && second !== -1 && first !== second) after[second]?.add(first);
  };
  for (const { from, to } of edges) order(deletionOf[from] ?? -1, deletionOf[to] ?? -1);
  for (const [node, deletion] of ownDeletion) {
    const above = carrier[node] ?? -1;
    if (above !== -1) order(deletion, deletionOf[above] ?? -1);
    order(deletion, home[node] ?? -1);
  }
  const nodeOf = new Map([...ownDeletion].map(([node, deletion]) => [deletion, node]));
  const deletions = after.map((earlier, index) => {
    const node = nodeOf.get(index);
    const container = node === undefined ? index : (home[node] ?? -1);
    return { container, node, after: [...earlier].toSorted((left, right) => left - right) };
  });
  return { deletions, deletionOf };
}

/** Outgoing edges by node: `targets.slice(starts[n], starts[n + 1])`. */
export interface Adjacency {
  readonly starts: Int32Array;
  readonly targets: Int32Array;
}

export function adjacencyOf(
  size: number,
  edges: readonly { readonly from: number; readonly to: number }[],
): Adjacency {
  const starts = new Int32Array(size + 1);
  for (const { from } of edges) starts[from + 1] = (starts[from + 1] ?? 0) + 1;
  for (let node = 0; node < size; node += 1) starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0);
  const next = starts.slice();
  const targets = new Int32Array(edges.length);
  for (const { from, to } of edges) {
    const slot = next[from] ?? 0;
    targets[slot] = to;
    next[from] = slot + 1;
  }
  return { starts, targets };
}

/**
 * Number of the strongly connected component of each node (Tarjan, without recursion: estates are large).
 * Two nodes have the same number exactly when each can reach the other.
 */
export function stronglyConnected(size: number, { starts, targets }: Adjacency): Int32Array {
  const component = new Int32Array(size).fill(-1);
  const order = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const cursor = starts.slice(0, size);
  const open: number[] = [];
  const path: number[] = [];
  let visited = 0;
  let components = 0;
  for (let root = 0; root < size; root += 1) {
    if (order[root] !== -1) continue;
    path.push(root);
    while (path.length > 0) {
      const node = path[path.length - 1] ?? 0;
      if (order[node] === -1) {
        order[node] = low[node] = visited++;
        open.push(node);
      }
      const slot = cursor[node] ?? 0;
      if (slot < (starts[node + 1] ?? 0)) {
        cursor[node] = slot + 1;
        const target = targets[slot] ?? 0;
        if (order[target] === -1) path.push(target);
        else if (component[target] === -1) low[node] = Math.min(low[node] ?? 0, order[target] ?? 0);
        continue;
      }
      path.pop();
      const above = path[path.length - 1];
      if (above !== undefined) low[above] = Math.min(low[above] ?? 0, low[node] ?? 0);
      if (low[node] === order[node]) {
        let member: number | undefined;
        do {
          member = open.pop();
          if (member !== undefined) component[member] = components;
        } while (member !== undefined && member !== node);
        components += 1;
      }
    }
  }
  return component;
}

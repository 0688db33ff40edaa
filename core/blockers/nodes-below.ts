import type { Estate, Node } from "../dependencies/estate.ts";

/** Everything of the inventory that lies under a node, in the order of the ids. */
export function nodesBelow(estate: Estate, node: Node): Node[] {
  const found: Node[] = [];
  const open = [...(estate.children.get(node.index) ?? [])];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const below = estate.nodes[index];
    if (below !== undefined) found.push(below);
    open.push(...(estate.children.get(index) ?? []));
  }
  return found.toSorted((left, right) => left.index - right.index);
}

import { idKey } from "../arm-id.ts";
import type { Estate, Node } from "../dependencies/estate.ts";
import { idsMentioned } from "../dependencies/id-references.ts";
import { textAt } from "../dependencies/read-property.ts";

/** What one delete can take away as a whole: a resource group, or a resource that lies in none. */
interface Container {
  readonly kind: "group" | "single";
  /** Full ARM id. */
  readonly id: string;
  readonly key: string;
}

/** Where each resource goes with, unless it is deleted by itself. Numbers are indexes. */
export interface Placement {
  readonly containers: readonly Container[];
  /** Container of each node; -1 for what is never deleted from here. */
  readonly home: Int32Array;
  /** The node whose delete takes this one along (its parent, or the manager of its group); -1 for none. */
  readonly carrier: Int32Array;
  /** Nodes that nothing takes along but their container. */
  readonly roots: readonly number[];
  /** Nodes that are removed by the manager of their group. */
  readonly managed: ReadonlySet<number>;
  /** Groups that are managed by something that does not exist here. */
  readonly orphaned: ReadonlySet<string>;
}

/**
 * Where everything goes with. A group in which something is held cannot be deleted as a whole, so what is in it and
 * may go goes one by one.
 *
 * @param held Nodes that nothing deletes.
 */
export function placeResources(estate: Estate, held: ReadonlySet<number> = new Set()): Placement {
  const managers = managersOf(estate);
  const stuck = new Set<string>();
  for (const index of held) {
    const group = estate.nodes[index]?.group;
    if (group !== undefined) stuck.add(group);
  }

  const carrier = new Int32Array(estate.nodes.length).fill(-1);
  const managed = new Set<number>();
  const roots: number[] = [];
  for (const node of estate.nodes) {
    const manager =
      (node.group === undefined ? undefined : managers.get(node.group)) ?? endpointOf(node, estate);
    if (manager !== undefined) managed.add(node.index);
    const above = node.parent ?? manager ?? -1;
    carrier[node.index] = above;
    if (above === -1) roots.push(node.index);
  }

  openCircles(carrier, roots);
  const containers: Container[] = [];
  const numbers = new Map<string, number>();
  const containerOf = (kind: Container["kind"], id: string): number => {
    const key = idKey(id);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, containers.length);
    containers.push({ kind, id, key });
    return containers.length - 1;
  };
  for (const [key, group] of estate.groups) {
    if (group.managedBy === undefined || group.managedBy === null || group.managedBy === "") {
      if (!stuck.has(key)) containerOf("group", group.id);
    }
  }
  const home = new Int32Array(estate.nodes.length).fill(-1);
  for (const node of estate.nodes) {
    if (held.has(node.index)) continue;
    const top = topOf(node.index, carrier, estate);
    const wholeGroup = top.group !== undefined && estate.groups.has(top.group) && !stuck.has(top.group);
    home[node.index] = wholeGroup ? containerOf("group", top.group ?? "") : containerOf("single", top.id);
  }
  return { containers, home, carrier, roots, managed, orphaned: orphanedGroups(estate, managers) };
}

/** Managers that are managed by what they manage exist only in broken inventories; they must not hang the planner. */
function openCircles(carrier: Int32Array, roots: number[]): void {
  const ended = new Int8Array(carrier.length);
  for (let start = 0; start < carrier.length; start += 1) {
    const path: number[] = [];
    const onPath = new Set<number>();
    let node = start;
    while (node !== -1 && ended[node] === 0 && !onPath.has(node)) {
      onPath.add(node);
      path.push(node);
      node = carrier[node] ?? -1;
    }
    if (onPath.has(node)) {
      carrier[node] = -1;
      roots.push(node);
    }
    for (const each of path) ended[each] = 1;
  }
}

/** The private endpoint that a network interface belongs to: it makes the interface and removes it. */
function endpointOf(node: Node, estate: Estate): number | undefined {
  if (node.type !== "microsoft.network/networkinterfaces") return undefined;
  const endpoint = textAt(node.resource.properties, "privateEndpoint.id");
  return endpoint === undefined ? undefined : estate.byKey.get(idKey(endpoint));
}

/** The manager of each managed group, as far as it is here and does not itself lie in a circle of managers. */
function managersOf(estate: Estate): Map<string, number> {
  const managers = new Map<string, number>();
  for (const [key, group] of estate.groups) {
    if (typeof group.managedBy !== "string" || group.managedBy === "") continue;
    const [manager] = idsMentioned(group.managedBy, estate);
    if (manager !== undefined && estate.nodes[manager]?.group !== key) managers.set(key, manager);
  }
  for (const key of [...managers.keys()]) {
    const seen = new Set<string>();
    for (let group: string | undefined = key; group !== undefined; ) {
      if (seen.has(group)) {
        managers.delete(key);
        break;
      }
      seen.add(group);
      const manager = managers.get(group);
      group = manager === undefined ? undefined : estate.nodes[manager]?.group;
    }
  }
  return managers;
}

function orphanedGroups(estate: Estate, managers: ReadonlyMap<string, number>): Set<string> {
  const orphaned = new Set<string>();
  for (const [key, group] of estate.groups) {
    if (typeof group.managedBy === "string" && group.managedBy !== "" && !managers.has(key))
      orphaned.add(key);
  }
  return orphaned;
}

function topOf(index: number, carrier: Int32Array, estate: Estate): Node {
  let top = index;
  for (let above = carrier[top] ?? -1; above !== -1; above = carrier[top] ?? -1) top = above;
  const node = estate.nodes[top];
  if (node === undefined) throw new RangeError("no such node");
  return node;
}

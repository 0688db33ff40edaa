import { idKey } from "../arm-id.ts";
import type { Estate, Node } from "../dependencies/estate.ts";
import { idsMentioned } from "../dependencies/id-references.ts";

/** What one delete can take away as a whole: a resource group, or a resource that lies in none. */
export interface Container {
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
  /** Nodes that are removed by the manager of their group. */
  readonly managed: ReadonlySet<number>;
  /** Groups that are managed by something that does not exist here. */
  readonly orphaned: ReadonlySet<string>;
}

/**
 * @param loose Nodes whose group cannot be deleted as a whole, because something in it is held.
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
  for (const node of estate.nodes) {
    const manager = node.group === undefined ? undefined : managers.get(node.group);
    if (manager !== undefined) managed.add(node.index);
    carrier[node.index] = node.parent ?? manager ?? -1;
  }

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
  return { containers, home, carrier, managed, orphaned: orphanedGroups(estate, managers) };
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

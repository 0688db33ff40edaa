import { type ArmId, groupIdOf, idKey, parseArmId } from "../arm-id.ts";
import type { Inventory, Resource, ResourceGroup } from "../inventory/inventory.ts";
import { inlineChildren } from "./inline-children.ts";

/** A resource with what the planner looks up about it all the time. */
export interface Node {
  readonly index: number;
  readonly id: string;
  /** {@link idKey} of `id`. */
  readonly key: string;
  readonly arm: ArmId;
  /** Lower case, `microsoft.network/virtualnetworks/subnets`. */
  readonly type: string;
  /** Last segment of the name, lower case. */
  readonly shortName: string;
  /** Key of the resource group; `undefined` at subscription scope and above. */
  readonly group: string | undefined;
  /** The nearest resource of the inventory whose path this one lies under. */
  readonly parent: number | undefined;
  readonly resource: Resource;
  /** Whether it stands only in its parent's properties. */
  readonly isInline: boolean;
}

/** An inventory indexed for planning. Nodes stand in the order of their keys, whatever the inventory's order. */
export interface Estate {
  readonly subscriptionId: string;
  readonly nodes: readonly Node[];
  readonly byKey: ReadonlyMap<string, number>;
  readonly byShortName: ReadonlyMap<string, readonly number[]>;
  /** `<group key> <short name>`. */
  readonly byGroupAndName: ReadonlyMap<string, readonly number[]>;
  /** `<group key> <type>`. */
  readonly byGroupAndType: ReadonlyMap<string, readonly number[]>;
  readonly children: ReadonlyMap<number, readonly number[]>;
  readonly groups: ReadonlyMap<string, ResourceGroup>;
}

export function indexEstate(inventory: Inventory, subscriptionId: string): Estate {
  const listed = new Set(inventory.resources.map(({ id }) => idKey(id)));
  const extra = inventory.resources.flatMap(inlineChildren).filter(({ id }) => !listed.has(idKey(id)));
  const keyed = [...inventory.resources, ...new Map(extra.map((child) => [idKey(child.id), child])).values()]
    .flatMap((resource) => {
      const arm = parseArmId(resource.id);
      return arm === undefined ? [] : [{ key: idKey(resource.id), arm, resource }];
    })
    .toSorted((left, right) => (left.key < right.key ? -1 : 1));
  const byKey = new Map(keyed.map(({ key }, index) => [key, index]));
  const nodes = keyed.map(({ key, arm, resource }, index) => ({
    ...toNode(index, key, arm, resource, byKey),
    isInline: !listed.has(key),
  }));
  const byShortName = new Map<string, number[]>();
  const byGroupAndName = new Map<string, number[]>();
  const byGroupAndType = new Map<string, number[]>();
  const children = new Map<number, number[]>();
  for (const node of nodes) {
    push(byShortName, node.shortName, node.index);
    push(byGroupAndName, `${node.group} ${node.shortName}`, node.index);
    push(byGroupAndType, `${node.group} ${node.type}`, node.index);
    if (node.parent !== undefined) push(children, node.parent, node.index);
  }
  const groups = new Map(inventory.resourceGroups.map((group) => [idKey(group.id), group]));
  return { subscriptionId, nodes, byKey, byShortName, byGroupAndName, byGroupAndType, children, groups };
}

/** Whether `node` is `ancestor` or lies under it. */
export function liesUnder(node: Node, ancestor: Node): boolean {
  return node.key === ancestor.key || node.key.startsWith(`${ancestor.key}/`);
}

function toNode(
  index: number,
  key: string,
  arm: ArmId,
  resource: Resource,
  byKey: ReadonlyMap<string, number>,
): Omit<Node, "isInline"> {
  return {
    index,
    id: resource.id,
    key,
    arm,
    type: arm.type.toLowerCase(),
    shortName: key.slice(key.lastIndexOf("/") + 1),
    group: groupIdOf(key),
    parent: nearestAncestor(key, byKey),
    resource,
  };
}

function nearestAncestor(key: string, byKey: ReadonlyMap<string, number>): number | undefined {
  for (let cut = key.lastIndexOf("/"); cut > 0; cut = key.lastIndexOf("/", cut - 1)) {
    const found = byKey.get(key.slice(0, cut));
    if (found !== undefined) return found;
  }
  return undefined;
}

function push<Key>(map: Map<Key, number[]>, key: Key, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

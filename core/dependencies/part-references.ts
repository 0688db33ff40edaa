import type { EdgeCollector } from "./edges.ts";
import type { Estate, Node } from "./estate.ts";
import { referringParts } from "./id-references.ts";
import { walkStrings } from "./walk-strings.ts";

/**
 * Children that are links to, or settings about, their parent. Who uses the parent does not use them, and where
 * they lead the parent does not need to be: the parent of a peering works without it.
 */
const links = new Set([
  "microsoft.network/virtualnetworks/virtualnetworkpeerings",
  "microsoft.compute/virtualmachines/extensions",
  "microsoft.compute/virtualmachinescalesets/extensions",
]);
/** What a cluster may do in a network, for one, it needs until it is gone: its delete acts there with that right. */
const grant = "microsoft.authorization/roleassignments";
/** So many grants say nothing of one user any more. */
const MANY_GRANTS = 16;
/** Carries on what its topic receives, so that the topic needs where it leads; all the same it is no part by path. */
const delivery = "microsoft.eventgrid/eventsubscriptions";
/** A user of a resource with more parts than this is not tied to each of them. */
const MANY_PARTS = 64;

/**
 * What follows from a resource having parts, after everything that is written down has been found:
 * - a name that is that of a part of what the resource refers to anyway (`consumerGroupName`) means that part;
 * - who uses a resource uses its parts, so it goes before them;
 * - what a part needs, the whole needs.
 * The last two order what nothing else orders, and give way where they would close a circle.
 */
export function addParts(estate: Estate, edges: EdgeCollector): void {
  const needs = estate.nodes.map((node) =>
    edges.needsOf(node.index).filter(({ trust }) => trust !== "parent"),
  );
  for (const node of estate.nodes) {
    const targets = (needs[node.index] ?? []).flatMap(({ to }) => estate.nodes[to] ?? []);
    if (targets.length === 0) continue;
    addNamedParts(node, targets, estate, edges);
    for (const target of targets) {
      addUsedParts(node, target, estate, edges);
      addGrants(node, target, estate, edges);
      addToWhole(node, target, estate, edges);
    }
  }
}

function addNamedParts(node: Node, targets: readonly Node[], estate: Estate, edges: EdgeCollector): void {
  const parts = new Map<string, Node>();
  for (const target of targets) {
    for (const part of partsOf(topOf(target, estate), estate)) parts.set(part.shortName, part);
  }
  if (parts.size === 0) return;
  for (const [section, value] of referringParts(node)) {
    if (section === "tags") continue;
    walkStrings(value, section, (text, path) => {
      const part = parts.get(text.toLowerCase());
      if (part !== undefined && part.index !== node.index && !node.key.startsWith(part.key)) {
        edges.add(node.index, part.index, `name in ${path}, of a part of what it refers to`, "name");
      }
    });
  }
}

function addUsedParts(node: Node, target: Node, estate: Estate, edges: EdgeCollector): void {
  if (node.key.startsWith(`${topOf(target, estate).key}/`)) return;
  for (const part of partsOf(target, estate)) {
    if (isLink(part, target)) continue;
    edges.add(node.index, part.index, `part of ${target.arm.type} that it uses`, "rule", true);
  }
}

/** Grants on what a resource uses, and on what that lies in: a cluster is named a subnet and given the network. */
function addGrants(node: Node, target: Node, estate: Estate, edges: EdgeCollector): void {
  for (let at: Node | undefined = target; at !== undefined; at = parentOf(at, estate)) {
    const grants = (estate.children.get(at.index) ?? []).filter(
      (child) => estate.nodes[child]?.type === grant,
    );
    if (grants.length > MANY_GRANTS) continue;
    for (const index of grants)
      edges.add(node.index, index, `may be what lets it use ${at.arm.type}`, "rule", true);
  }
}

function addToWhole(node: Node, target: Node, estate: Estate, edges: EdgeCollector): void {
  let part = node;
  for (let whole = parentOf(part, estate); whole !== undefined; whole = parentOf(part, estate)) {
    const isPart = part.type === delivery || !isLink(part, whole);
    if (!isPart || target.key.startsWith(`${whole.key}/`) || target.key === whole.key) return;
    edges.add(whole.index, target.index, `${part.arm.type} in it needs it`, "rule", true);
    part = whole;
  }
}

/** Extension resources hang on anything; they say something about it and are no part of it. */
function isLink(part: Node, whole: Node): boolean {
  return links.has(part.type) || !part.type.startsWith(`${whole.type}/`);
}

function partsOf(node: Node, estate: Estate): Node[] {
  const parts: Node[] = [];
  const open = [node.index];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const children = estate.children.get(index) ?? [];
    if (parts.length + children.length > MANY_PARTS) return [];
    for (const child of children) {
      const part = estate.nodes[child];
      if (part !== undefined) parts.push(part);
      open.push(child);
    }
  }
  return parts;
}

function parentOf(node: Node, estate: Estate): Node | undefined {
  return node.parent === undefined ? undefined : estate.nodes[node.parent];
}

function topOf(node: Node, estate: Estate): Node {
  let top = node;
  for (let above = parentOf(top, estate); above !== undefined; above = parentOf(top, estate)) top = above;
  return top;
}

import { idKey } from "../../arm-id.ts";
import type { Plan, PlanResource } from "../../plan/plan.ts";
import { removalsOf } from "../../plan/removals.ts";
import { GRAPH_STYLE, keyOfGroup, quote, resourceNode, resourcesByGroup, shorten } from "../dot.ts";
import { count } from "../markdown.ts";

/** A group with more resources is shown as a list: a drawing of it could not be read, and takes seconds. */
const MOST_IN_GROUP = 150;

/**
 * One graph for each group of the plan, in the order of `resourcesByGroup`: its resources as nodes `r<index>`, and
 * every other group that they are linked with as one node `g<index>`. `undefined` where there is nothing to draw
 * or too much.
 */
export function groupDrawings(plan: Plan, nameOf: (key: string) => string): (string | undefined)[] {
  const groups = resourcesByGroup(plan);
  const groupNumbers = new Map([...groups.keys()].map((key, index) => [key, index]));
  const numbers = new Map(plan.resources.map(({ id }, index) => [idKey(id), index]));
  const removalOf = removalsOf(plan);
  const neighbours = linksAcross(plan, numbers);
  return [...groups].map(([key, resources]) => {
    if (resources.length === 0 || resources.length > MOST_IN_GROUP) return undefined;
    const nodes = resources.map((resource) => {
      const index = numbers.get(idKey(resource.id)) ?? -1;
      return `  ${resourceNode(resource, index, removalOf(resource.id).by)}`;
    });
    const { stubs, edges } = neighbours(key);
    return [
      "digraph group {",
      '  graph [rankdir=LR, fontname="Helvetica", nodesep=0.18, ranksep=0.7, bgcolor="transparent"]',
      ...GRAPH_STYLE,
      ...nodes,
      ...edgesInside(resources, key, numbers),
      ...[...stubs].map(([other, links]) => stub(groupNumbers.get(other) ?? -1, nameOf(other), links)),
      ...edges.map(
        ([from, to]) => `  ${node(from, groupNumbers)} -> ${node(to, groupNumbers)} [style=dotted]`,
      ),
      "}",
      "",
    ].join("\n");
  });
}

/** A resource by its number, or a group by its key. */
type End = number | string;

const node = (end: End, groupNumbers: ReadonlyMap<string, number>): string =>
  typeof end === "number" ? `r${end}` : `g${groupNumbers.get(end)}`;

function edgesInside(
  resources: readonly PlanResource[],
  group: string,
  numbers: ReadonlyMap<string, number>,
): string[] {
  return resources.flatMap((resource) =>
    resource.dependsOn.flatMap(({ on, because, trust, cut }) => {
      const to = numbers.get(idKey(on));
      if (to === undefined || keyOfGroup(on) !== group) return [];
      const parent = trust === "parent" ? ', style=dotted, arrowhead=none, color="#b0b5bb"' : "";
      const style = cut === true ? ', style=dashed, color="#d93025"' : parent;
      return [`  r${numbers.get(idKey(resource.id))} -> r${to} [tooltip=${quote(because)}${style}]`];
    }),
  );
}

function stub(number: number, name: string, links: number): string {
  const label = `${shorten(name)}\n${count(links, "link")}`;
  return `  g${number} [id="g${number}", class="other", label=${quote(label)}, fillcolor="#ffffff", tooltip=${quote(name)}]`;
}

/** For a group's key: how many links it has with each other group, and each linked resource once. */
function linksAcross(
  plan: Plan,
  numbers: ReadonlyMap<string, number>,
): (key: string) => { stubs: ReadonlyMap<string, number>; edges: (readonly [End, End])[] } {
  const found = new Map<string, { stubs: Map<string, number>; edges: Map<string, readonly [End, End]> }>();
  const add = (key: string, other: string, from: End, to: End): void => {
    const entry = found.get(key) ?? { stubs: new Map(), edges: new Map() };
    found.set(key, entry);
    entry.stubs.set(other, (entry.stubs.get(other) ?? 0) + 1);
    entry.edges.set(`${from} ${to}`, [from, to]);
  };
  for (const { id, dependsOn } of plan.resources) {
    const from = numbers.get(idKey(id)) ?? -1;
    for (const { on } of dependsOn) {
      const to = numbers.get(idKey(on));
      const [own, other] = [keyOfGroup(id), keyOfGroup(on)];
      if (to === undefined || own === other) continue;
      add(own, other, from, other);
      add(other, own, own, to);
    }
  }
  return (key) => {
    const { stubs = new Map<string, number>(), edges } = found.get(key) ?? {};
    return { stubs, edges: [...(edges?.values() ?? [])] };
  };
}

import { groupIdOf, idKey } from "../arm-id.ts";
import type { Plan } from "../plan/plan.ts";
import { count } from "../report/markdown.ts";
import { operationWaves } from "../report/plan-order.ts";

/** What is still readable on a phone; a larger plan has its picture beside it (`graph.svg`). */
const MOST_GROUPS = 25;
const LONGEST_NAME = 40;

/**
 * The order of the groups as Mermaid, which GitHub draws in comments: an arrow from what goes first to what goes
 * after it. Empty when there is nothing to order, or too much to be read.
 */
export function mermaidGraph(plan: Plan): string {
  const groups = plan.resourceGroups;
  if (groups.length < 2 || groups.length > MOST_GROUPS) return "";
  const nodes = new Map(groups.map((group, index) => [idKey(group.id), `g${index}`]));
  const waves = new Map(
    operationWaves(plan.operations).flatMap((wave, index) =>
      wave.map((operation): [string, number] => [idKey(operation.target), index + 1]),
    ),
  );
  const sizes = new Map<string, number>();
  const links = new Set<string>();
  for (const resource of plan.resources) {
    const from = nodeOf(resource.id, nodes);
    if (from === undefined) continue;
    sizes.set(from, (sizes.get(from) ?? 0) + 1);
    for (const dependency of resource.dependsOn) {
      const to = nodeOf(dependency.on, nodes);
      if (to !== undefined && to !== from && dependency.cut !== true) links.add(`  ${from} --> ${to}`);
    }
  }
  const boxes = groups.map((group) => {
    const key = idKey(group.id);
    const node = nodes.get(key) ?? "";
    const wave = waves.get(key);
    const when = wave === undefined ? "" : `, wave ${wave}`;
    return `  ${node}["${label(group.name)} (${count(sizes.get(node) ?? 0, "resource")}${when})"]`;
  });
  return ["```mermaid", "flowchart TD", ...boxes, ...[...links].toSorted(), "```"].join("\n");
}

function nodeOf(id: string, nodes: ReadonlyMap<string, string>): string | undefined {
  const group = groupIdOf(id);
  return group === undefined ? undefined : nodes.get(idKey(group));
}

/**
 * A name inside a box. What is no letter, digit or plain sign becomes Mermaid's code for it, so that no name ends
 * the label, the block or the line, and none is markup or a mention.
 */
function label(name: string): string {
  return name
    .slice(0, LONGEST_NAME)
    .replaceAll(/[^A-Za-z0-9 ._-]/gu, (character) => `#${character.codePointAt(0) ?? 63};`);
}

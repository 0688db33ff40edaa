import { idKey } from "../arm-id.ts";
import type { Plan } from "../plan/plan.ts";
import { removalsOf } from "../plan/removals.ts";
import {
  COLOURS,
  GRAPH_STYLE,
  groupNames,
  keyOfGroup,
  quote,
  resourceNode,
  resourcesByGroup,
  shorten,
  wavesOfGroups,
} from "./dot.ts";
import { count } from "./markdown.ts";

/** A graph with more resources than this is drawn by group: single resources could not be read any more. */
const MOST_RESOURCES = 160;
/** Beyond this even groups are left out, those with the fewest links first. */
const MOST_GROUPS = 250;

const LEGEND =
  "Blue goes with its group, orange by itself, violet with what manages it, grey with its parent; red is held.";

/**
 * The plan's dependencies as Graphviz DOT: an arrow from what goes first to what goes after it. Boxes are
 * resource groups; colours say what deletes a resource. Large plans are drawn group by group.
 * The same plan gives the same text.
 */
export function dependencyGraph(plan: Plan): string {
  return isDrawnWhole(plan) ? wholeGraph(plan) : overviewGraph(plan);
}

/** Whether one drawing of every resource can still be read. */
export const isDrawnWhole = (plan: Plan): boolean => plan.resources.length <= MOST_RESOURCES;

/** Every resource, framed by its group. */
export const wholeGraph = (plan: Plan): string => graph(plan, resourceGraph(plan));

/** One node `g<number>` for each group, counted in the order of {@link resourcesByGroup}. */
export const overviewGraph = (plan: Plan): string => graph(plan, groupGraph(plan));

function graph(plan: Plan, body: readonly string[]): string {
  const title = `${plan.subscription.name ?? plan.subscription.id}: what goes before what`;
  return [
    "digraph plan {",
    `  graph [rankdir=LR, fontname="Helvetica", fontsize=12, label=${quote(`${title}\n${LEGEND}`)}, labelloc=t, ranksep=0.9,`,
    `    nodesep=0.18, compound=true, bgcolor="white", tooltip=${quote(title)}]`,
    ...GRAPH_STYLE,
    ...body,
    "}",
    "",
  ].join("\n");
}

function resourceGraph(plan: Plan): string[] {
  const lines: string[] = [];
  const removalOf = removalsOf(plan);
  const numbers = new Map(plan.resources.map((resource, index) => [idKey(resource.id), index]));
  const groups = resourcesByGroup(plan);
  const waves = wavesOfGroups(plan);
  const nameOf = groupNames(plan);
  for (const [number, [key, resources]] of [...groups].entries()) {
    const members = resources.map(
      (resource) =>
        `    ${resourceNode(resource, numbers.get(idKey(resource.id)) ?? -1, removalOf(resource.id).by)}`,
    );
    if (key === "") {
      lines.push(...members);
      continue;
    }
    const wave = waves.get(key);
    const label = `${nameOf(key)}${wave === undefined ? "" : ` (wave ${wave})`}`;
    lines.push(
      `  subgraph cluster_${number} {`,
      `    graph [label=${quote(label)}, style="rounded", color="#c7cbd1", fontsize=11, tooltip=${quote(label)}]`,
      ...(members.length === 0
        ? [`    e${number} [label="nothing in it", style="dashed,rounded"]`]
        : members),
      "  }",
    );
  }
  for (const resource of plan.resources) {
    for (const dependency of resource.dependsOn) {
      const from = numbers.get(idKey(resource.id));
      const to = numbers.get(idKey(dependency.on));
      if (from === undefined || to === undefined) continue;
      const style =
        dependency.cut === true
          ? ', style=dashed, color="#d93025"'
          : dependency.trust === "parent"
            ? ', style=dotted, arrowhead=none, color="#b0b5bb"'
            : "";
      lines.push(`  r${from} -> r${to} [tooltip=${quote(dependency.because)}${style}]`);
    }
  }
  return lines;
}

function groupGraph(plan: Plan): string[] {
  const groups = resourcesByGroup(plan);
  const waves = wavesOfGroups(plan);
  const nameOf = groupNames(plan);
  const links = new Map<string, { from: string; to: string; number: number; cut: boolean }>();
  const weight = new Map<string, number>();
  for (const resource of plan.resources) {
    for (const dependency of resource.dependsOn) {
      const from = keyOfGroup(resource.id);
      const to = keyOfGroup(dependency.on);
      if (from === to || !groups.has(to)) continue;
      const key = `${from}\n${to}`;
      const link = links.get(key);
      if (link === undefined) links.set(key, { from, to, number: 1, cut: dependency.cut === true });
      else {
        link.number += 1;
        link.cut &&= dependency.cut === true;
      }
      weight.set(from, (weight.get(from) ?? 0) + 1);
      weight.set(to, (weight.get(to) ?? 0) + 1);
    }
  }
  const shown = [...groups.keys()]
    .toSorted((one, other) => (weight.get(other) ?? 0) - (weight.get(one) ?? 0))
    .slice(0, MOST_GROUPS);
  const numbers = new Map([...groups.keys()].map((key, index) => [key, index]));
  const nodes = new Map(shown.map((key) => [key, `g${numbers.get(key)}`]));
  const lines = [...nodes].map(([key, node]) => {
    const resources = groups.get(key) ?? [];
    const held = resources.some((resource) => resource.deletedBy === "held");
    const wave = waves.get(key);
    const name = nameOf(key);
    const label = `${shorten(name)}\n${count(resources.length, "resource")}${wave === undefined ? "" : `, wave ${wave}`}`;
    const by = held ? "held" : "group";
    return `  ${node} [id="${node}", class="by-${by}", label=${quote(label)}, fillcolor="${COLOURS[by]}", tooltip=${quote(name)}]`;
  });
  for (const { from, to, number, cut } of links.values()) {
    const tail = nodes.get(from);
    const head = nodes.get(to);
    if (tail === undefined || head === undefined) continue;
    const style = cut ? ', style=dashed, color="#d93025"' : "";
    lines.push(`  ${tail} -> ${head} [tooltip=${quote(`${number} dependencies`)}${style}]`);
  }
  const left = groups.size - shown.length;
  if (left > 0) lines.push(`  more [label=${quote(`and ${left} more groups`)}, style=dashed]`);
  return lines;
}

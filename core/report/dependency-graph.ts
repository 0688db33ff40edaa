import { groupIdOf, idKey } from "../arm-id.ts";
import type { Plan, PlanResource } from "../plan/plan.ts";
import { type RemovedBy, removalsOf } from "../plan/removals.ts";
import { count, makeVisible } from "./markdown.ts";
import { operationWaves } from "./plan-order.ts";
import { shortType } from "./short-id.ts";

/** A graph with more resources than this is drawn by group: single resources could not be read any more. */
const MOST_RESOURCES = 160;
/** Beyond this even groups are left out, those with the fewest links first. */
const MOST_GROUPS = 250;

const COLOURS: Readonly<Record<RemovedBy, string>> = {
  group: "#e8f0fe",
  itself: "#fde9d0",
  protection: "#fde9d0",
  parent: "#f3f4f6",
  manager: "#ece6f7",
  held: "#fbd5d5",
  nothing: "#fbd5d5",
};

const LEGEND =
  "Blue goes with its group, orange by itself, violet with what manages it, grey with its parent; red is held.";

/**
 * The plan's dependencies as Graphviz DOT: an arrow from what goes first to what goes after it. Boxes are
 * resource groups; colours say what deletes a resource. Large plans are drawn group by group.
 * The same plan gives the same text.
 */
export function dependencyGraph(plan: Plan): string {
  const body = plan.resources.length <= MOST_RESOURCES ? resourceGraph(plan) : groupGraph(plan);
  const title = `${plan.subscription.name ?? plan.subscription.id}: what goes before what`;
  return [
    "digraph plan {",
    `  graph [rankdir=LR, fontname="Helvetica", fontsize=12, label=${quote(`${title}\n${LEGEND}`)}, labelloc=t, ranksep=0.9,`,
    `    nodesep=0.18, compound=true, bgcolor="white", tooltip=${quote(title)}]`,
    '  node [shape=box, style="filled,rounded", fontname="Helvetica", fontsize=10, color="#9aa0a6",',
    '    margin="0.2,0.06", height=0.3]',
    '  edge [color="#6b7280", arrowsize=0.6]',
    ...body,
    "}",
    "",
  ].join("\n");
}

function resourceGraph(plan: Plan): string[] {
  const lines: string[] = [];
  const removalOf = removalsOf(plan);
  const nodes = new Map(plan.resources.map((resource, index) => [idKey(resource.id), `r${index}`]));
  const groups = byGroup(plan);
  const waves = groupWaves(plan);
  const named = new Map(plan.resourceGroups.map((group) => [idKey(group.id), group.name]));
  let number = 0;
  for (const [key, resources] of groups) {
    const members = resources.map(
      (resource) =>
        `    ${nodes.get(idKey(resource.id))} ${resourceAttributes(resource, removalOf(resource.id).by)}`,
    );
    if (key === "") {
      lines.push(...members);
      continue;
    }
    const wave = waves.get(key);
    const label = `${named.get(key) ?? key}${wave === undefined ? "" : ` (wave ${wave})`}`;
    lines.push(
      `  subgraph cluster_${number} {`,
      `    graph [label=${quote(label)}, style="rounded", color="#c7cbd1", fontsize=11, tooltip=${quote(label)}]`,
      ...members,
      "  }",
    );
    number += 1;
  }
  for (const resource of plan.resources) {
    for (const dependency of resource.dependsOn) {
      const from = nodes.get(idKey(resource.id));
      const to = nodes.get(idKey(dependency.on));
      if (from === undefined || to === undefined) continue;
      const style =
        dependency.cut === true
          ? ', style=dashed, color="#d93025"'
          : dependency.trust === "parent"
            ? ', style=dotted, arrowhead=none, color="#b0b5bb"'
            : "";
      lines.push(`  ${from} -> ${to} [tooltip=${quote(dependency.because)}${style}]`);
    }
  }
  return lines;
}

function resourceAttributes(resource: PlanResource, by: RemovedBy): string {
  const name = resource.id.split("/").at(-1) ?? resource.id;
  const label = `${shorten(name)}\n${shorten(shortType(resource.type))}`;
  const frame = resource.deletedBy === "held" ? ', color="#d93025", penwidth=1.6' : "";
  return `[label=${quote(label)}, fillcolor="${COLOURS[by]}"${frame}, tooltip=${quote(resource.id)}]`;
}

function groupGraph(plan: Plan): string[] {
  const groups = byGroup(plan);
  const waves = groupWaves(plan);
  const named = new Map(plan.resourceGroups.map((group) => [idKey(group.id), group.name]));
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
  const nodes = new Map(shown.map((key, index) => [key, `g${index}`]));
  const lines = [...nodes].map(([key, node]) => {
    const resources = groups.get(key) ?? [];
    const held = resources.some((resource) => resource.deletedBy === "held");
    const wave = waves.get(key);
    const name = key === "" ? "outside any group" : (named.get(key) ?? key);
    const label = `${shorten(name)}\n${count(resources.length, "resource")}${wave === undefined ? "" : `, wave ${wave}`}`;
    return `  ${node} [label=${quote(label)}, fillcolor="${held ? COLOURS.held : COLOURS.group}", tooltip=${quote(name)}]`;
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

/** Groups in the plan's order, each with its resources; `""` holds what lies in no group. */
function byGroup(plan: Plan): Map<string, PlanResource[]> {
  const groups = new Map<string, PlanResource[]>();
  for (const resource of plan.resources) {
    const key = keyOfGroup(resource.id);
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [resource]);
    else list.push(resource);
  }
  return groups;
}

function groupWaves(plan: Plan): Map<string, number> {
  const waves = new Map<string, number>();
  for (const [index, wave] of operationWaves(plan.operations).entries()) {
    for (const operation of wave) {
      if (operation.action === "deleteGroup") waves.set(idKey(operation.target), index + 1);
    }
  }
  return waves;
}

function keyOfGroup(id: string): string {
  const group = groupIdOf(id);
  return group === undefined ? "" : idKey(group);
}

function shorten(text: string): string {
  return text.length <= 34 ? text : `${text.slice(0, 20)}…${text.slice(-12)}`;
}

/** A DOT string; a backslash would start one of Graphviz's own escapes, a line break is the one that is wanted. */
function quote(text: string): string {
  const escaped = text
    .split("\n")
    .map((line) => makeVisible(line).replaceAll("\\", "\\\\").replaceAll('"', '\\"'))
    .join("\\n");
  return `"${escaped}"`;
}

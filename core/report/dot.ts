import { groupIdOf, idKey } from "../arm-id.ts";
import type { Plan, PlanResource } from "../plan/plan.ts";
import type { RemovedBy } from "../plan/removals.ts";
import { makeVisible } from "./markdown.ts";
import { operationWaves } from "./plan-order.ts";
import { shortType } from "./short-id.ts";

/** Fills by what deletes a resource; a page may paint over them by class (`by-group`, `by-held`…). */
export const COLOURS: Readonly<Record<RemovedBy, string>> = {
  group: "#e8f0fe",
  itself: "#fde9d0",
  protection: "#fde9d0",
  parent: "#f3f4f6",
  manager: "#ece6f7",
  held: "#fbd5d5",
  nothing: "#fbd5d5",
};

/** What every graph of a plan starts with. */
export const GRAPH_STYLE: readonly string[] = [
  '  node [shape=box, style="filled,rounded", fontname="Helvetica", fontsize=10, color="#9aa0a6",',
  '    margin="0.2,0.06", height=0.3]',
  '  edge [color="#6b7280", arrowsize=0.6]',
];

/** The key of a resource's group; `""` outside any group. */
export function keyOfGroup(id: string): string {
  const group = groupIdOf(id);
  return group === undefined ? "" : idKey(group);
}

/** Every group in the plan's order, each with its resources; `""` holds what lies in no group. */
export function resourcesByGroup(plan: Plan): Map<string, PlanResource[]> {
  const groups = new Map(plan.resourceGroups.map(({ id }): [string, PlanResource[]] => [idKey(id), []]));
  for (const resource of plan.resources) {
    const key = keyOfGroup(resource.id);
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [resource]);
    else list.push(resource);
  }
  return groups;
}

/** Names of the plan's groups by key, as people wrote them. */
export function groupNames(plan: Plan): (key: string) => string {
  const names = new Map(plan.resourceGroups.map((group) => [idKey(group.id), group.name]));
  return (key) =>
    key === "" ? "outside any group" : (names.get(key) ?? key.slice(key.lastIndexOf("/") + 1));
}

/** When each group goes, counted from 1; groups that are not deleted are not in it. */
export function wavesOfGroups(plan: Plan): Map<string, number> {
  const waves = new Map<string, number>();
  for (const [index, wave] of operationWaves(plan.operations).entries()) {
    for (const operation of wave)
      if (operation.action === "deleteGroup") waves.set(idKey(operation.target), index + 1);
  }
  return waves;
}

/** One resource as a node `r<index>`, which is also its id in the drawing. */
export function resourceNode(resource: PlanResource, index: number, by: RemovedBy): string {
  const name = resource.id.split("/").at(-1) ?? resource.id;
  const label = `${shorten(name)}\n${shorten(shortType(resource.type))}`;
  const frame = resource.deletedBy === "held" ? ', color="#d93025", penwidth=1.6' : "";
  return `r${index} [id="r${index}", class="by-${by}", label=${quote(label)}, fillcolor="${COLOURS[by]}"${frame}, tooltip=${quote(resource.id)}]`;
}

export function shorten(text: string): string {
  return text.length <= 34 ? text : `${text.slice(0, 20)}…${text.slice(-12)}`;
}

/** A DOT string; a backslash would start one of Graphviz's own escapes, a line break is the one that is wanted. */
export function quote(text: string): string {
  const escaped = text
    .split("\n")
    .map((line) => makeVisible(line).replaceAll("\\", "\\\\").replaceAll('"', '\\"'))
    .join("\\n");
  return `"${escaped}"`;
}

import { groupIdOf, idKey } from "../arm-id.ts";
import type { Plan, PlanResource } from "../plan/plan.ts";
import { type Removal, removalsOf } from "../plan/removals.ts";
import { code, codeElement, count, details, pointList } from "./markdown.ts";
import { operationWaves } from "./plan-order.ts";
import { removalWords } from "./removal-words.ts";
import { shortType } from "./short-id.ts";

/** A page with more points than this is not read; plan.json holds them all. */
const MOST_POINTS = 500;

/** What goes, by group: one line a group, the resources of each below it on demand. */
export function groupSection(plan: Plan): string {
  const removalOf = removalsOf(plan);
  const members = new Map<string, PlanResource[]>();
  for (const resource of plan.resources) {
    const group = groupIdOf(resource.id);
    const key = group === undefined ? "" : idKey(group);
    const list = members.get(key);
    if (list === undefined) members.set(key, [resource]);
    else list.push(resource);
  }
  const waveOf = new Map(
    operationWaves(plan.operations).flatMap((wave, index) =>
      wave
        .filter((operation) => operation.action === "deleteGroup")
        .map((operation) => [idKey(operation.target), index + 1]),
    ),
  );
  const groups = plan.resourceGroups.map((group) => {
    const own = members.get(idKey(group.id)) ?? [];
    const wave = waveOf.get(idKey(group.id));
    const stays = group.managedBy === undefined ? "stays" : "goes with what manages it";
    const when = wave === undefined ? stays : `wave ${wave}`;
    const place = group.location === undefined ? [] : [`In ${code(group.location)}.`];
    return resourceList(`${codeElement(group.name)}: ${when}`, own, removalOf, place);
  });
  const outside = members.get("") ?? [];
  return [
    "## What goes",
    ...groups.slice(0, MOST_POINTS),
    ...(groups.length > MOST_POINTS
      ? [`and ${count(groups.length - MOST_POINTS, "more group")} in plan.json`]
      : []),
    ...(outside.length === 0 ? [] : [resourceList("outside any group", outside, removalOf, [])]),
  ].join("\n\n");
}

/** What of a group is told without opening it: how much it is, and what of it is not plainly its own. */
function resourceList(
  title: string,
  resources: readonly PlanResource[],
  removalOf: (id: string) => Removal,
  before: readonly string[],
): string {
  const explicit = resources.filter(({ id }) => ["itself", "protection"].includes(removalOf(id).by)).length;
  const held = resources.filter(({ deletedBy }) => deletedBy === "held").length;
  const summary = [
    `${title}, ${count(resources.length, "resource")}`,
    ...(explicit === 0 ? [] : [`${explicit} by themselves`]),
    ...(held === 0 ? [] : [`<b>${held} held</b>`]),
  ].join(", ");
  const points = resources.map((resource) => {
    const name = resource.id.split("/").at(-1) ?? resource.id;
    const after = needs(resource);
    return `${code(name)} (${code(shortType(resource.type))}): ${goes(removalOf(resource.id))}${after === "" ? "" : `, before ${after}`}`;
  });
  const list = points.length === 0 ? "It is empty." : pointList(points, MOST_POINTS, "plan.json");
  return details(summary, [...before, list].join("\n\n"));
}

function goes(removal: Removal): string {
  return removal.by === "held" ? `**${removalWords(removal)}**` : removalWords(removal);
}

/** The first few things that must still be there when this one goes. */
function needs(resource: PlanResource): string {
  const kept = resource.dependsOn.filter(
    (dependency) => dependency.cut !== true && dependency.trust !== "parent",
  );
  const shown = kept.slice(0, 3).map((dependency) => code(dependency.on.split("/").at(-1) ?? dependency.on));
  return kept.length > 3 ? `${shown.join(", ")} and ${kept.length - 3} more` : shown.join(", ");
}

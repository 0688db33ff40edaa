import { groupIdOf, idKey } from "../arm-id.ts";
import type { Plan, PlanResource } from "../plan/plan.ts";
import { type Removal, removalsOf } from "../plan/removals.ts";
import { code, codeElement, count, details, table } from "./markdown.ts";
import { operationWaves } from "./plan-order.ts";
import { removalWords } from "./removal-words.ts";
import { shortType } from "./short-id.ts";

/** A page with more rows than this is not read; plan.json holds them all. */
const MOST_ROWS = 500;

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
  const rows = plan.resourceGroups.map((group) => {
    const own = members.get(idKey(group.id)) ?? [];
    const explicit = own.filter(({ id }) => ["itself", "protection"].includes(removalOf(id).by)).length;
    const held = own.filter((resource) => resource.deletedBy === "held").length;
    const wave = waveOf.get(idKey(group.id));
    return [
      code(group.name),
      group.location === undefined ? "" : code(group.location),
      String(own.length),
      explicit === 0 ? "" : String(explicit),
      held === 0 ? "" : `**${held}**`,
      wave === undefined ? (group.managedBy === undefined ? "stays" : "with what manages it") : String(wave),
    ];
  });
  const lists = plan.resourceGroups
    .map((group) => resourceList(group.name, members.get(idKey(group.id)) ?? [], removalOf))
    .filter((list) => list !== "");
  const outside = resourceList("outside any group", members.get("") ?? [], removalOf);
  return [
    "## What goes",
    table(
      ["Group", "Location", "Resources", "By themselves", "Held", "Goes in wave"],
      rows.slice(0, MOST_ROWS),
    ),
    ...(rows.length > MOST_ROWS ? [`and ${count(rows.length - MOST_ROWS, "more group")} in plan.json`] : []),
    ...lists.slice(0, MOST_ROWS),
    ...(outside === "" ? [] : [outside]),
  ].join("\n\n");
}

function resourceList(
  title: string,
  resources: readonly PlanResource[],
  removalOf: (id: string) => Removal,
): string {
  if (resources.length === 0) return "";
  const rows = resources.slice(0, MOST_ROWS).map((resource) => {
    const name = resource.id.split("/").at(-1) ?? resource.id;
    return [code(name), code(shortType(resource.type)), goes(removalOf(resource.id)), needs(resource)];
  });
  const more =
    resources.length > MOST_ROWS
      ? `\n\nand ${count(resources.length - MOST_ROWS, "more resource")} in plan.json`
      : "";
  const heading = `${codeElement(title)}: ${count(resources.length, "resource")}`;
  return details(heading, table(["Resource", "Type", "Goes", "Goes before"], rows) + more);
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

import { groupIdOf, idKey } from "../arm-id.ts";
import type { Plan } from "../plan/plan.ts";
import { removalsOf } from "../plan/removals.ts";
import { count } from "../report/markdown.ts";
import { operationWaves } from "../report/plan-order.ts";
import { removalWords } from "../report/removal-words.ts";

/** What is still readable on a phone; a larger plan has its picture beside it (`graph.svg`). */
const MOST_GROUPS = 25;
const LONGEST_NAME = 40;

/**
 * The order of the groups as Mermaid, which GitHub draws in comments: an arrow from what goes first to what goes
 * after it. What goes by an operation of its own, and has an arrow from or to another group, is a small box for each
 * group and wave, so that arrows follow the waves and never run in a circle. Empty when there is nothing to order,
 * or too much to be read.
 */
export function mermaidGraph(plan: Plan): string {
  const groups = plan.resourceGroups;
  if (groups.length < 2 || groups.length > MOST_GROUPS) return "";
  const numbers = new Map(groups.map((group, index) => [idKey(group.id), index]));
  const nodes = operationNodes(plan, numbers);
  const removalOf = removalsOf(plan);
  const sizes = new Map<string, number>();
  for (const { id } of plan.resources) {
    const key = idKey(groupIdOf(id) ?? "");
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  const waveOfGroup = new Map(
    [...nodes.values()].flatMap((one) => (one.isGroup ? [[one.name, one.wave]] : [])),
  );
  const boxes = groups.map(({ id, name }, index) => {
    const wave = waveOfGroup.get(`g${index}`);
    const when = wave === undefined ? removalWords(removalOf(id)) : `wave ${wave}`;
    return `  g${index}["${label(name)} (${count(sizes.get(idKey(id)) ?? 0, "resource")}, ${when})"]`;
  });
  const { links, small } = arrows(plan, nodes);
  const explicit = [...small].map(([name, { group, wave, members }]) => {
    const what = count(members, "operation of its own", "operations of their own");
    return `  ${name}(["${label(groups[group]?.name ?? "")}: ${what}, wave ${wave}"])`;
  });
  return [
    "```mermaid",
    "flowchart TD",
    ...boxes,
    ...explicit.toSorted(),
    ...[...links].toSorted(),
    "```",
  ].join("\n");
}

/** The box an operation is drawn in. */
interface Box {
  readonly name: string;
  readonly isGroup: boolean;
  /** The number of the group it lies in. */
  readonly group: number;
  readonly wave: number;
  /** How many operations stand in it. */
  members: number;
}

function operationNodes(plan: Plan, numbers: ReadonlyMap<string, number>): Map<string, Box> {
  const boxes = new Map<string, Box>();
  const found = new Map<string, Box>();
  for (const [index, wave] of operationWaves(plan.operations).entries()) {
    for (const { id, action, target, phase } of wave) {
      const group = numbers.get(idKey(groupIdOf(target) ?? ""));
      if (group === undefined || phase === "after") continue;
      const isGroup = action === "deleteGroup";
      const name = isGroup ? `g${group}` : `o${group}w${index + 1}`;
      const box = boxes.get(name) ?? { name, isGroup, group, wave: index + 1, members: 0 };
      box.members += 1;
      boxes.set(name, box);
      found.set(id, box);
    }
  }
  return found;
}

/** Only from an earlier wave to a later one. */
function arrows(
  plan: Plan,
  nodes: ReadonlyMap<string, Box>,
): { links: Set<string>; small: Map<string, Box> } {
  const pairs = plan.operations.flatMap(({ id, after }) => {
    const to = nodes.get(id);
    return after.flatMap((earlier) => {
      const from = nodes.get(earlier);
      return from === undefined || to === undefined || from.wave >= to.wave ? [] : [{ from, to }];
    });
  });
  const across = pairs.filter(({ from, to }) => from.group !== to.group);
  const ends = across.flatMap(({ from, to }) => [from, to]);
  const small = new Map(ends.filter(({ isGroup }) => !isGroup).map((box) => [box.name, box]));
  const isDrawn = (box: Box): boolean => box.isGroup || small.has(box.name);
  const shown = pairs.filter(({ from, to }) => isDrawn(from) && isDrawn(to));
  return { links: new Set(shown.map(({ from, to }) => `  ${from.name} --> ${to.name}`)), small };
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

import type { Operation, Plan } from "../plan/plan.ts";
import { removalsOf } from "../plan/removals.ts";
import { humanBytes } from "./human-bytes.ts";
import { code, count, details, escapeMarkdown, pointList } from "./markdown.ts";
import { operationWaves } from "./plan-order.ts";
import { shortId, shortType } from "./short-id.ts";

/** A page with more points than this is not read; plan.json holds them all. */
const MOST_POINTS = 500;

/** A heading, a sentence and a list, which is read on a phone, too; nothing at all without points. */
function section(heading: string, sentence: string, points: readonly string[]): string {
  if (points.length === 0) return "";
  const introduction = sentence === "" ? [] : [sentence];
  return [`## ${heading}`, ...introduction, pointList(points, MOST_POINTS, "plan.json")].join("\n\n");
}

export function heldSection(plan: Plan): string {
  const until = new Map(
    plan.observed.heldUntil.map((entry) => [`${entry.target} ${entry.code}`, entry.until]),
  );
  return section(
    "Held",
    "This cannot go yet. Everything else goes on without it.",
    plan.held.map((held) => {
      const date = until.get(`${held.target} ${held.code}`)?.slice(0, 10);
      const when = date === undefined ? "" : `, until **${date}**`;
      return `${code(shortId(held.target))}: ${code(held.code)}${when}. ${escapeMarkdown(held.remedy)}`;
    }),
  );
}

/** Waves: what stands in one wave may run at the same time. */
export function orderSection(plan: Plan): string {
  const waves = operationWaves(plan.operations);
  if (waves.length === 0) return "## Order\n\nThere is nothing to do.";
  const overview = waves.map((wave, index) => {
    const groups = wave.filter((operation) => operation.action === "deleteGroup");
    const others = wave.length - groups.length;
    const parts = [
      ...(groups.length === 0 ? [] : [`${count(groups.length, "group")} ${groupNames(groups)}`]),
      ...(others === 0 ? [] : [count(others, "explicit operation")]),
    ];
    return `${index + 1}. ${parts.join("; ")}`;
  });
  const points = waves.flatMap((wave, index) =>
    wave.map(
      ({ phase, action, target, because }) =>
        `wave ${index + 1}, ${phase}: ${code(action)} ${code(shortId(target))}, ${escapeMarkdown(because)}`,
    ),
  );
  return [
    "## Order",
    "Each wave starts when what it waits for has ended; what stands in one wave runs at the same time.",
    overview.slice(0, 50).join("\n"),
    details(count(plan.operations.length, "operation"), pointList(points, MOST_POINTS, "plan.json")),
  ].join("\n\n");
}

function groupNames(groups: readonly Operation[]): string {
  const shown = groups.slice(0, 6).map((operation) => code(shortId(operation.target)));
  return `(${shown.join(", ")}${groups.length > 6 ? ", …" : ""})`;
}

export function backupSection(plan: Plan): string {
  const sizes = new Map(plan.observed.sizes.map((size) => [size.of, size.bytes]));
  return section(
    "Backups",
    "Each of these holds data: it needs a verified artifact outside the subscription, or a reasoned waiver.",
    plan.backupsNeeded.map(({ of, type, method, because }) => {
      const bytes = sizes.get(of);
      const size = bytes === undefined ? "" : `, ${humanBytes(bytes)}`;
      return `${code(shortId(of))} (${code(shortType(type))}, ${code(method)}${size}): ${escapeMarkdown(because)}`;
    }),
  );
}

export function roleSection(plan: Plan): string {
  return section(
    "Custom roles",
    "Changed before the cancel, everywhere in the tenant: afterwards Azure refuses to touch them.",
    plan.roles.map(({ name, change, remove, remaining, assignments, because }) =>
      [
        `${code(name)}: **${change}**, ${escapeMarkdown(because)}`,
        ...(assignments.length === 0 ? [] : [`  - ${count(assignments.length, "assignment")} removed first`]),
        ...(remove.length === 0 ? [] : [`  - goes: ${remove.map(code).join(", ")}`]),
        ...(remaining.length === 0 ? [] : [`  - remains: ${remaining.map(code).join(", ")}`]),
      ].join("\n"),
    ),
  );
}

export function lockSection(plan: Plan): string {
  return section(
    "Locks",
    "Removed first; a lock anywhere in a group stops the whole group.",
    plan.locks.map(({ id, level, scope, notes }) => {
      const lock = `${code(id.split("/").at(-1) ?? id)}, ${code(level)} on ${code(shortId(scope))}`;
      return notes === undefined ? lock : `${lock}: ${escapeMarkdown(notes)}`;
    }),
  );
}

export function dependentSection(plan: Plan): string {
  return section(
    "Breaks elsewhere",
    "In other subscriptions; tell their owners.",
    plan.dependents.map(
      ({ id, kind, on, because }) =>
        `${code(id)} (${escapeMarkdown(kind)}) depends on ${code(shortId(on))}: ${escapeMarkdown(because)}`,
    ),
  );
}

export function ownerSection(plan: Plan): string {
  return section(
    "Owned by other stacks",
    "Their next deployment would build it again: retire them too.",
    plan.owners.map((owner) => {
      const { ids, retained } = owner;
      const kept = owner.source.startsWith("state ")
        ? "what `prevent_destroy` keeps does not stand in a state"
        : `${owner.protected.length} protected, ${retained.length} retained`;
      return `${code(owner.source)}: ${count(ids.length, "resource")}, ${kept}`;
    }),
  );
}

/** Types that Pulumi is never given: no azure-native type is known for sure to be the same. */
export function untypedSection(plan: Plan): string {
  const counts = new Map<string, { covered: number; alone: number }>();
  const removalOf = removalsOf(plan);
  for (const { id, type, token, deletedBy } of plan.resources) {
    if (token !== undefined || deletedBy === "held") continue;
    const entry = counts.get(type) ?? { covered: 0, alone: 0 };
    const { by } = removalOf(id);
    entry[by === "itself" || by === "protection" ? "alone" : "covered"] += 1;
    counts.set(type, entry);
  }
  return section(
    "Not adopted by Pulumi",
    "No azure-native type is sure for these. What their group's delete covers goes with it in either engine; the rest is left to `sundown destroy`.",
    [...counts]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([type, { covered, alone }]) =>
        [
          `${code(type)}: ${covered} covered by another delete`,
          ...(alone === 0 ? [] : [`**${alone} left to \`sundown destroy\`**`]),
        ].join(", "),
      ),
  );
}

export function billingSection(plan: Plan): string {
  return section(
    "Keeps billing",
    "",
    plan.billing.map(({ what, target, because }) => {
      const of = target === undefined ? "" : ` (${code(shortId(target))})`;
      return `${code(what)}${of}: ${escapeMarkdown(because)}`;
    }),
  );
}

export function selfMadeSection(plan: Plan): string {
  return section(
    "Made by Azure or Sundown itself",
    "Nobody asked for these by name. Azure may make some of them again.",
    plan.selfMade.map(
      ({ id, because, how }) => `${code(shortId(id))}: ${escapeMarkdown(because)}; ${escapeMarkdown(how)}`,
    ),
  );
}

export function cycleSection(plan: Plan): string {
  return section(
    "Circles that were opened",
    "These wait for each other; the link named goes first, by itself.",
    plan.cycles.map(({ members, cut }) => {
      const shown = members.slice(0, 6).map(shortId).map(code).join(", ");
      return `${shown}: opened between ${code(shortId(cut.from))} and ${code(shortId(cut.to))}, ${escapeMarkdown(cut.because)}`;
    }),
  );
}

/** What another reader or another day may see differently; no part of the digest. */
export function observedSection(plan: Plan): string {
  const { whoCanCancel, costs, commitments = [], notRead = [] } = plan.observed;
  const lines = [
    ...(whoCanCancel === undefined
      ? []
      : [
          `- **Can this reader cancel?** ${answer(whoCanCancel.able)}: ${escapeMarkdown(whoCanCancel.because)}`,
        ]),
    ...costs.map(
      (cost) =>
        `- **Cost last month** ${escapeMarkdown(cost.service)}: ${cost.amount.toFixed(2)} ${escapeMarkdown(cost.currency)}`,
    ),
    ...commitments.map(({ kind, name, until, renews }) => {
      const end = until === undefined ? "" : `, until ${escapeMarkdown(until)}`;
      return `- **Goes on billing:** ${kind.replace("-", " ")} ${escapeMarkdown(name)}${end}${renews === true ? ", renews by itself" : ""}`;
    }),
    ...notRead.map((sentence) => `- **Not read:** ${escapeMarkdown(sentence)}`),
  ];
  return lines.length === 0 ? "" : `## As read\n\n${lines.join("\n")}`;
}

function answer(able: boolean | null): string {
  if (able === null) return "not known";
  return able ? "yes" : "no";
}

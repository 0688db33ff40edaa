import type { Operation, Plan } from "../plan/plan.ts";
import { removalsOf } from "../plan/removals.ts";
import { humanBytes } from "./human-bytes.ts";
import { code, count, details, escapeMarkdown, table } from "./markdown.ts";
import { operationWaves } from "./plan-order.ts";
import { shortId, shortType } from "./short-id.ts";

const MOST_ROWS = 500;

/** A heading, a sentence and a table; nothing at all without rows. */
function section(heading: string, sentence: string, headers: string[], rows: string[][]): string {
  if (rows.length === 0) return "";
  const more = rows.length > MOST_ROWS ? [`and ${rows.length - MOST_ROWS} more in plan.json`] : [];
  const introduction = sentence === "" ? [] : [sentence];
  return [`## ${heading}`, ...introduction, table(headers, rows.slice(0, MOST_ROWS)), ...more].join("\n\n");
}

export function heldSection(plan: Plan): string {
  const until = new Map(
    plan.observed.heldUntil.map((entry) => [`${entry.target} ${entry.code}`, entry.until]),
  );
  return section(
    "Held",
    "This cannot go yet. Everything else goes on without it.",
    ["What", "Why", "Until", "What to do"],
    plan.held.map((held) => [
      code(shortId(held.target)),
      code(held.code),
      (until.get(`${held.target} ${held.code}`) ?? "").slice(0, 10),
      escapeMarkdown(held.remedy),
    ]),
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
  const rows = waves.flatMap((wave, index) =>
    wave.map((operation) => [
      String(index + 1),
      operation.phase,
      code(operation.action),
      code(shortId(operation.target)),
      escapeMarkdown(operation.because),
    ]),
  );
  const shown = table(["Wave", "Phase", "Act", "On", "Because"], rows.slice(0, MOST_ROWS));
  const more = rows.length > MOST_ROWS ? `\n\nand ${rows.length - MOST_ROWS} more in plan.json` : "";
  return [
    "## Order",
    "Each wave starts when what it waits for has ended; what stands in one wave runs at the same time.",
    overview.slice(0, 50).join("\n"),
    details(count(plan.operations.length, "operation"), shown + more),
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
    ["Of", "Type", "How", "Size", "Because"],
    plan.backupsNeeded.map((need) => {
      const bytes = sizes.get(need.of);
      return [
        code(shortId(need.of)),
        code(shortType(need.type)),
        code(need.method),
        bytes === undefined ? "" : humanBytes(bytes),
        escapeMarkdown(need.because),
      ];
    }),
  );
}

export function roleSection(plan: Plan): string {
  return section(
    "Custom roles",
    "Changed before the cancel, everywhere in the tenant: afterwards Azure refuses to touch them.",
    ["Role", "Change", "Scopes that go", "Scopes that remain", "Assignments removed first", "Because"],
    plan.roles.map((role) => [
      code(role.name),
      role.change === "held" ? "**held**" : role.change,
      role.remove.map(code).join(", "),
      role.remaining.map(code).join(", "),
      role.assignments.length === 0 ? "" : String(role.assignments.length),
      escapeMarkdown(role.because),
    ]),
  );
}

export function lockSection(plan: Plan): string {
  return section(
    "Locks",
    "Removed first; a lock anywhere in a group stops the whole group.",
    ["Lock", "On", "Level", "Notes"],
    plan.locks.map((lock) => [
      code(lock.id.split("/").at(-1) ?? lock.id),
      code(shortId(lock.scope)),
      code(lock.level),
      lock.notes === undefined ? "" : escapeMarkdown(lock.notes),
    ]),
  );
}

export function dependentSection(plan: Plan): string {
  return section(
    "Breaks elsewhere",
    "In other subscriptions; tell their owners.",
    ["What", "Kind", "Depends on", "Because"],
    plan.dependents.map((dependent) => [
      code(dependent.id),
      escapeMarkdown(dependent.kind),
      code(shortId(dependent.on)),
      escapeMarkdown(dependent.because),
    ]),
  );
}

export function ownerSection(plan: Plan): string {
  return section(
    "Owned by other stacks",
    "Their next deployment would build it again: retire them too.",
    ["Source", "Resources", "Protected", "Retained"],
    plan.owners.map((owner) => [
      code(owner.source),
      String(owner.ids.length),
      String(owner.protected.length),
      String(owner.retained.length),
    ]),
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
    ["Type", "Covered by another delete", "Left to `sundown destroy`"],
    [...counts]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([type, { covered, alone }]) => [code(type), String(covered), String(alone)]),
  );
}

export function billingSection(plan: Plan): string {
  return section(
    "Keeps billing",
    "",
    ["What", "Of", "Because"],
    plan.billing.map((entry) => [
      code(entry.what),
      entry.target === undefined ? "" : code(shortId(entry.target)),
      escapeMarkdown(entry.because),
    ]),
  );
}

export function selfMadeSection(plan: Plan): string {
  return section(
    "Made by Azure itself",
    "Nobody asked for these by name. Azure may make some of them again.",
    ["What", "Because", "How it goes"],
    plan.selfMade.map((entry) => [
      code(shortId(entry.id)),
      escapeMarkdown(entry.because),
      escapeMarkdown(entry.how),
    ]),
  );
}

export function cycleSection(plan: Plan): string {
  return section(
    "Circles that were opened",
    "These wait for each other; the link named goes first, by itself.",
    ["Members", "Opened between", "Because"],
    plan.cycles.map((cycle) => [
      cycle.members.slice(0, 6).map(shortId).map(code).join(", "),
      `${code(shortId(cycle.cut.from))} and ${code(shortId(cycle.cut.to))}`,
      escapeMarkdown(cycle.cut.because),
    ]),
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

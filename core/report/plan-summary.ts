import type { Plan } from "../plan/plan.ts";
import { count, makeVisible } from "./markdown.ts";
import { operationWaves } from "./plan-order.ts";
import { shortId } from "./short-id.ts";

/** The plan in numbers. */
export interface PlanFigures {
  readonly resources: number;
  readonly resourceGroups: number;
  readonly groupDeletes: number;
  /** Every operation of the teardown and around it that is not a group delete. */
  readonly explicit: number;
  /** How many operations must follow each other. */
  readonly waves: number;
  readonly held: number;
  readonly backupsNeeded: number;
  readonly roles: number;
  readonly locks: number;
  readonly dependents: number;
  readonly billing: number;
}

export function planFigures(plan: Plan): PlanFigures {
  const groupDeletes = plan.operations.filter((operation) => operation.action === "deleteGroup").length;
  return {
    resources: plan.resources.length,
    resourceGroups: plan.resourceGroups.length,
    groupDeletes,
    explicit: plan.operations.length - groupDeletes,
    waves: operationWaves(plan.operations).length,
    held: plan.held.length,
    backupsNeeded: plan.backupsNeeded.length,
    roles: plan.roles.length,
    locks: plan.locks.length,
    dependents: plan.dependents.length,
    billing: plan.billing.length,
  };
}

/** `12 resources in 3 groups, by 3 group deletes and 2 explicit operations in 4 waves`. */
export function whatGoes(figures: PlanFigures): string {
  return `${count(figures.resources, "resource")} in ${count(figures.resourceGroups, "group")}, by ${howItGoes(figures)}`;
}

function howItGoes({ groupDeletes, explicit, waves }: PlanFigures): string {
  const groups = count(groupDeletes, "group delete");
  return `${groups} and ${count(explicit, "explicit operation")} in ${count(waves, "wave")}`;
}

/** What the terminal shows after planning: readable in ten seconds, 80 columns. */
export function planSummary(
  plan: Plan,
  outcome: {
    readonly folder: string;
    readonly drafted: boolean;
    readonly open: number;
    /** Resources that no list holds: they stand in another resource's properties. @default 0 */
    readonly unlisted?: number;
  },
): string {
  const figures = planFigures(plan);
  const name = plan.subscription.name ?? plan.subscription.id;
  const lines = [
    `Plan of ${makeVisible(name)}`,
    row("goes", `${count(figures.resources, "resource")} in ${count(figures.resourceGroups, "group")}`),
    ...(outcome.unlisted === undefined || outcome.unlisted === 0
      ? []
      : [row("", `${unlistedText(outcome.unlisted)} in another resource's properties`)]),
    row("by", howItGoes(figures)),
    row("held", held(plan)),
    row("decide", decisions(figures, outcome.open)),
    ...(figures.dependents > 0
      ? [row("outside", `${count(figures.dependents, "thing")} in other subscriptions will break`)]
      : []),
    ...(figures.billing > 0
      ? [row("billing", `${count(figures.billing, "thing")} to look at: see plan.md`)]
      : []),
    row("digest", plan.planDigest),
    "",
    next(outcome),
  ];
  return lines.join("\n");
}

function unlistedText(unlisted: number): string {
  return `of these, ${unlisted === 1 ? "1 is in no list: it stands" : `${unlisted} are in no list: they stand`}`;
}

function row(label: string, text: string): string {
  return `  ${label.padEnd(9)}${text}`;
}

function held(plan: Plan): string {
  if (plan.held.length === 0) return "nothing";
  const shown = plan.held.slice(0, 3).map(({ target, code }) => `${makeVisible(shortId(target))} (${code})`);
  const more = plan.held.length > shown.length ? `, and ${plan.held.length - shown.length} more` : "";
  return `${plan.held.length}: ${shown.join(", ")}${more}`;
}

function decisions(figures: PlanFigures, open: number): string {
  const parts = [
    count(figures.backupsNeeded, "backup"),
    count(figures.roles, "custom role"),
    count(figures.locks, "lock"),
  ];
  return `${parts.join(", ")}; ${open === 0 ? "nothing open" : `${open} open`} in decommission.yaml`;
}

function next(outcome: {
  readonly folder: string;
  readonly drafted: boolean;
  readonly open: number;
}): string {
  if (outcome.open === 0) return `Next: \`sundown check\`, then a pull request with\n  ${outcome.folder}`;
  const what = outcome.drafted ? "drafted" : "kept, with open questions";
  return [
    `Next, in ${outcome.folder}:`,
    "  read plan.md, or open plan.html",
    `  decide in decommission.yaml (${what}):\n    in an editor, or asked one by one by \`sundown check --fix\``,
    "  then `sundown check` names what is left",
  ].join("\n");
}

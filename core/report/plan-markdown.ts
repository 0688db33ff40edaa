import type { Plan } from "../plan/plan.ts";
import { code, count } from "./markdown.ts";
import { groupSection } from "./plan-markdown-groups.ts";
import {
  backupSection,
  billingSection,
  cycleSection,
  dependentSection,
  heldSection,
  lockSection,
  observedSection,
  orderSection,
  ownerSection,
  roleSection,
  selfMadeSection,
  untypedSection,
} from "./plan-markdown-sections.ts";
import { planFigures, whatGoes } from "./plan-summary.ts";

/**
 * plan.md: the plan for the people who review it. Everything that comes from Azure is escaped
 * ({@link code}, `escapeMarkdown`). The same plan gives the same page.
 */
export function planMarkdown(plan: Plan): string {
  const name = plan.subscription.name ?? plan.subscription.id;
  const sections = [
    `# Decommission of ${code(name)}`,
    summary(plan),
    heldSection(plan),
    groupSection(plan),
    orderSection(plan),
    backupSection(plan),
    roleSection(plan),
    lockSection(plan),
    dependentSection(plan),
    ownerSection(plan),
    untypedSection(plan),
    billingSection(plan),
    selfMadeSection(plan),
    cycleSection(plan),
    observedSection(plan),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function summary(plan: Plan): string {
  const figures = planFigures(plan);
  const held =
    figures.held === 0
      ? "nothing"
      : `**${count(figures.held, "thing")} cannot go yet** (below, with what to do)`;
  const untouched = plan.resources.filter((resource) => resource.deletedBy === "held").length;
  const lines = [
    `- **Goes:** ${whatGoes(figures)}.`,
    `- **Held:** ${held}${untouched === 0 ? "" : `; ${count(untouched, "resource stays", "resources stay")} with it`}.`,
    `- **To decide:** ${count(figures.backupsNeeded, "backup")}, ${count(figures.roles, "custom role")}, ` +
      `${count(figures.locks, "lock")}.`,
    `- **Elsewhere:** ${figures.dependents === 0 ? "nothing known depends on it" : `**${count(figures.dependents, "thing")} in other subscriptions will break**`}.`,
    `- **Subscription:** ${code(plan.subscription.id)}${offer(plan)}`,
    `- **Plan:** ${code(plan.planDigest)}`,
  ];
  return lines.join("\n");
}

function offer({ subscription }: Plan): string {
  const facts = [subscription.state, subscription.quotaId].filter((fact) => fact !== undefined);
  return facts.length === 0 ? "" : ` (${facts.map(code).join(", ")})`;
}

import { count, escapeMarkdown, pointList, table } from "../report/markdown.ts";
import { openPoint } from "../report/open-point.ts";
import type { Verdict } from "./verdict.ts";

/** The verdict as a table: every rule with its mark, then every reason with its code and remedy. */
export function verdictMarkdown(verdict: Verdict, title: string): string {
  const passed = verdict.outcome === "pass";
  const head = passed
    ? `All ${count(verdict.rules.length, "rule")} pass.`
    : `**Refused:** ${count(verdict.reasons.length, "reason")}.`;
  const rules = verdict.rules.map(({ rule, reasons }) => [
    reasons.length === 0 ? "✅" : "❌",
    escapeMarkdown(rule),
  ]);
  const reasons = verdict.reasons.map((reason) => openPoint(reason.code, reason));
  return [
    `## ${escapeMarkdown(title)}`,
    head,
    pointList(reasons, reasons.length, ""),
    table(["", "Rule"], rules),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

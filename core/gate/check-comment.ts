import type { Manifest } from "../manifest/manifest.ts";
import type { Plan } from "../plan/plan.ts";
import { decisionsMarkdown } from "../report/decisions-markdown.ts";
import { code, codeBlock, count, details, escapeMarkdown, table } from "../report/markdown.ts";
import { groupSection } from "../report/plan-markdown-groups.ts";
import { backupSection, billingSection, heldSection, roleSection } from "../report/plan-markdown-sections.ts";
import { planFigures, whatGoes } from "../report/plan-summary.ts";
import { approvalLine } from "./approval-line.ts";
import { mermaidGraph } from "./mermaid-graph.ts";
import type { Reason } from "./verdict.ts";

/** GitHub takes 65,536 characters; what is longer ends in a pointer to the file. */
const LONGEST_COMMENT = 60_000;

export interface CheckComment {
  readonly folder: string;
  readonly plan: Plan;
  /** What people decided; absent while something of it cannot be read. */
  readonly manifest?: Manifest | undefined;
  /** As typed in the manifest; absent while it is not decided. */
  readonly subscriptionName: string | undefined;
  readonly approvalDigest: string;
  /** What the gate says about the pull request as it is. */
  readonly reasons: readonly Reason[];
  /** Every open point of the manifest, with its line. */
  readonly problems: readonly { readonly line: number; readonly message: string; readonly remedy: string }[];
  readonly approvals: { readonly approvers: readonly string[]; readonly required: number };
}

/** What reviewers see on the pull request: what goes, what they must know, what is open, and the line to paste. */
export function checkComment(comment: CheckComment): string {
  const { plan, folder } = comment;
  const title = `## Decommission of ${code(comment.subscriptionName ?? plan.subscription.name ?? plan.subscription.id)}`;
  const sections = [
    title,
    `**Goes:** ${whatGoes(planFigures(plan))}.`,
    openSection(comment),
    approvalSection(comment),
    comment.manifest === undefined ? "" : decisionsMarkdown(plan, comment.manifest),
    heldSection(plan),
    folded(roleSection(plan)),
    folded(backupSection(plan)),
    folded(billingSection(plan)),
    orderSection(plan),
    folded(groupSection(plan)),
  ].filter((section) => section !== "");
  const end = `Everything else is in ${code(`${folder}/plan.md`)}.`;
  let text = "";
  for (const section of sections) {
    if (text.length + section.length > LONGEST_COMMENT) return `${text}\n\n**Cut here.** ${end}\n`;
    text += text === "" ? section : `\n\n${section}`;
  }
  return `${text}\n\n${end}\n`;
}

/** Wide tables are opened by who wants them: a phone shows what was decided first. */
function folded(section: string): string {
  const [, heading, body] = /^## (.+)\n\n([\s\S]*)$/.exec(section) ?? [];
  return heading === undefined || body === undefined ? section : details(heading, body);
}

function orderSection(plan: Plan): string {
  const graph = mermaidGraph(plan);
  return graph === "" ? "" : `### In which order\n\n${graph}`;
}

/** For a pull request that only takes folders away: it can approve nothing, and needs no approval line. */
export function removalComment(folders: readonly string[]): string {
  return [
    `## Takes away ${folders.map(code).join(", ")}`,
    "This pull request only removes what is over. Nothing is taken out of service by it, and nothing is to be approved with a line.",
    "**Before you merge:** a decommission whose folder is gone can no longer be verified or cancelled.",
    "",
  ].join("\n\n");
}

function openSection({ problems, reasons, folder }: CheckComment): string {
  const others = reasons.filter((reason) => reason.code !== "manifest_incomplete");
  if (problems.length === 0 && others.length === 0) return "### Nothing is open\n\nThe manifest is complete.";
  const rows = [
    ...others.map((reason) => [
      code(reason.code),
      escapeMarkdown(reason.message),
      escapeMarkdown(reason.remedy),
    ]),
    ...problems.map((problem) => [
      code(`${folder}/decommission.yaml:${problem.line}`),
      escapeMarkdown(problem.message),
      escapeMarkdown(problem.remedy),
    ]),
  ];
  const shown = rows.slice(0, 100);
  const more = rows.length > shown.length ? `\n\nand ${count(rows.length - shown.length, "more point")}` : "";
  return `### ${count(rows.length, "open point")}\n\n${table(["Where", "What", "What to do"], shown)}${more}`;
}

function approvalSection({
  subscriptionName,
  approvalDigest,
  problems,
  reasons,
  approvals,
}: CheckComment): string {
  if (subscriptionName === undefined || problems.length > 0 || reasons.length > 0) {
    return "### Approval\n\nThe line to approve with appears here once nothing is open.";
  }
  const { approvers, required } = approvals;
  const have =
    approvers.length === 0 ? "none yet" : `${approvers.length} (${approvers.map(code).join(", ")})`;
  return [
    "### Approval",
    `${count(required, "approval")} needed, ${have}. Approve with a review that holds exactly this line:`,
    codeBlock(approvalLine(subscriptionName, approvalDigest)),
    "It counts from people other than the author, committers and the last pusher, and ends with the next push.",
  ].join("\n\n");
}

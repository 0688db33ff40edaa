import type { Manifest } from "../manifest/manifest.ts";
import type { Plan } from "../plan/plan.ts";
import type { Policy } from "../policy/policy.ts";
import { decisionsMarkdown } from "../report/decisions-markdown.ts";
import { code, codeBlock, count, details, pointList } from "../report/markdown.ts";
import { openPoint } from "../report/open-point.ts";
import { groupSection } from "../report/plan-markdown-groups.ts";
import {
  backupSection,
  billingSection,
  dependentSection,
  heldSection,
  roleSection,
} from "../report/plan-markdown-sections.ts";
import { planFigures, whatGoes } from "../report/plan-summary.ts";
import { approvalLine } from "./approval-line.ts";
import type { ApprovingPeople } from "./approving-people.ts";
import { MANIFEST_FILE } from "./decommission-paths.ts";
import { mermaidGraph } from "./mermaid-graph.ts";
import type { Reason } from "./verdict.ts";

const MOST_OPEN = 100;

/** GitHub takes 65,536 characters; a section that no longer fits leaves its heading and where to read it. */
const LONGEST_COMMENT = 60_000;
/** The job's summary takes one mebibyte, counted in bytes. */
const LONGEST_SUMMARY = 250_000;

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
  /** Absent while it cannot be read. */
  readonly approvals: Pick<ApprovingPeople, "approvers" | "required"> | undefined;
  /** Who counts as an approver; absent while it cannot be read. */
  readonly policy: Policy | undefined;
}

/** What reviewers see on the pull request: what goes, what they must know, what is open, and the line to paste. */
export function checkComment(comment: CheckComment): string {
  return fitted(sectionsOf(comment), comment.folder, LONGEST_COMMENT);
}

/** The same for the job's summary, which has room for more. */
export function checkSummary(comment: CheckComment): string {
  return fitted(sectionsOf(comment), comment.folder, LONGEST_SUMMARY);
}

function sectionsOf(comment: CheckComment): string[] {
  const { plan } = comment;
  const title = `## Decommission of ${code(comment.subscriptionName ?? plan.subscription.name ?? plan.subscription.id)}`;
  return [
    title,
    subscriptionLine(plan),
    `**Goes:** ${whatGoes(planFigures(plan))}.`,
    openSection(comment),
    approvalSection(comment),
    comment.manifest === undefined ? "" : decisionsMarkdown(plan, comment.manifest),
    heldSection(plan),
    dependentSection(plan),
    folded(roleSection(plan)),
    folded(backupSection(plan)),
    folded(billingSection(plan)),
    orderSection(plan),
    folded(groupSection(plan)),
  ].filter((section) => section !== "");
}

/** Names are not unique: what is approved is this subscription, in this tenant. */
function subscriptionLine({ subscription: { id, tenantId, state, quotaId } }: Plan): string {
  const facts = [
    `**Subscription:** ${code(id)}`,
    ...(tenantId === undefined ? [] : [`tenant ${code(tenantId)}`]),
    ...(state === undefined ? [] : [`state ${code(state)}`]),
    ...(quotaId === undefined ? [] : [`offer ${code(quotaId)}`]),
  ];
  return facts.join(", ");
}

/** A section that does not fit is left out as a whole: half a table misleads. */
function fitted(sections: readonly string[], folder: string, longest: number): string {
  const text: string[] = [];
  let left = longest;
  for (const section of sections) {
    const [, heading = "More"] = /^(?:#+ |<details>\s*<summary>)(.+?)(?:<\/summary>)?$/m.exec(section) ?? [];
    const shown =
      section.length <= left
        ? section
        : `### ${heading}\n\n**Too long to be shown here.** It is in the job's summary and in the files of ${code(folder)}.`;
    text.push(shown);
    left -= shown.length;
  }
  return `${text.join("\n\n")}\n\nEverything else is in ${code(`${folder}/plan.md`)}.\n`;
}

/** Long lists are opened by who wants them: a phone shows what was decided first. */
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
  const points = [
    ...others.map((reason) => openPoint(reason.code, reason)),
    ...problems.map((problem) => openPoint(`${MANIFEST_FILE}:${problem.line}`, problem)),
  ];
  return `### ${count(points.length, "open point")}\n\n${pointList(points, MOST_OPEN, `${folder}/${MANIFEST_FILE}`)}`;
}

function approvalSection(comment: CheckComment): string {
  const { subscriptionName, approvalDigest, problems, reasons, approvals, policy } = comment;
  const open = subscriptionName === undefined || problems.length > 0 || reasons.length > 0;
  if (open || approvals === undefined || policy === undefined) {
    return "### Approval\n\nThe line to approve with appears here once nothing is open.";
  }
  const { approvers, required } = approvals;
  const have =
    approvers.length === 0 ? "none yet" : `${approvers.length} (${approvers.map(code).join(", ")})`;
  return [
    "### Approval",
    `${count(required, "approval")} needed, ${have}. Approve with a review that holds exactly this line:`,
    codeBlock(approvalLine(subscriptionName, approvalDigest)),
    `It counts from ${whoCounts(policy)}, other than the author, committers and the last pusher. It ends with the next push and after ${count(policy.maximumAge, "day")}; the same line in a new review renews it, also after the merge.`,
  ].join("\n\n");
}

function whoCounts({ who: { permission, logins = [], teams = [] } }: Policy): string {
  const named = [
    ...logins.map(code),
    ...(teams.length > 0 ? [`members of ${teams.map(code).join(", ")}`] : []),
  ];
  const people = named.length > 0 ? named.join(", ") : "people";
  return `${people} with at least the role ${code(permission)}`;
}

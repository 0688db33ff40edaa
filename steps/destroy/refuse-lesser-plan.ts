import { doneRecordSchema } from "../../core/evidence/done-record.ts";
import type { Inventory } from "../../core/inventory/inventory.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import { findOmissions } from "../../core/plan/find-omissions.ts";
import { ownersOfPlan } from "../../core/plan/owners-of-plan.ts";
import { count } from "../../core/report/markdown.ts";
import type { Journal } from "../../engine/journal.ts";
import type { ApprovedContent } from "../approval/approved-content.ts";

/**
 * Before anything of it is done, an approved plan is held against one made from Azure as it is: whoever writes a
 * plan by hand can leave out a backup, an order or a hold, and its digest is right all the same. Once a part of it is
 * done the comparison has been made, and Azure is no longer what the plan was made from.
 * @throws SundownError plan_asks_less with every omission in `data.missing`
 */
export function refuseLesserPlan(
  { plan, approvalDigest, folder }: Pick<ApprovedContent, "plan" | "approvalDigest" | "folder">,
  fresh: Inventory,
  journal: Journal,
  { step, now }: { readonly step: string; readonly now: () => Date },
): void {
  if (isBegun(journal, step, approvalDigest)) return;
  const made = buildPlan(fresh, { takenAt: now(), owners: ownersOfPlan(plan) });
  const missing = findOmissions(plan, made);
  if (missing.length === 0) return;
  throw new SundownError("plan_asks_less", {
    message: [
      `The plan asks for less than one made from Azure now, in ${count(missing.length, "point")}.`,
      ...missing,
    ].join("\n"),
    place: folder.plan,
    data: { missing },
  });
}

/** The approval is noted only after the comparison, so what was done after it was done of a plan that passed. */
function isBegun({ entries }: Journal, step: string, approvalDigest: string): boolean {
  const approvedAt = entries.findIndex(
    (entry) => entry.step === step && entry.data?.approvalDigest === approvalDigest,
  );
  if (approvedAt < 0) return false;
  return entries
    .slice(approvedAt)
    .some(
      (entry) =>
        entry.step === step && (entry.kind === "intent" || doneRecordSchema.safeParse(entry.data).success),
    );
}

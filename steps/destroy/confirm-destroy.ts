import type { Host } from "../../core/host.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { count } from "../../core/report/markdown.ts";
import type { Journal } from "../../engine/journal.ts";
import type { ApprovedContent } from "../approval/approved-content.ts";

/**
 * The procedure's own confirmation: the subscription's name is typed once more; without a pull request (where the
 * policy allows that) the name of every group, too. What was confirmed for the same pull request's approval before is
 * not asked again; without one, the person at the terminal is all there is, so every run that has something to do asks.
 * @param left how many operations are still to be done
 * @throws SundownError declined
 */
export async function confirmDestroy(
  { plan, manifest, approvalDigest, approval }: ApprovedContent,
  journal: Journal,
  host: Host,
  left: number,
): Promise<void> {
  const isConfirmed =
    approval.kind === "pullRequest" &&
    journal.entries.some(
      ({ step, data }) =>
        step === "destroy" && data?.confirmed === approvalDigest && data.by === "pullRequest",
    );
  if (isConfirmed) return;
  const { name } = manifest.subscription;
  const declined = (what: string): SundownError =>
    new SundownError("declined", { message: `${what} was not confirmed; nothing was changed.` });
  const yes = await host.ask({
    code: "destroy_confirm",
    message: `Delete for good what the plan names in ${name} (${plan.subscription.id}): ${count(left, "operation")}? Type the subscription's name.`,
    typed: name,
    inPerson: approval.kind === "local",
  });
  if (!yes) throw declined(name);
  if (approval.kind === "local") {
    for (const group of manifest.resourceGroups) {
      const typed = await host.ask({
        code: "destroy_confirm_group",
        message: `Delete the resource group ${group}? Type its name.`,
        typed: group,
        inPerson: true,
      });
      if (!typed) throw declined(group);
    }
  }
  await journal.append({
    step: "destroy",
    kind: "note",
    data: { confirmed: approvalDigest, by: approval.kind },
  });
}

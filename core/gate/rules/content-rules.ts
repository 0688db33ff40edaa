import type { BlobAtCommits } from "../gate-facts.ts";
import { afterMerge, defineRule, fromTheStart, type GateRule, reason, unless } from "../rule.ts";

function unchanged(blob: BlobAtCommits): boolean {
  return blob.head !== undefined && blob.head === blob.merge && blob.head === blob.tip;
}

/** What was approved is what was merged and what lies on the default branch now, and it is complete. */
export const contentRules: readonly GateRule[] = [
  defineRule({
    name: "the manifest is the same at the approved head, the merge and the default branch",
    purposes: afterMerge,
    needs: ["folder"],
    check: ({ folder }) =>
      unless(
        unchanged(folder.manifest),
        "manifest_changed",
        `${folder.path}/decommission.yaml differs: ${whereabouts(folder.manifest)}.`,
      ),
  }),
  defineRule({
    name: "the plan is the same at the approved head, the merge and the default branch",
    purposes: afterMerge,
    needs: ["folder"],
    check: ({ folder }) =>
      unless(
        unchanged(folder.plan),
        "plan_changed",
        `${folder.path}/plan.json differs: ${whereabouts(folder.plan)}.`,
      ),
  }),
  defineRule({
    name: "the manifest is complete",
    purposes: fromTheStart,
    needs: ["manifestProblems"],
    check: ({ manifestProblems }) =>
      manifestProblems.map((problem) => reason("manifest_incomplete", problem)),
  }),
  defineRule({
    name: "manifest and plan name the same subscription",
    purposes: afterMerge,
    needs: ["documents"],
    check: ({ documents }) =>
      unless(
        sameId(documents.subscriptionId, documents.planSubscriptionId) &&
          (documents.planSubscriptionName === undefined ||
            documents.planSubscriptionName === documents.subscriptionName),
        "subscription_mismatch",
        `The manifest names ${documents.subscriptionName} (${documents.subscriptionId}), the plan ${documents.planSubscriptionName ?? "no name"} (${documents.planSubscriptionId}).`,
      ),
  }),
  defineRule({
    name: "the state is not kept in what goes",
    purposes: ["run", "verify"],
    needs: ["documents", "stateAccounts"],
    check: ({ documents, stateAccounts }) =>
      stateAccounts
        .filter(({ account }) => documents.doomedAccounts.has(account))
        .map(({ file, account }) =>
          reason(
            "state_in_doomed_subscription",
            `${file} keeps the state in the storage account ${account}.`,
          ),
        ),
  }),
];

function sameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function whereabouts(blob: BlobAtCommits): string {
  const short = (sha: string | undefined) => sha?.slice(0, 12) ?? "missing";
  return `approved ${short(blob.head)}, merged ${short(blob.merge)}, now ${short(blob.tip)}`;
}

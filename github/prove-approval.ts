import { approvalsSoFar } from "../core/gate/approving-people.ts";
import { evaluateGate } from "../core/gate/evaluate-gate.ts";
import type { PolicyFacts } from "../core/gate/gate-facts.ts";
import { latestOpinions } from "../core/gate/opinions.ts";
import type { Reason } from "../core/gate/verdict.ts";
import type { Manifest } from "../core/manifest/manifest.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { GitHubConnection } from "./connection.ts";
import { gatherGateFacts } from "./gather-gate-facts.ts";
import { immutableObjects } from "./immutable-objects.ts";

/** An approval that holds: what exactly was approved, by whom, under which policy. */
export interface ApprovalProof {
  readonly pullRequest: number;
  readonly approvalDigest: string;
  readonly planDigest: string;
  /** `decommission/NAME` in the repository. */
  readonly folder: string;
  /** plan.json as approved. */
  readonly planText: string;
  readonly plan: Plan;
  /** decommission.yaml as approved. */
  readonly manifestBytes: Uint8Array;
  readonly manifest: Manifest;
  readonly mergeCommit: string;
  /** Logins of the people whose approval counts. */
  readonly approvers: readonly string[];
  /** When each of them approved (ISO 8601). */
  readonly reviews: readonly { readonly login: string; readonly at?: string }[];
  readonly policy: PolicyFacts;
}

export interface ProveApprovalOptions {
  readonly pullRequest: number;
  readonly now: Date;
  /** Suffix of the storage hosts of the cloud artifacts lie in; the public cloud's without it. */
  readonly storageSuffix?: string;
}

/**
 * The gate's approval part, for every irreversible verb with `--pr N`: reads GitHub afresh, judges, and gives
 * back what was approved, so that the caller acts on that and not on files that lie around.
 *
 * @throws SundownError `approval_missing` with every reason in `data.reasons`; `github_*` when GitHub or the
 *   pull request cannot be read at all
 */
export async function proveApproval(
  github: GitHubConnection,
  options: ProveApprovalOptions,
): Promise<ApprovalProof> {
  const { facts, documents } = await gatherGateFacts(github, immutableObjects(github), options);
  const verdict = evaluateGate(facts, "local");
  const { policy, pullRequest, reviews } = facts;
  const people = approvalsSoFar(facts);
  if (
    verdict.outcome !== "pass" ||
    people === undefined ||
    !reviews.known ||
    !documents.known ||
    documents.value.manifest === undefined ||
    !pullRequest.known ||
    pullRequest.value.mergeCommit === undefined ||
    !policy.known
  ) {
    throw approvalMissing(options.pullRequest, verdict.reasons);
  }
  const { plan, planText, manifest, manifestBytes, folder, approvalDigest } = documents.value;
  const { approvers } = people;
  return {
    pullRequest: options.pullRequest,
    approvalDigest,
    planDigest: plan.planDigest,
    folder,
    planText,
    plan,
    manifestBytes,
    manifest,
    mergeCommit: pullRequest.value.mergeCommit,
    approvers,
    reviews: latestOpinions(reviews.value).flatMap(({ state, user, submittedAt }) =>
      state === "APPROVED" && user !== undefined && approvers.includes(user.login)
        ? [{ login: user.login, ...(submittedAt === undefined ? {} : { at: submittedAt.toISOString() }) }]
        : [],
    ),
    policy: policy.value,
  };
}

function approvalMissing(pullRequest: number, reasons: readonly Reason[]): SundownError {
  const all = reasons.map((entry) => entry.message).join(" ");
  return new SundownError("approval_missing", {
    message: `Pull request #${pullRequest} does not prove an approval: ${all}`,
    place: `#${pullRequest}`,
    data: { reasons },
  });
}

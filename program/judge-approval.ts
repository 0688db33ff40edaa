import { approvalDigest } from "../core/digest.ts";
import { checkManifest } from "../core/manifest/check-manifest.ts";
import { parseManifest } from "../core/manifest/parse-manifest.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Policy } from "../core/policy/policy.ts";

/** What of the outside the offline checks go by. */
export interface ApprovalBasis {
  readonly policy: Policy;
  /** The cloud's storage, whose hosts artifacts may lie on. */
  readonly storageSuffix: string | undefined;
}

export interface ManifestFile {
  readonly bytes: Uint8Array;
  readonly source: string;
}

/**
 * Why the approval that a stack carries does not hold: an empty list means it does. The digest binds it to these
 * bytes of decommission.yaml and to this plan; the offline checks make sure that what was approved is complete.
 */
export function judgeApproval(
  approved: string | undefined,
  manifest: ManifestFile,
  plan: Plan,
  { policy, storageSuffix }: ApprovalBasis,
): string[] {
  const expected = approvalDigest(manifest.bytes, plan.planDigest);
  const reasons: string[] = [];
  if (approved === undefined || approved === "") reasons.push("sundown:approved is not set");
  else if (approved !== expected) {
    reasons.push(
      `sundown:approved is ${approved}, but this plan and ${manifest.source} have the digest ${expected}`,
    );
  }
  const problems = checkManifest(parseManifest(manifest.bytes, manifest.source), plan, {
    artifactHosts: policy.artifactHosts,
    quietPeriod: policy.quietPeriod,
    ...(storageSuffix === undefined ? {} : { storageSuffix }),
  });
  for (const { at, message } of problems)
    reasons.push(`${manifest.source}:${at.line}:${at.column}: ${message}`);
  return reasons;
}

import type { Cloud } from "../../azure/connection.ts";
import { approvedManifest } from "../../core/evidence/tell-evidence.ts";
import type { Journal } from "../../engine/journal.ts";
import type { ApprovedContent } from "./approved-content.ts";

/** What of an approval evidence is made of. */
export interface ProvenApproval extends Pick<ApprovedContent, "approvalDigest" | "manifestBytes"> {
  readonly plan: Pick<ApprovedContent["plan"], "planDigest" | "subscription">;
  readonly approval: Readonly<Record<string, unknown>>;
}

/**
 * The note an irreversible run begins with: what was approved, by whom, and for which subscription. The approved
 * manifest itself is in it the first time, so that evidence can show what people decided.
 * @param more what the verb adds
 * @throws SundownError journal_unwritable
 */
export async function recordApproval(
  journal: Journal,
  step: string,
  { approvalDigest, approval, plan, manifestBytes }: ProvenApproval,
  cloud: Pick<Cloud, "name">,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { id, name, tenantId } = plan.subscription;
  const isKnown = approvedManifest(journal.entries, approvalDigest) !== undefined;
  await journal.append({
    step,
    kind: "note",
    data: {
      ...more,
      approvalDigest,
      planDigest: plan.planDigest,
      approval,
      subscription: {
        id,
        ...(name === undefined ? {} : { name }),
        ...(tenantId === undefined ? {} : { tenantId }),
      },
      cloud: cloud.name,
      // With its byte order mark, if it has one: the digest is over bytes.
      ...(isKnown ? {} : { manifest: new TextDecoder("utf-8", { ignoreBOM: true }).decode(manifestBytes) }),
    },
  });
}

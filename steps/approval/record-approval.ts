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
 * The first line of an irreversible run, written before its first call: a full disk is found out while nothing has
 * happened. It says nothing about an approval, which may still be declined.
 * @throws SundownError journal_unwritable
 */
export async function recordBeginning(
  journal: Journal,
  step: string,
  { planDigest }: Pick<ProvenApproval["plan"], "planDigest">,
  begins = "all",
): Promise<void> {
  await journal.append({ step, kind: "note", data: { begins, planDigest } });
}

/**
 * The note an irreversible run makes once every question about it was answered with yes: what was approved, by whom, and for which subscription. The approved
 * manifest itself is in it the first time, so that evidence can show what people decided.
 * @throws SundownError journal_unwritable
 */
export async function recordApproval(
  journal: Journal,
  step: string,
  { approvalDigest, approval, plan, manifestBytes }: ProvenApproval,
  cloud: Pick<Cloud, "name">,
): Promise<void> {
  const { id, name, tenantId } = plan.subscription;
  const isKnown = approvedManifest(journal.entries, approvalDigest) !== undefined;
  await journal.append({
    step,
    kind: "note",
    data: {
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

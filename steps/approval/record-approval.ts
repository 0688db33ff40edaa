import type { AzureConnection } from "../../azure/connection.ts";
import { executingIdentity } from "../../azure/roles/executing-principal.ts";
import type { Execution } from "../../core/evidence/evidence.ts";
import { approvedManifest } from "../../core/evidence/tell-evidence.ts";
import type { Journal } from "../../engine/journal.ts";
import type { StepContext } from "../step-context.ts";
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
 * The note an irreversible run makes once every question about it was answered with yes: what was approved, by whom, for which
 * subscription, and who carries it out from where. The approved
 * manifest itself is in it the first time, so that evidence can show what people decided.
 * @throws SundownError journal_unwritable
 */
export async function recordApproval(
  journal: Journal,
  step: string,
  { approvalDigest, approval, plan, manifestBytes }: ProvenApproval,
  connection: AzureConnection,
  environment: StepContext["environment"],
): Promise<void> {
  const identity = await executingIdentity(connection);
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
      cloud: connection.cloud.name,
      executedBy: { ...(identity === undefined ? {} : { identity }), from: executedFrom(environment) },
      // With its byte order mark, if it has one: the digest is over bytes.
      ...(isKnown ? {} : { manifest: new TextDecoder("utf-8", { ignoreBOM: true }).decode(manifestBytes) }),
    },
  });
}

/** @see https://docs.github.com/actions/reference/workflows-and-actions/variables */
function executedFrom(environment: StepContext["environment"]): Execution["from"] {
  if (environment.GITHUB_ACTIONS !== "true") return { kind: "commandLine" };
  const named = {
    repository: environment.GITHUB_REPOSITORY,
    runId: environment.GITHUB_RUN_ID,
    attempt: environment.GITHUB_RUN_ATTEMPT,
    actor: environment.GITHUB_ACTOR,
    triggeringActor: environment.GITHUB_TRIGGERING_ACTOR,
  };
  const known = Object.entries(named).filter(([, value]) => value !== undefined && value !== "");
  return { kind: "githubActions", ...Object.fromEntries(known) };
}

import { approvalDigest } from "../core/digest.ts";
import { isReadableName } from "../core/gate/approval-line.ts";
import { MANIFEST_FILE, PLAN_FILE } from "../core/gate/decommission-paths.ts";
import type { DocumentFacts } from "../core/gate/gate-facts.ts";
import { doomedAccounts } from "../core/gate/state-accounts.ts";
import { acknowledgesPastDue } from "../core/manifest/acknowledgements.ts";
import { checkManifest } from "../core/manifest/check-manifest.ts";
import type { Manifest, ManifestProblem } from "../core/manifest/manifest.ts";
import { type ParsedManifest, parseManifest } from "../core/manifest/parse-manifest.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import { parsePlan } from "../core/plan/parse-plan.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Policy } from "../core/policy/policy.ts";
import type { ImmutableObjects } from "./immutable-objects.ts";

/** The two approved files, as bytes and as what they mean. */
export interface ApprovedDocuments {
  readonly folder: string;
  readonly manifestBytes: Uint8Array;
  readonly planText: string;
  readonly plan: Plan;
  /** Absent while the manifest has problems. */
  readonly manifest: Manifest | undefined;
  readonly problems: readonly ManifestProblem[];
  readonly approvalDigest: string;
}

/**
 * Reads both files of a folder at a commit.
 *
 * @param storageSuffix of the cloud the artifacts lie in; the public one without it
 * @throws SundownError when one is missing or the plan cannot be used
 */
export async function readDocuments(
  objects: ImmutableObjects,
  commit: string,
  folder: string,
  options: { readonly policy: Policy; readonly storageSuffix: string | undefined },
): Promise<ApprovedDocuments> {
  const files = await objects.folderAt(commit, folder);
  const manifestBytes = await objects.blob(idOf(files, folder, MANIFEST_FILE));
  const planBytes = await objects.blob(idOf(files, folder, PLAN_FILE));
  const planText = new TextDecoder("utf-8", { fatal: false }).decode(planBytes);
  const plan = parsePlan(planText, `${folder}/${PLAN_FILE}`);
  const parsed = parseManifest(manifestBytes, `${folder}/${MANIFEST_FILE}`);
  const { policy, storageSuffix } = options;
  const found = checkManifest(parsed, plan, {
    artifactHosts: policy.artifactHosts,
    quietPeriod: policy.quietPeriod,
    ...(storageSuffix === undefined ? {} : { storageSuffix }),
  });
  const problems = [...found, ...nameProblems(parsed)];
  return {
    folder,
    manifestBytes,
    planText,
    plan,
    manifest: parsed.manifest,
    problems,
    approvalDigest: approvalDigest(manifestBytes, plan.planDigest),
  };
}

/** A name nobody can read as it is cannot be approved by typing it. */
function nameProblems({ manifest, at }: ParsedManifest): ManifestProblem[] {
  if (manifest === undefined || isReadableName(manifest.subscription.name)) return [];
  return [
    {
      code: "manifest_value_invalid",
      message: "subscription.name holds line breaks, control characters or spaces at its ends",
      remedy: "Rename the subscription in Azure and plan again.",
      at: at(["subscription", "name"]),
    },
  ];
}

/** What the gate judges of them; a manifest that is not complete leaves nothing to judge. */
export function documentFacts({ manifest, plan, approvalDigest: digest }: ApprovedDocuments): DocumentFacts {
  if (manifest === undefined) {
    throw new SundownError("manifest_incomplete", { message: "the manifest is not complete" });
  }
  return {
    subscriptionId: manifest.subscription.id,
    subscriptionName: manifest.subscription.name,
    planSubscriptionId: plan.subscription.id.split("/").at(-1) ?? "",
    planSubscriptionName: plan.subscription.name,
    planDigest: plan.planDigest,
    approvalDigest: digest,
    quietPeriod: manifest.quietPeriod ?? 0,
    acknowledgesPastDue: acknowledgesPastDue(manifest),
    doomedAccounts: doomedAccounts(plan),
  };
}

export function manifestProblems({ folder, problems }: ApprovedDocuments): readonly string[] {
  return problems.map((problem) => describe(folder, problem));
}

function describe(folder: string, { at, code, message }: ManifestProblem): string {
  return `${folder}/${MANIFEST_FILE}:${at.line}:${at.column}: ${code}: ${message}.`;
}

function idOf(files: ReadonlyMap<string, string>, folder: string, name: string): string {
  const sha = files.get(name);
  if (sha !== undefined) return sha;
  throw new SundownError("manifest_changed", { message: `${folder} has no ${name} at the approved commit.` });
}

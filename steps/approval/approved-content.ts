import { approvalDigest } from "../../core/digest.ts";
import { checkManifest } from "../../core/manifest/check-manifest.ts";
import type { Manifest } from "../../core/manifest/manifest.ts";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import { refuseUnreadable } from "../../core/manifest/refuse-unreadable.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { POLICY_PATH } from "../../core/policy/policy.ts";
import { proveApproval } from "../../github/prove-approval.ts";
import { type DecommissionFolder, decommissionFolder, readNamedFile } from "../decommission-folder.ts";
import { readPlan } from "../plan/read-plan.ts";
import type { StepContext } from "../step-context.ts";
import { manifestRefused } from "./manifest-errors.ts";
import { requireQuiet } from "./quiet-period.ts";
import { readPolicy } from "./read-policy.ts";

export interface ApprovalOptions {
  /** The decommission folder. */
  readonly folder: string;
  /** The merged pull request that approved it. */
  readonly pullRequest?: number;
}

/** What was approved, how, and by whom: everything an irreversible verb may act on. */
export interface ApprovedContent {
  readonly folder: DecommissionFolder;
  readonly plan: Plan;
  readonly manifest: Manifest;
  /** decommission.yaml exactly as approved. */
  readonly manifestBytes: Uint8Array;
  readonly approvalDigest: string;
  readonly approval:
    | {
        readonly kind: "pullRequest";
        readonly number: number;
        readonly mergeCommit: string;
        readonly approvers: readonly string[];
        /** When each of them approved (ISO 8601). */
        readonly reviews: readonly { readonly login: string; readonly at?: string }[];
      }
    /** Typed names on a terminal, where the policy allows it: the caller's question must ask for the typed name. */
    | { readonly kind: "local" };
}

/**
 * Proves the approval that an irreversible verb needs and gives back what exactly was approved. With a pull request
 * the merged files count, and the folder's must be the same bytes; without one the policy has to allow it.
 *
 * @throws SundownError approval_missing (every reason), approval_for_other_content, approval_needed,
 *   manifest_refused (every problem), those of `refuseUnreadable`, quiet_period_running, stop_record_invalid, file_unreadable, plan_unreadable
 */
export async function approvedContent(
  options: ApprovalOptions,
  context: StepContext,
): Promise<ApprovedContent> {
  const folder = decommissionFolder(options.folder);
  // What can be refused without a sign-in is refused before it.
  const local = await readFolder(folder, context);
  if (options.pullRequest === undefined) return approvedLocally(folder, local, context);

  const proof = await proveApproval(await context.github(), {
    pullRequest: options.pullRequest,
    now: context.now(),
    ...(await storageOf(context)),
  });
  const digest = approvalDigest(local.manifestBytes, local.plan.planDigest);
  if (digest !== proof.approvalDigest) {
    throw new SundownError("approval_for_other_content", {
      message: `Pull request #${options.pullRequest} approved ${proof.approvalDigest}, but ${folder.path} is ${digest}.`,
      place: folder.path,
      data: { approved: proof.approvalDigest, found: digest },
    });
  }
  const { policy, manifest } = proof;
  const days = Math.max(policy.effective.quietPeriod, manifest.quietPeriod ?? 0);
  await requireQuiet({ days, isLocal: false }, folder, context);
  return {
    folder,
    plan: proof.plan,
    manifest,
    manifestBytes: proof.manifestBytes,
    approvalDigest: proof.approvalDigest,
    approval: {
      kind: "pullRequest",
      number: options.pullRequest,
      mergeCommit: proof.mergeCommit,
      approvers: proof.approvers,
      reviews: proof.reviews,
    },
  };
}

interface FolderContent {
  readonly plan: Plan;
  readonly manifestBytes: Uint8Array;
}

async function readFolder(folder: DecommissionFolder, context: StepContext): Promise<FolderContent> {
  const plan = await readPlan(folder, context.workingDirectory);
  return { plan, manifestBytes: await readNamedFile(folder.manifest, context.workingDirectory) };
}

/** The suffix of the cloud's storage hosts, which decides where artifacts may lie. */
async function storageOf(context: StepContext): Promise<{ readonly storageSuffix?: string }> {
  const { storageSuffix } = (await context.azure()).cloud;
  return storageSuffix === undefined ? {} : { storageSuffix };
}

async function approvedLocally(
  folder: DecommissionFolder,
  { plan, manifestBytes }: FolderContent,
  context: StepContext,
): Promise<ApprovedContent> {
  const policy = await readPolicy(context);
  if (!policy.allowLocal) {
    throw new SundownError("approval_needed", {
      message: "No pull request was given, and the policy does not allow going without one.",
      place: POLICY_PATH,
    });
  }
  const { artifactHosts, quietPeriod } = policy;
  const parsed = parseManifest(manifestBytes, folder.manifest);
  refuseUnreadable(parsed);
  const problems = checkManifest(parsed, plan, { artifactHosts, quietPeriod, ...(await storageOf(context)) });
  if (problems.length > 0 || parsed.manifest === undefined) {
    throw manifestRefused(folder.manifest, problems, context.workingDirectory);
  }
  const days = Math.max(quietPeriod, parsed.manifest.quietPeriod ?? 0);
  await requireQuiet({ days, isLocal: true }, folder, context);
  return {
    folder,
    plan,
    manifest: parsed.manifest,
    manifestBytes,
    approvalDigest: approvalDigest(manifestBytes, plan.planDigest),
    approval: { kind: "local" },
  };
}

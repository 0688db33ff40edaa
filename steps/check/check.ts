import { readCloud } from "../../azure/read-cloud.ts";
import { readInventory } from "../../azure/read-inventory.ts";
import { approvalDigest } from "../../core/digest.ts";
import { approvalLine } from "../../core/gate/approval-line.ts";
import { driftFacts } from "../../core/gate/drift-facts.ts";
import { checkManifest } from "../../core/manifest/check-manifest.ts";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import { refuseUnreadable } from "../../core/manifest/refuse-unreadable.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import { type Drift, findDrift } from "../../core/plan/find-drift.ts";
import { ownersOfPlan } from "../../core/plan/owners-of-plan.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { count } from "../../core/report/markdown.ts";
import { manifestRefused } from "../approval/manifest-errors.ts";
import { readPolicy } from "../approval/read-policy.ts";
import { decommissionFolder, readNamedFile } from "../decommission-folder.ts";
import { readPlan } from "../plan/read-plan.ts";
import type { StepContext } from "../step-context.ts";
import { comparePage } from "./compare-page.ts";

export interface CheckOptions {
  /** The decommission folder. */
  readonly folder: string;
  /** Also read Azure and compare it with the plan. @default false */
  readonly live?: boolean;
  /** With `live`: what is gone since the plan counts as a difference, too. @default false */
  readonly strict?: boolean;
}

export interface CheckResult {
  readonly folder: string;
  readonly planDigest: string;
  /** What a review approves. */
  readonly approvalDigest: string;
  /** The exact line an approving review must contain. */
  readonly approvalLine: string;
  /** With `live`: the comparison; nothing in it refuses, or it would have been thrown. */
  readonly drift?: Drift;
}

/**
 * `sundown check`: is decommission.yaml complete, does it say the same as plan.json, and, with `live`, is Azure
 * still what the plan says. Changes nothing.
 *
 * @throws SundownError manifest_refused with every problem in `data.problems` (or, when the file cannot be read as
 *   YAML, that problem's own code), policy_unreadable, plan_unreadable, plan_version_unknown, plan_digest_mismatch, drift_found
 */
export async function check(options: CheckOptions, context: StepContext): Promise<CheckResult> {
  const folder = decommissionFolder(options.folder);
  const plan = await readPlan(folder, context.workingDirectory);
  await comparePage(folder, plan, context);
  const bytes = await readNamedFile(folder.manifest, context.workingDirectory);
  const parsed = parseManifest(bytes, folder.manifest);
  refuseUnreadable(parsed);
  const problems = checkManifest(parsed, plan, await checkOptions(context));
  if (problems.length > 0 || parsed.manifest === undefined) {
    throw manifestRefused(folder.manifest, problems, context.workingDirectory);
  }

  const drift = options.live === true ? await compareLive(plan, options, context) : undefined;
  const digest = approvalDigest(bytes, plan.planDigest);
  const line = approvalLine(parsed.manifest.subscription.name, digest);
  return {
    folder: folder.path,
    planDigest: plan.planDigest,
    approvalDigest: digest,
    approvalLine: line,
    ...(drift === undefined ? {} : { drift }),
  };
}

async function checkOptions(context: StepContext) {
  const { artifactHosts, quietPeriod } = await readPolicy(context);
  // The cloud's metadata are public: no sign-in, and for the public cloud no call at all.
  const { storageSuffix } = await readCloud(context.environment);
  return {
    artifactHosts,
    quietPeriod,
    ...(storageSuffix === undefined ? {} : { storageSuffix }),
  };
}

async function compareLive(plan: Plan, { strict }: CheckOptions, context: StepContext): Promise<Drift> {
  const fresh = await readInventory(await context.azure(), plan.subscription.id, {
    signal: context.signal,
    onProgress: (title) => context.host.progress({ task: "read", title, state: "running" }),
  });
  const drift = findDrift(plan, fresh);
  const made = buildPlan(fresh, { takenAt: context.now(), owners: ownersOfPlan(plan) });
  const gone = strict === true ? drift.gone.map((id) => `Gone since the plan: ${id}.`) : [];
  const lines = [...driftFacts(drift, plan, made).differences, ...gone];
  if (lines.length === 0) return drift;
  throw new SundownError("drift_found", {
    message: [`Azure is not what the plan says in ${count(lines.length, "point")}.`, ...lines].join("\n"),
    place: `/subscriptions/${plan.subscription.id}`,
    data: { drift },
  });
}

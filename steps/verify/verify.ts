import { containerPolicy } from "../../azure/storage/container-retention.ts";
import { doomedAccounts } from "../../core/gate/state-accounts.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { count } from "../../core/report/markdown.ts";
import { readPolicy } from "../approval/read-policy.ts";
import { refuseEndingAccount } from "../backup/refuse-ending-account.ts";
import { type DecommissionFolder, decommissionFolder } from "../decommission-folder.ts";
import { readPlan } from "../plan/read-plan.ts";
import { writeRunFile } from "../plan/write-whole.ts";
import { readBackups } from "../read-backups.ts";
import type { StepContext } from "../step-context.ts";
import { trackBytes } from "../track-bytes.ts";
import { type ArtifactCheck, type VerifyArtifactsOptions, verifyArtifacts } from "./verify-artifacts.ts";

export interface VerifyOptions {
  /** The decommission folder. */
  readonly folder: string;
  /** Also prove that artifacts can be opened as what their names say; nothing is restored. @default false */
  readonly deep?: boolean;
}

export interface VerifyResult {
  readonly checks: readonly ArtifactCheck[];
  /** Bytes that were read and found right, listed blobs included. */
  readonly bytes: number;
  /** Blobs that lists name and that were found right. */
  readonly blobs: number;
  /** Backups whose entry is waived. */
  readonly waived: readonly string[];
  /** Entries of `backups` that are not decided yet. */
  readonly undecided: number;
}

/**
 * `sundown verify`: reads every artifact that decommission.yaml names from its URL again. Works on a draft, too:
 * what is decided is verified. Leaves run/verified.json.
 * @throws SundownError artifacts_not_proven with every check in `data.checks`; those of `readBackups`, policy_unreadable
 */
export async function verify(options: VerifyOptions, context: StepContext): Promise<VerifyResult> {
  const folder = decommissionFolder(options.folder);
  const { artifactHosts } = await readPolicy(context);
  const { backups, undecided } = await readBackups(folder, context);
  const total = backups.filter((backup) => "artifacts" in backup).length;
  const progress = { task: "verify", title: "reading the backups again" } as const;
  const track = trackBytes(progress, context);
  track(0);
  let read = 0;
  const checks =
    total === 0
      ? []
      : await verifyArtifacts({ backups }, await context.azure(), {
          artifactHosts,
          ...(await whatEnds(folder, context)),
          deep: options.deep === true,
          now: context.now,
          signal: context.signal,
          onProgress: ({ bytes }) => {
            read += bytes;
            track(bytes);
          },
        });
  const wrong = checks.filter(({ ok }) => !ok);
  context.host.progress({ ...progress, state: wrong.length === 0 ? "done" : "failed" });
  await keepChecks(folder, checks, context);
  for (const { problems, warnings } of checks)
    for (const { code, message, place } of [...problems, ...warnings])
      context.host.notify({ code, message, place });
  if (wrong.length > 0)
    throw new SundownError("artifacts_not_proven", {
      message: `${wrong.length} of ${count(checks.length, "artifact")} ${wrong.length === 1 ? "is" : "are"} not what decommission.yaml says`,
      place: folder.manifest,
      data: { checks },
    });
  return {
    checks,
    bytes: read,
    blobs: checks.reduce((sum, { listed }) => sum + (listed?.blobs ?? 0), 0),
    waived: backups.flatMap((backup) => ("waived" in backup ? [backup.of] : [])),
    undecided,
  };
}

/** By the plan, and by what Azure says now: an account may have been moved, or its subscription cancelled. */
async function whatEnds(
  folder: DecommissionFolder,
  { workingDirectory, azure, host }: StepContext,
): Promise<Pick<VerifyArtifactsOptions, "doomedAccounts" | "refuseAccount" | "containerPolicy">> {
  const plan = await readPlan(folder, workingDirectory);
  const connection = await azure();
  return {
    doomedAccounts: doomedAccounts(plan),
    refuseAccount: (account) => refuseEndingAccount(connection, account, plan.subscription.id, host),
    containerPolicy: (account, container) => containerPolicy(connection, account, container),
  };
}

async function keepChecks(
  folder: DecommissionFolder,
  checks: readonly ArtifactCheck[],
  { now }: StepContext,
): Promise<void> {
  const verified = { verifiedAt: now().toISOString(), checks };
  await writeRunFile(folder, `${folder.run}/verified.json`, `${JSON.stringify(verified, undefined, 2)}\n`);
}

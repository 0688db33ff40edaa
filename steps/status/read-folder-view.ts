import { idKey } from "../../core/arm-id.ts";
import { approvalDigest } from "../../core/digest.ts";
import type { JournalEntry } from "../../core/evidence/journal-entry.ts";
import { checkManifest } from "../../core/manifest/check-manifest.ts";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import { refuseUnreadable } from "../../core/manifest/refuse-unreadable.ts";
import { isSundownError, type SundownError } from "../../core/messages/sundown-error.ts";
import { parsePlan } from "../../core/plan/parse-plan.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { strictPolicy } from "../../core/policy/policy.ts";
import { readIfThere } from "../approval/read-if-there.ts";
import { readPolicy } from "../approval/read-policy.ts";
import { decommissionFolder } from "../decommission-folder.ts";
import { mergeJournals, readEvidenceJournal } from "../evidence/read-evidence-journal.ts";
import type { StepContext } from "../step-context.ts";
import { readJournal } from "./read-journal.ts";

/** What a decommission folder says by itself. */
export interface FolderView {
  readonly plan?: Plan;
  /** Number of problems of the manifest, where both files are there. */
  readonly problems?: number;
  readonly backupsMissing: number;
  readonly digest?: string;
  /** Whether the policy here lets names typed at a terminal do; one that cannot be read lets nothing. */
  readonly allowLocal: boolean;
  readonly entries: readonly JournalEntry[];
  /** What is there and cannot be read or trusted, first things first; what is only missing is no error. */
  readonly broken: readonly SundownError[];
}

/**
 * Reads plan, manifest and journal; what cannot be read stands in `broken`, and the rest is read all the same.
 *
 * @param evidence of what was done on another machine
 */
export async function readFolderView(
  path: string,
  context: StepContext,
  evidence?: string,
): Promise<FolderView> {
  const folder = decommissionFolder(path);
  const broken: SundownError[] = [];
  const orBroken = async <Value>(read: () => Promise<Value>): Promise<Value | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!isSundownError(error)) throw error;
      broken.push(error);
      return undefined;
    }
  };
  const plan = await orBroken(async () => {
    const bytes = await readIfThere(folder.plan, context.workingDirectory);
    return bytes === undefined ? undefined : parsePlan(new TextDecoder().decode(bytes), folder.plan);
  });
  const manifest = await orBroken(() => readIfThere(folder.manifest, context.workingDirectory));
  const own = (await orBroken(() => readJournal(folder.journal))) ?? [];
  const other =
    evidence === undefined
      ? []
      : ((await orBroken(() =>
          readEvidenceJournal(evidence, plan?.subscription.id, context.workingDirectory),
        )) ?? []);
  const entries = mergeJournals(own, other);
  const policy = (await orBroken(() => readPolicy(context))) ?? strictPolicy;
  const shared = { allowLocal: policy.allowLocal, entries, broken };
  if (plan === undefined) return { backupsMissing: 0, ...shared };
  if (manifest === undefined) return { plan, backupsMissing: plan.backupsNeeded.length, ...shared };
  const parsed = parseManifest(manifest, folder.manifest);
  const problems = checkManifest(parsed, plan);
  await orBroken(async () => refuseUnreadable(parsed));
  const decided = new Set((parsed.sections.backups ?? []).map(({ of }) => idKey(of)));
  return {
    plan,
    problems: problems.length,
    backupsMissing: plan.backupsNeeded.filter(({ of }) => !decided.has(idKey(of))).length,
    digest: approvalDigest(manifest, plan.planDigest),
    ...shared,
  };
}

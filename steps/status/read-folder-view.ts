import { idKey } from "../../core/arm-id.ts";
import { approvalDigest } from "../../core/digest.ts";
import { checkManifest } from "../../core/manifest/check-manifest.ts";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import { parsePlan } from "../../core/plan/parse-plan.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { JournalEntry } from "../../engine/journal.ts";
import { readIfThere } from "../approval/read-if-there.ts";
import { decommissionFolder } from "../decommission-folder.ts";
import type { StepContext } from "../step-context.ts";
import { readJournal } from "./read-journal.ts";

/** What a decommission folder says by itself. */
export interface FolderView {
  readonly plan?: Plan;
  /** Number of problems of the manifest, where both files are there. */
  readonly problems?: number;
  readonly backupsMissing: number;
  readonly digest?: string;
  /** The approval digest of the last approved run in the journal. */
  readonly approvedDigest?: string;
  readonly entries: readonly JournalEntry[];
  readonly unknown: readonly string[];
}

/** Reads plan, manifest and journal; what cannot be read is one sentence in `unknown`, never an error. */
export async function readFolderView(path: string, context: StepContext): Promise<FolderView> {
  const folder = decommissionFolder(path);
  const unknown: string[] = [];
  const orUnknown = async <Value>(read: () => Promise<Value>): Promise<Value | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!isSundownError(error)) throw error;
      unknown.push(`${error.code}: ${error.message}`);
      return undefined;
    }
  };
  const plan = await orUnknown(async () => {
    const bytes = await readIfThere(folder.plan, context.workingDirectory);
    return bytes === undefined ? undefined : parsePlan(new TextDecoder().decode(bytes), folder.plan);
  });
  const manifest = await orUnknown(() => readIfThere(folder.manifest, context.workingDirectory));
  const entries = (await orUnknown(() => readJournal(folder.journal))) ?? [];
  const approvedDigest = entries
    .map(({ data }) => data?.approvalDigest)
    .findLast((digest) => typeof digest === "string");
  const shared = { entries, unknown, ...(approvedDigest === undefined ? {} : { approvedDigest }) };
  if (plan === undefined) return { backupsMissing: 0, ...shared };
  if (manifest === undefined) return { plan, backupsMissing: plan.backupsNeeded.length, ...shared };
  const parsed = parseManifest(manifest, folder.manifest);
  const decided = new Set((parsed.sections.backups ?? []).map(({ of }) => idKey(of)));
  return {
    plan,
    problems: checkManifest(parsed, plan).length,
    backupsMissing: plan.backupsNeeded.filter(({ of }) => !decided.has(idKey(of))).length,
    digest: approvalDigest(manifest, plan.planDigest),
    ...shared,
  };
}

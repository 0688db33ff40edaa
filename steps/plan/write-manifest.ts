import { checkManifest } from "../../core/manifest/check-manifest.ts";
import { draftManifest } from "../../core/manifest/draft-manifest.ts";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { readIfThere } from "../approval/read-if-there.ts";
import type { DecommissionFolder } from "../decommission-folder.ts";
import type { StepContext } from "../step-context.ts";
import { writeWhole } from "./write-whole.ts";

/**
 * Drafts decommission.yaml where none is. One that is there holds people's decisions: it is never written over,
 * and what the new plan asks beyond it is told instead.
 */
export async function writeManifest(
  folder: DecommissionFolder,
  plan: Plan,
  context: StepContext,
): Promise<{ drafted: boolean; open: string[] }> {
  const existing = await readIfThere(folder.manifest, context.workingDirectory);
  const bytes = existing ?? new TextEncoder().encode(draftManifest(plan));
  if (existing === undefined) await writeWhole(folder.manifest, new TextDecoder().decode(bytes));

  const problems = checkManifest(parseManifest(bytes, folder.manifest), plan, {});
  const open = problems.map(
    ({ code, message, at }) => `${folder.manifest}:${at.line}:${at.column} ${code}: ${message}`,
  );
  if (existing !== undefined) {
    const rest = open.length === 0 ? "It answers everything the plan asks." : `Open: ${open.length}.`;
    context.host.notify({
      code: "manifest_kept",
      message: `decommission.yaml was there already and was left as it is. ${rest}`,
      place: folder.manifest,
      data: { open },
    });
  }
  return { drafted: existing === undefined, open };
}

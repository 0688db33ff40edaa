import { type Explanation, explain as explainInPlan } from "../../core/plan/explain.ts";
import { parsePlan } from "../../core/plan/parse-plan.ts";
import { decommissionFolder, readNamedFile } from "../decommission-folder.ts";
import type { StepContext } from "../step-context.ts";

export interface ExplainOptions {
  /** The decommission folder. */
  readonly folder: string;
  /** ARM id of a resource or group; its case does not matter. */
  readonly id: string;
}

/** Why a resource goes when it goes: what it waits for, what waits for it, what holds it. */
export async function explain(options: ExplainOptions, context: StepContext): Promise<Explanation> {
  const folder = decommissionFolder(options.folder);
  const bytes = await readNamedFile(folder.plan, context.workingDirectory);
  return explainInPlan(parsePlan(bytes.toString("utf8"), folder.plan), options.id);
}

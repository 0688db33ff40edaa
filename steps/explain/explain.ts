import { type Explanation, explain as explainInPlan } from "../../core/plan/explain.ts";
import { decommissionFolder } from "../decommission-folder.ts";
import { readPlan } from "../plan/read-plan.ts";
import type { StepContext } from "../step-context.ts";

export interface ExplainOptions {
  /** The decommission folder. */
  readonly folder: string;
  /** A resource or group, by ARM id, name or GROUP/NAME; case does not matter. */
  readonly id: string;
}

/** Why a resource goes when it goes: what it waits for, what waits for it, what holds it. */
export async function explain(options: ExplainOptions, context: StepContext): Promise<Explanation> {
  const plan = await readPlan(decommissionFolder(options.folder), context.workingDirectory);
  return explainInPlan(plan, options.id);
}

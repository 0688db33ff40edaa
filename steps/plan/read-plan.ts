import { parsePlan } from "../../core/plan/parse-plan.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { type DecommissionFolder, readNamedFile } from "../decommission-folder.ts";

/**
 * The plan of a decommission folder. A byte order mark is ignored, as GitHub's copy is read.
 * @throws SundownError file_unreadable, plan_unreadable, plan_version_unknown, plan_digest_mismatch, plan_operation_stray
 */
export async function readPlan(
  { plan }: Pick<DecommissionFolder, "plan">,
  workingDirectory: string,
): Promise<Plan> {
  return parsePlan(new TextDecoder().decode(await readNamedFile(plan, workingDirectory)), plan);
}

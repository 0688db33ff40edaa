import { basename, join } from "node:path";
import { type JobMatrix, jobMatrix, MATRIX_JOBS, type MatrixEntry } from "../../core/lifecycle/job-matrix.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { decommissionFolder } from "../decommission-folder.ts";
import { readPlan } from "../plan/read-plan.ts";
import type { StepContext } from "../step-context.ts";

/**
 * The matrix of a workflow with one job for each decommission, from the plans alone. A plan that cannot be trusted
 * ends it: a matrix without it would pass for the whole.
 * @param folders relative to the working directory
 * @throws SundownError matrix_too_large, file_unreadable, plan_unreadable, plan_version_unknown, plan_digest_mismatch
 */
export async function statusMatrix(
  folders: readonly string[],
  { workingDirectory }: Pick<StepContext, "workingDirectory">,
): Promise<JobMatrix> {
  if (folders.length > MATRIX_JOBS) {
    throw new SundownError("matrix_too_large", {
      message: `There are ${folders.length} decommissions, and a matrix makes at most ${MATRIX_JOBS} jobs.`,
      place: "decommission/",
    });
  }
  const entries: MatrixEntry[] = [];
  for (const folder of folders) {
    const { plan: path } = decommissionFolder(join(workingDirectory, folder));
    const plan = await readPlan({ plan: path }, workingDirectory);
    const { id, tenantId } = plan.subscription;
    entries.push({
      folder,
      name: basename(folder),
      subscription: id,
      ...(tenantId === undefined ? {} : { tenant: tenantId }),
    });
  }
  return jobMatrix(entries);
}

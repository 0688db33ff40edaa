import { isSundownError } from "../../core/messages/sundown-error.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { planPage } from "../../core/report/page/plan-page.ts";
import type { Journal } from "../../engine/journal.ts";
import type { DecommissionFolder } from "../decommission-folder.ts";
import { drawPictures } from "../plan/draw-pictures.ts";
import { writeRunFile } from "../plan/write-whole.ts";
import type { StepContext } from "../step-context.ts";

/** The plan as a page once more, with the teardown's real times. It is an extra: a run does not fail for it. */
export async function drawCarriedOut(
  plan: Plan,
  folder: DecommissionFolder,
  journal: Journal,
  context: StepContext,
): Promise<void> {
  const { drawings } = await drawPictures(plan, context);
  try {
    await writeRunFile(folder, folder.carriedOut, planPage(plan, drawings, journal.entries));
  } catch (error) {
    if (!isSundownError(error)) throw error;
    context.host.notify({ code: error.code, message: error.message, place: folder.carriedOut });
  }
}

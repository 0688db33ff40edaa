import type { Plan } from "../../core/plan/plan.ts";
import { planMarkdown } from "../../core/report/plan-markdown.ts";
import { readIfThere } from "../approval/read-if-there.ts";
import type { DecommissionFolder } from "../decommission-folder.ts";
import type { StepContext } from "../step-context.ts";

/**
 * Warns where plan.md, which people read, is not what plan.json gives, which is what they approve. Another version of
 * Sundown words the page otherwise, so it is no refusal. plan.html is not compared: Graphviz would have to draw again.
 * @throws SundownError file_unreadable
 */
export async function comparePage(
  folder: DecommissionFolder,
  plan: Plan,
  { workingDirectory, host }: StepContext,
): Promise<void> {
  const bytes = await readIfThere(folder.markdown, workingDirectory);
  if (bytes === undefined) return;
  // Git may have checked it out with the line ends of Windows.
  const lines = new TextDecoder("utf-8", { ignoreBOM: true })
    .decode(bytes)
    .replaceAll("\r\n", "\n")
    .split("\n");
  const wanted = planMarkdown(plan).split("\n");
  const longest = Math.max(lines.length, wanted.length);
  for (let index = 0; index < longest; index += 1) {
    if (lines[index] === wanted[index]) continue;
    const place = `${folder.markdown}:${index + 1}`;
    host.notify({
      code: "plan_page_differs",
      message: `Line ${index + 1} of plan.md is not what plan.json gives.`,
      place,
    });
    return;
  }
}

import { readFile } from "node:fs/promises";
import { type OpenQuestion, openQuestions } from "../../core/manifest/open-questions.ts";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import { refuseUnreadable } from "../../core/manifest/record-backup.ts";
import { writeDecision } from "../../core/manifest/write-decision.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { decommissionFolder, readNamedFile } from "../decommission-folder.ts";
import { readPlan } from "../plan/read-plan.ts";
import { writeWhole } from "../plan/write-whole.ts";
import type { StepContext } from "../step-context.ts";
import { askQuestion } from "./ask-question.ts";

export interface FixResult {
  readonly answered: number;
  /** Keys of the questions that were left open. */
  readonly leftOpen: readonly string[];
}

/**
 * `sundown check --fix`: asks what is open in decommission.yaml, one question after the other, and writes each answer
 * at once, so that an interruption loses nothing. Never answers by itself: every answer is chosen or typed.
 *
 * @throws SundownError terminal_needed, interrupted, manifest_refused (what no question could mend), file_unwritable
 */
export async function fix(options: { readonly folder: string }, context: StepContext): Promise<FixResult> {
  const { input } = context.host;
  const folder = decommissionFolder(options.folder);
  if (input === undefined) {
    throw new SundownError("terminal_needed", {
      message: "There is no terminal to ask at.",
      place: folder.manifest,
    });
  }
  const plan = await readPlan(folder, context.workingDirectory);
  const leftOpen = new Set<string>();
  let answered = 0;
  for (;;) {
    const before = await readNamedFile(folder.manifest, context.workingDirectory);
    const questions = questionsIn(before, folder.manifest, plan);
    const rest = questions.filter(({ key }) => !leftOpen.has(key));
    const [next] = rest;
    if (next === undefined) return { answered, leftOpen: [...leftOpen] };
    const decision = await askQuestion(next, (prompt) =>
      input({
        code: "manifest_question",
        ...prompt,
        message: `${questions.length} open. ${prompt.message}`,
      }),
    );
    if (decision === undefined) {
      leftOpen.add(next.key);
      continue;
    }
    // Somebody may have saved the file in an editor while the question stood there.
    if (!before.equals(await readFile(folder.manifest))) {
      context.host.notify({
        code: "manifest_edited_meanwhile",
        message: "decommission.yaml was changed while the question was open; it is asked again.",
        place: folder.manifest,
      });
      continue;
    }
    await writeWhole(folder.manifest, writeDecision(before.toString("utf8"), next, decision));
    answered += 1;
  }
}

function questionsIn(bytes: Buffer, path: string, plan: Plan): OpenQuestion[] {
  const text = bytes.toString("utf8");
  refuseUnreadable(text);
  return openQuestions(text, parseManifest(bytes, path), plan);
}

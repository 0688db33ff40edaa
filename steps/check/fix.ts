import { readFile } from "node:fs/promises";
import { backupsLike, type OpenQuestion, openQuestions } from "../../core/manifest/open-questions.ts";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import { refuseUnreadable } from "../../core/manifest/refuse-unreadable.ts";
import { type Decision, writeDecision } from "../../core/manifest/write-decision.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { decommissionFolder, readNamedFile } from "../decommission-folder.ts";
import { readPlan } from "../plan/read-plan.ts";
import { writeWhole } from "../plan/write-whole.ts";
import type { StepContext } from "../step-context.ts";
import { type AskInput, askForAlike, askQuestion, type Waived } from "./ask-question.ts";

export interface FixResult {
  readonly answered: number;
  /** Keys of the questions that were left open. */
  readonly leftOpen: readonly string[];
}

/**
 * `sundown check --fix`: asks what is open in decommission.yaml, one question after the other, and writes each answer
 * at once, so that an interruption loses nothing. The reason of a waiver may be taken for the other backups of that
 * type, too: whether, is asked once. Never answers by itself: every answer is chosen or typed.
 *
 * @throws SundownError terminal_needed, interrupted, those of `refuseUnreadable` (what no question could mend), file_unwritable
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
  const oneByOne = new Set<string>();
  let waived: Waived | undefined;
  let answered = 0;
  for (;;) {
    const before = await readNamedFile(folder.manifest, context.workingDirectory);
    const questions = questionsIn(before, folder.manifest, plan);
    const rest = questions.filter(({ key }) => !leftOpen.has(key));
    const [next] = rest;
    if (next === undefined) return { answered, leftOpen: [...leftOpen] };
    const ask: AskInput = (prompt) =>
      input({ code: "manifest_question", ...prompt, message: `${questions.length} open. ${prompt.message}` });
    const alike = waived === undefined ? [] : backupsLike(waived.of, rest);
    const together = alike.filter(({ key }) => !oneByOne.has(key));
    const asked = together.length > 0 ? together : [next];
    const decision =
      waived !== undefined && together.length > 0
        ? await askForAlike(waived, together, ask)
        : await askQuestion(next, ask);
    if (decision === undefined) {
      for (const { key } of asked) (together.length > 0 ? oneByOne : leftOpen).add(key);
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
    await writeWhole(folder.manifest, writeAll(before.toString("utf8"), asked, decision));
    answered += asked.length;
    const mayHoldForMore = decision.kind === "waiver" && together.length === 0;
    waived = mayHoldForMore ? { of: next.value, reason: decision.reason } : undefined;
  }
}

/** The same decision for each; entries stay where they are, so the questions' paths stay true. */
function writeAll(text: string, questions: readonly OpenQuestion[], decision: Decision): string {
  return questions.reduce((written, question) => writeDecision(written, question, decision), text);
}

function questionsIn(bytes: Buffer, path: string, plan: Plan): OpenQuestion[] {
  const parsed = parseManifest(bytes, path);
  refuseUnreadable(parsed);
  return openQuestions(bytes.toString("utf8"), parsed, plan);
}

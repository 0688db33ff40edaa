import { styleText } from "node:util";
import type { Prompt, Question } from "../../core/host.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { makeVisible } from "../../core/report/markdown.ts";
import { columnsOf, layOut } from "../render/fold.ts";

/** Prompts go to stderr like everything else that is no result. */
export interface PromptContext {
  readonly signal: AbortSignal;
  readonly output: NodeJS.WriteStream;
}

/** What the library draws around a message: `? ` before it, ` (y/N) ` or a cursor behind. */
const AROUND = 8;

/** Asks for yes or no, or for exactly the text that has to be typed. */
export async function askOnTerminal({ message, typed }: Question, context: PromptContext): Promise<boolean> {
  const { confirm, input } = await import("@inquirer/prompts");
  const shown = laidOut(makeVisible(message), context);
  return untilInterrupted("nothing was done", async () => {
    if (typed === undefined) return confirm({ message: shown, default: false }, context);
    return (await input({ message: `${shown}\n  Type ${typed} to go on:` }, context)) === typed;
  });
}

/** A choice or a text; `undefined` leaves it open. */
export async function inputOnTerminal(prompt: Prompt, context: PromptContext): Promise<string | undefined> {
  const { input, password, select } = await import("@inquirer/prompts");
  const message = laidOut(prompt.message.split("\n").map(makeVisible).join("\n"), context);
  return untilInterrupted("what was answered before is saved", async () => {
    if (prompt.secret === true) return (await password({ message, mask: true }, context)) || undefined;
    if (prompt.choices !== undefined) {
      const choices = prompt.choices.map(({ value, title }) => ({ value, name: makeVisible(title) }));
      return select({ message, choices, theme: below(context) }, context);
    }
    const validate = (text: string) => (text === "" ? true : (prompt.refuse?.(text) ?? true));
    const text = await input({ message: `${message}\n `, validate }, context);
    return text === "" ? undefined : text;
  });
}

/** A chosen answer gets lines of its own: behind the question it would be cut where the terminal ends. */
function below(context: PromptContext) {
  const answer = (title: string) => `\n  ${laidOut(title, context).replaceAll("\n", "\n  ")}`;
  return {
    style: { answer: (title: string) => styleText("cyan", answer(title), { stream: context.output }) },
  };
}

function laidOut(message: string, { output }: PromptContext): string {
  return layOut(message, columnsOf(output) - AROUND);
}

/** Ctrl-C at a prompt ends the prompt with an error instead of a signal. */
async function untilInterrupted<Answer>(outcome: string, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Error && (cause.name === "ExitPromptError" || cause.name === "AbortPromptError")) {
      throw new SundownError("interrupted", { message: `Interrupted at a question; ${outcome}.`, cause });
    }
    throw cause;
  }
}

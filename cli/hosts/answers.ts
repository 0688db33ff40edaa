import type { Question } from "../../core/host.ts";

/** Answers given on the command line, for runs without a terminal. */
export interface Answers {
  /** `--yes`: yes to yes-or-no questions. Never to one that asks for a typed text. */
  readonly yes: boolean;
  /** `--confirm TEXT`, as often as needed: the texts that would be typed. */
  readonly confirm: readonly string[];
}

/** `undefined` when the flags do not answer the question, or must not. */
export function answerGiven(question: Question, answers: Answers): boolean | undefined {
  if (question.inPerson === true) return undefined;
  if (question.typed === undefined) return answers.yes ? true : undefined;
  return answers.confirm.includes(question.typed) ? true : undefined;
}

import type { Host, Notice, Progress, Question } from "../../core/host.ts";
import { definitionOf } from "../../core/messages/registry.ts";
import { type Answers, answerGiven } from "./answers.ts";

/** For programs: one JSON object a line. Nobody can be asked, so only answers given as flags count. */
export function jsonHost(write: (line: string) => void, answers: Answers): Host {
  const line = (value: Readonly<Record<string, unknown>>) => write(`${JSON.stringify(value)}\n`);
  return {
    notify(notice: Notice) {
      line({ event: "notice", level: definitionOf(notice.code).level, ...notice });
    },
    progress(progress: Progress) {
      line({ event: "progress", ...progress });
    },
    ask(question: Question) {
      const answer = answerGiven(question, answers) ?? false;
      line({ event: "question", ...question, answer });
      return Promise.resolve(answer);
    },
  };
}

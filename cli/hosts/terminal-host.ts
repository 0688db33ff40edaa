import { styleText } from "node:util";
import type { Host, Notice, Progress, Prompt, Question } from "../../core/host.ts";
import { definitionOf } from "../../core/messages/registry.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { humanBytes } from "../../core/report/human-bytes.ts";
import { makeVisible } from "../../core/report/markdown.ts";
import { type Answers, answerGiven } from "./answers.ts";

const MARKS = {
  running: "…",
  done: "✓",
  failed: "✗",
  held: "‖",
  skipped: "-",
} as const satisfies Record<Progress["state"], string>;

const COLOURS = { running: "cyan", done: "green", failed: "red", held: "yellow", skipped: "gray" } as const;
const LEVEL_COLOURS = { error: "red", warning: "yellow", info: "cyan", question: "magenta" } as const;

/** Without a terminal a long task reports at most this often (milliseconds). */
const PLAIN_INTERVAL = 2000;

export interface TerminalHostOptions {
  readonly stream: NodeJS.WriteStream;
  readonly answers: Answers;
  /** Whether somebody can be asked: both stdin and the stream are a terminal. */
  readonly interactive: boolean;
  readonly signal: AbortSignal;
}

/** For people: everything goes to stderr, so that stdout holds the result alone. */
export function terminalHost({ stream, answers, interactive, signal }: TerminalHostOptions): Host {
  const reported = new Map<string, number>();
  let statusLine = false;

  const clearStatus = () => {
    if (statusLine) stream.write("\r\u001b[K");
    statusLine = false;
  };
  const print = (text: string) => {
    clearStatus();
    stream.write(`${text}\n`);
  };

  return {
    notify(notice: Notice) {
      const { level } = definitionOf(notice.code);
      const label = styleText(LEVEL_COLOURS[level], level === "info" ? "note" : level, { stream });
      // A message that names its place already need not name it again.
      const named = notice.place === undefined || notice.message.includes(notice.place);
      const place = named ? "" : ` (${makeVisible(notice.place ?? "")})`;
      print(`${label} ${notice.code}: ${makeVisible(notice.message)}${place}`);
    },
    progress(progress: Progress) {
      const text = `${styleText(COLOURS[progress.state], MARKS[progress.state], { stream })} ${describe(progress)}`;
      if (progress.state !== "running") {
        reported.delete(progress.task);
        print(text);
      } else if (stream.isTTY) {
        clearStatus();
        stream.write(cut(text, stream.columns));
        statusLine = true;
      } else if (Date.now() - (reported.get(progress.task) ?? 0) >= PLAIN_INTERVAL) {
        reported.set(progress.task, Date.now());
        print(text);
      }
    },
    async ask(question: Question) {
      clearStatus();
      const given = answerGiven(question, answers);
      if (given !== undefined) return given;
      if (!interactive) {
        print(`question ${question.code}: ${makeVisible(question.message)}`);
        print(`  nobody to ask (no terminal), so the answer is no; ${otherWay(question)}`);
        return false;
      }
      return askOnTerminal(question, { signal, output: stream });
    },
    ...(interactive
      ? {
          async input(prompt: Prompt) {
            clearStatus();
            return inputOnTerminal(prompt, { signal, output: stream });
          },
        }
      : {}),
  };
}

function otherWay({ typed, inPerson }: Question): string {
  if (inPerson === true) return "without an approved pull request only a person at a terminal can answer";
  return `${typed === undefined ? "--yes" : `--confirm ${JSON.stringify(typed)}`} answers beforehand`;
}

function describe({ title, done, total, unit }: Progress): string {
  if (unit === "bytes" && done !== undefined)
    return `${makeVisible(title)}, ${humanBytes(done)}${total === undefined ? "" : ` of ${humanBytes(total)}`}`;
  const amount = done === undefined ? "" : total === undefined ? ` ${done}` : ` ${done}/${total}`;
  return `${makeVisible(title)}${amount}${amount === "" || unit === undefined ? "" : ` ${unit}`}`;
}

/** Colour codes take no room, so a coloured line may be cut a little early; never too late. */
function cut(text: string, columns: number | undefined): string {
  return columns === undefined || text.length < columns ? text : `${text.slice(0, columns - 2)}…`;
}

/** Prompts go to stderr like everything else that is no result. */
interface PromptContext {
  readonly signal: AbortSignal;
  readonly output: NodeJS.WriteStream;
}

async function askOnTerminal({ message, typed }: Question, context: PromptContext): Promise<boolean> {
  const { confirm, input } = await import("@inquirer/prompts");
  const shown = makeVisible(message);
  return untilInterrupted("nothing was done", async () => {
    if (typed === undefined) return confirm({ message: shown, default: false }, context);
    return (await input({ message: `${shown}\n  Type ${typed} to go on:` }, context)) === typed;
  });
}

async function inputOnTerminal(prompt: Prompt, context: PromptContext): Promise<string | undefined> {
  const { input, select } = await import("@inquirer/prompts");
  const message = prompt.message.split("\n").map(makeVisible).join("\n");
  return untilInterrupted("what was answered before is saved", async () => {
    if (prompt.choices !== undefined) {
      const choices = prompt.choices.map(({ value, title }) => ({ value, name: makeVisible(title) }));
      return select({ message, choices }, context);
    }
    const validate = (text: string) => (text === "" ? true : (prompt.refuse?.(text) ?? true));
    const text = await input({ message, validate }, context);
    return text === "" ? undefined : text;
  });
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

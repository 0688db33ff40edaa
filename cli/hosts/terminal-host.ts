import { styleText } from "node:util";
import type { Host, Notice, Progress, Prompt, Question } from "../../core/host.ts";
import { definitionOf } from "../../core/messages/registry.ts";
import { humanBytes } from "../../core/report/human-bytes.ts";
import { count, makeVisible } from "../../core/report/markdown.ts";
import { columnsOf, layOut } from "../render/fold.ts";
import { type Answers, answerGiven } from "./answers.ts";
import { askOnTerminal, inputOnTerminal } from "./terminal-prompts.ts";
import { underWay } from "./under-way.ts";

const MARKS = {
  running: "…",
  done: "✓",
  failed: "✗",
  held: "‖",
  skipped: "-",
} as const satisfies Record<Progress["state"], string>;

const COLOURS = { running: "cyan", done: "green", failed: "red", held: "yellow", skipped: "gray" } as const;
const LEVEL_COLOURS = { error: "red", warning: "yellow", info: "cyan", question: "magenta" } as const;

/** A terminal shows so many notices with the same code and counts the others; a log gets them all. */
const MOST_ALIKE = 10;

export interface TerminalHostOptions {
  readonly stream: NodeJS.WriteStream;
  readonly answers: Answers;
  /** Whether somebody can be asked: both stdin and the stream are a terminal. */
  readonly interactive: boolean;
  readonly signal: AbortSignal;
}

export interface TerminalHost extends Host {
  /** Takes the line of what is under way, so that something else can be written. */
  clear(): void;
  /** Nothing more comes: tells what was only counted. */
  close(): void;
}

/** For people: everything goes to stderr, so that stdout holds the result alone. */
export function terminalHost({ stream, answers, interactive, signal }: TerminalHostOptions): TerminalHost {
  const marked = (state: Progress["state"]) => styleText(COLOURS[state], MARKS[state], { stream });
  const current = underWay(stream, marked("running"));
  const alike = new Map<Notice["code"], number>();
  const context = { signal, output: stream };

  const print = (text: string) => {
    current.clear();
    stream.write(`${stream.isTTY ? layOut(text, columnsOf(stream)) : text}\n`);
  };
  const labelOf = (code: Notice["code"]) => {
    const { level } = definitionOf(code);
    return `${styleText(LEVEL_COLOURS[level], level === "info" ? "note" : level, { stream })} ${code}: `;
  };

  return {
    notify(notice: Notice) {
      const seen = (alike.get(notice.code) ?? 0) + 1;
      alike.set(notice.code, seen);
      if (stream.isTTY && seen > MOST_ALIKE && definitionOf(notice.code).level !== "error") return;
      // A message that names its place already need not name it again.
      const named = notice.place === undefined || notice.message.includes(notice.place);
      const place = named ? "" : ` (${makeVisible(notice.place ?? "")})`;
      print(`${labelOf(notice.code)}${makeVisible(notice.message)}${place}`);
    },
    progress(progress: Progress) {
      if (progress.state === "running") {
        current.running(progress.task, makeVisible(progress.title), amountOf(progress));
        return;
      }
      current.ended(progress.task);
      print(`${marked(progress.state)} ${makeVisible(progress.title)}${amountOf(progress)}`);
    },
    async ask(question: Question) {
      current.clear();
      const given = answerGiven(question, answers);
      if (given !== undefined) return given;
      if (!interactive) {
        print(`question ${question.code}: ${makeVisible(question.message)}`);
        print(`  nobody to ask (no terminal), so the answer is no; ${otherWay(question)}`);
        return false;
      }
      return current.pausedFor(askOnTerminal(question, context));
    },
    ...(interactive
      ? {
          async input(prompt: Prompt) {
            current.clear();
            return current.pausedFor(inputOnTerminal(prompt, context));
          },
        }
      : {}),
    clear: () => current.clear(),
    close() {
      current.close();
      if (!stream.isTTY) return;
      for (const [code, seen] of alike) {
        if (seen > MOST_ALIKE && definitionOf(code).level !== "error")
          print(
            `${labelOf(code)}${count(seen - MOST_ALIKE, "more like this", "more like these")} (--json tells all)`,
          );
      }
      alike.clear();
    },
  };
}

function otherWay({ typed, inPerson }: Question): string {
  if (inPerson === true) return "without an approved pull request only a person at a terminal can answer";
  return `${typed === undefined ? "--yes" : `--confirm ${JSON.stringify(typed)}`} answers beforehand`;
}

/** ` 3/7 operations`, `, 1.5 GiB of 3.0 GiB`; empty where nothing is counted. */
function amountOf({ done, total, unit }: Progress): string {
  if (done === undefined) return "";
  if (unit === "bytes")
    return `, ${humanBytes(done)}${total === undefined ? "" : ` of ${humanBytes(total)}`}`;
  return ` ${done}${total === undefined ? "" : `/${total}`}${unit === undefined ? "" : ` ${unit}`}`;
}

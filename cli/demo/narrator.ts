import { styleText } from "node:util";
import { columnsOf, fold } from "../render/fold.ts";

/** Columns of the text of a program's output, before it goes on in the next line, where no terminal says less. */
const WIDTH = 100;
const INDENT = "   ";
/** A line that takes more than so many is cut; the journal and the verbs themselves hold every word. */
const MOST_LINES = 5;

/** What the demo says on stdout: its own words, commands as they would be typed, and what they answered. */
export interface Narrator {
  /** A new step of the story. */
  step(title: string): void;
  say(text: string): void;
  command(line: string): void;
  /** What a program wrote, indented. */
  output(text: string): void;
}

export function narrator(write: (text: string) => void): Narrator {
  const stream = process.stdout;
  const columns = stream.isTTY ? columnsOf(stream) : undefined;
  const width = columns === undefined ? WIDTH : columns - `${INDENT}│ `.length;
  let steps = 0;
  return {
    step(title) {
      steps += 1;
      write(`\n${styleText("bold", `${steps}. ${title}`, { stream })}\n`);
    },
    say(text) {
      for (const line of fold(text, columns, INDENT, INDENT)) write(`${line}\n`);
    },
    command(line) {
      const parts = columns === undefined ? [`$ ${line}`] : wrap(`$ ${line}`, width);
      for (const part of parts) write(`${INDENT}${styleText("cyan", part, { stream })}\n`);
    },
    output(text) {
      const bar = styleText("gray", "│", { stream });
      for (const line of text.trimEnd().split("\n")) {
        for (const part of wrap(shortIds(line), width)) write(`${INDENT}${bar} ${part}\n`);
      }
    },
  };
}

/** There is one subscription in the story: its guid need not fill half of every line. */
function shortIds(line: string): string {
  return line.replaceAll(/\/subscriptions\/[0-9a-f]{8}-[0-9a-f-]{27}\//g, "/subscriptions/…/");
}

/** What a review has to contain is copied: it stays one line, however long. */
const APPROVAL = /^\s*sundown approve .+ [0-9a-f]{64}$/;

function wrap(line: string, width: number): string[] {
  if (line.length <= width || APPROVAL.test(line)) return [line];
  const indent = `${/^\s*/.exec(line)?.[0] ?? ""}    `;
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(/(?<=\s)/)) {
    if (current.trim() !== "" && (current + word).trimEnd().length > width) {
      lines.push(current.trimEnd());
      current = indent;
    }
    current += word;
  }
  lines.push(current.trimEnd());
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), `${indent}…`];
}

import { styleText } from "node:util";

const MOST = 150;

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
  let steps = 0;
  return {
    step(title) {
      steps += 1;
      write(`\n${styleText("bold", `${steps}. ${title}`, { stream })}\n`);
    },
    say(text) {
      write(`   ${text}\n`);
    },
    command(line) {
      write(`   ${styleText("cyan", `$ ${line}`, { stream })}\n`);
    },
    output(text) {
      const bar = styleText("gray", "│", { stream });
      for (const line of text.trimEnd().split("\n")) write(`   ${bar} ${shorten(line)}\n`);
    },
  };
}

/** The story stays readable; the journal and the verbs themselves hold every word. */
function shorten(line: string): string {
  return line.length <= MOST ? line : `${line.slice(0, MOST - 1)}…`;
}

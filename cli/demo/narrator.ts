import { styleText } from "node:util";

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
      const lines = text.trimEnd().split("\n");
      for (const line of lines) write(`   ${styleText("gray", "│", { stream })} ${line}\n`);
    },
  };
}

import { RootCommand } from "@bomb.sh/tab";
import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";

/** The verb that the library would add by itself; `sundown completion` is ours, with an example for each shell. */
const UNUSED = "completion-of-library";

/** Answers a shell's question: `sundown complete -- WORD… PREFIX` prints what may come next, one a line. */
export function complete(program: Command, words: readonly string[]): void {
  const root = tab(program, { completionCommandName: UNUSED });
  root.commands.delete(UNUSED);
  root.parse([...words]);
}

/** What a shell loads once; from then on it asks {@link complete}. */
export function completionScript(shell: string): string {
  const lines: string[] = [];
  const { log } = console;
  // The library has no way to hand the script back.
  console.log = (text: unknown) => void lines.push(String(text));
  try {
    new RootCommand().setup("sundown", "sundown", shell);
  } finally {
    console.log = log;
  }
  return lines.join("\n");
}

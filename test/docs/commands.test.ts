import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, CommanderError } from "commander";
import { expect, test } from "vitest";
import { buildProgram } from "../../cli/program.ts";
import { repository } from "../support/run-cli.ts";

const pages = globSync("{*,docs/**/*}.md", { cwd: repository }).map((file) => ({
  file,
  text: readFileSync(join(repository, file), "utf8"),
}));
const howTo = pages.filter(({ file }) => file.startsWith("docs/how-to/"));

/** What stands for a value in the pages, where the command line checks the value. */
const STANDS_FOR: Readonly<Record<string, string>> = {
  ID: "00000000-0000-4000-8000-000000000000",
  N: "42",
  SECONDS: "10",
};

/** Why the command line, as it is really declared, would not take these words; undefined when it would. */
function complaint(words: readonly string[]): CommanderError | undefined {
  const program = buildProgram({ run: () => Promise.resolve() });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  }
  try {
    program.parse(words, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? undefined : error;
    throw error;
  }
  return undefined;
}

/** The words of one shell command, up to where it is piped or sent on. */
function wordsOf(command: string): string[] {
  const [own = ""] = command.split(/ (?:[|>&]+)(?: |$)| {3}/);
  return [...own.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => {
    const word = double ?? single ?? bare ?? "";
    return STANDS_FOR[word] ?? word;
  });
}

/** Commands in the blocks of a page, without what starts `sundown` there; not the outlines of the reference. */
function blockCommands(text: string): string[] {
  return [...text.matchAll(/^ *```\w*\n([\s\S]*?)^ *```$/gm)].flatMap(([, block = ""]) =>
    block
      .replaceAll(/\\\n\s*/g, "")
      .split("\n")
      .flatMap((line) => {
        const started =
          /^ *(?:npx (?:--no-install )?|npm run -s )?sundown(?: --)? (?!approve )([a-z-].*)$/.exec(line);
        return started?.[1] === undefined || line.includes("[options]") ? [] : [started[1]];
      }),
  );
}

/** Commands in sentences; the line of an approval is none, and VERB stands for any. */
const inlineCommands = (text: string): string[] =>
  [...text.matchAll(/`(?:npx )?sundown (?!approve |VERB)([^`]+)`/g)].map(([, command = ""]) => command);

/** A sentence may name a verb or flag without what belongs to it. */
const LEFT_OUT = new Set([
  "commander.missingArgument",
  "commander.missingMandatoryOptionValue",
  "commander.optionMissingArgument",
]);

test("every command in a block is one that the command line takes", () => {
  const refused: string[] = [];
  let seen = 0;
  for (const { file, text } of pages) {
    for (const command of blockCommands(text)) {
      seen += 1;
      const problem = complaint(wordsOf(command));
      if (problem !== undefined) refused.push(`${file}: sundown ${command}: ${problem.message}`);
    }
  }
  expect(seen).toBeGreaterThan(40);
  expect(refused).toEqual([]);
});

test("every command in a sentence is one that the command line takes, apart from what it leaves out", () => {
  const refused: string[] = [];
  for (const { file, text } of pages) {
    for (const command of inlineCommands(text)) {
      const problem = complaint(wordsOf(command.replaceAll("\n", " ")));
      if (problem === undefined || LEFT_OUT.has(problem.code)) continue;
      refused.push(`${file}: sundown ${command}: ${problem.message}`);
    }
  }
  expect(refused).toEqual([]);
});

test("every flag that a how-to page names is a flag of some verb", () => {
  const program = buildProgram({ run: () => Promise.resolve() });
  const flagsOf = (command: Command): string[] => command.options.flatMap(({ long }) => long ?? []);
  const flags = new Set([program, ...program.commands].flatMap(flagsOf));
  const unknown = howTo.flatMap(({ file, text }) =>
    [...text.matchAll(/`(--[a-z-]+)[^`]*`/g)].flatMap(([, flag = ""]) =>
      flags.has(flag) ? [] : [`${file}: ${flag}`],
    ),
  );
  expect(unknown).toEqual([]);
});

test("every verb is shown in the README, the tutorial or a how-to page", () => {
  const byHand = pages.filter(({ file }) => !/cli|errors/.test(file));
  const commands = byHand.flatMap(({ text }) => [...blockCommands(text), ...inlineCommands(text)]);
  const shown = new Set(commands.map((command) => wordsOf(command)[0]));
  const verbs = buildProgram({ run: () => Promise.resolve() }).commands.map((command) => command.name());
  expect(verbs.filter((verb) => !shown.has(verb))).toEqual([]);
});

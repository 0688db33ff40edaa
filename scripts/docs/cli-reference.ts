import type { Command, Help } from "commander";
import { buildProgram } from "../../cli/program.ts";
import { codeBlock, table } from "../../core/report/markdown.ts";

/** docs/cli.md, from what commander is told. */
export function cliReference(): string {
  const program = buildProgram({ run: () => Promise.resolve() });
  const help = program.createHelp();
  const verbs = help.visibleCommands(program).filter((command) => command.name() !== "help");
  const overview = table(
    ["Verb", "What it does"],
    verbs.map((verb) => [`[\`${verb.name()}\`](#${verb.name()})`, verb.summary() || verb.description()]),
  );
  return `# Command line

<!-- Made by scripts/generate-docs.ts from cli/verbs; edit there. -->

${program.description()}

From a clone: \`npm run -s sundown -- <verb>\` or \`node cli/sundown.js <verb>\`.

${overview}

## For every verb

${optionTable(help, program)}

Exit codes: 0 done, 1 unexpected error, 2 wrong usage or unreadable input, 3 refused (a check or the gate says no),
4 held (something cannot be done yet), 130 interrupted (state saved). With \`--json\` stdout holds exactly one JSON
document: the result, or \`{"error": {"code", "message", "place", "remedy", "data"}}\`; progress, notices and questions
are JSON lines on stderr. Without a terminal every question is answered with no unless \`--yes\` or \`--confirm\`
answers it beforehand. [errors.md](errors.md) lists the codes.

${verbs.map((verb) => verbSection(help, verb)).join("\n\n")}
`;
}

function verbSection(help: Help, verb: Command): string {
  const examples = examplesOf(verb);
  return [
    `## ${verb.name()}`,
    verb.description(),
    codeBlock(`sundown ${verb.name()} ${verb.usage()}`.trim(), "text"),
    argumentTable(help, verb),
    optionTable(help, verb),
    examples === "" ? "" : codeBlock(examples, "text"),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function argumentTable(help: Help, command: Command): string {
  const rows = help
    .visibleArguments(command)
    .map((argument) => [`\`${help.argumentTerm(argument)}\``, help.argumentDescription(argument)]);
  return table(["Argument", ""], rows);
}

function optionTable(help: Help, command: Command): string {
  const rows = help
    .visibleOptions(command)
    .filter((option) => option.long !== "--help")
    .map((option) => [
      `\`${option.flags.replaceAll("|", "\\|")}\``,
      help.optionDescription(option).replaceAll("|", "\\|"),
    ]);
  return table(["Option", ""], rows);
}

/** The text a verb adds after its help: its examples. */
function examplesOf(verb: Command): string {
  let text = "";
  verb.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  verb.outputHelp();
  const start = text.search(/^Examples?:$/m);
  return start < 0
    ? ""
    : text
        .slice(start)
        .split("\n")
        .slice(1)
        .map((line) => line.trim())
        .join("\n")
        .trim();
}

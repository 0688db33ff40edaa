import { Argument } from "commander";
import type { DeclareVerb } from "../door.ts";

export const declareCompletion: DeclareVerb = (program, door) => {
  const command = program
    .command("completion")
    .summary("print what a shell needs to complete verbs and flags")
    .description(
      "Prints a script that completes verbs, flags and their values in a shell where `sundown` is a command. The shell " +
        "asks `sundown` itself, so the script need not be renewed. Bash needs the package bash-completion.",
    )
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh", "fish"]))
    .addHelpText(
      "after",
      "\nExamples:\n  sundown completion bash >> ~/.bashrc\n  sundown completion zsh >> ~/.zshrc\n" +
        "  sundown completion fish > ~/.config/fish/completions/sundown.fish",
    )
    .action((shell: string) =>
      door.run(command, {
        async perform() {
          const { completionScript } = await import("../complete.ts");
          return { shell, script: completionScript(shell) };
        },
        render: ({ script }) => script,
        verbatim: true,
      }),
    );
};

import { makeVisible } from "../../core/report/markdown.ts";
import type { DeclareVerb } from "../door.ts";

interface InitFlags {
  readonly dir?: string;
  readonly action?: string;
  readonly force?: boolean;
}

export const declareInit: DeclareVerb = (program, door) => {
  const command = program
    .command("init")
    .summary("write what a repository needs for decommissions")
    .description(
      "Writes the Pulumi project, the workflows, the policy and the editor's settings into a repository. What is " +
        "there already is never overwritten without --force.",
    )
    .option("--dir <dir>", "the repository's folder (default: the working directory)")
    .option("--action <ref>", "OWNER/REPOSITORY@COMMIT of the action (default: out of the installed package)")
    .option("--force", "replace files that are there with other content")
    .addHelpText("after", "\nExample:\n  sundown init")
    .action((flags: InitFlags) =>
      door.run(command, {
        async perform({ context }) {
          const { init } = await import("../../steps/init/init.ts");
          return init(
            {
              ...(flags.dir === undefined ? {} : { directory: flags.dir }),
              ...(flags.action === undefined ? {} : { action: flags.action }),
              force: flags.force === true,
            },
            context,
          );
        },
        render: ({ files, next }) =>
          [
            ...files.map(({ path, outcome }) => `${outcome.padEnd(9)} ${makeVisible(path)}`),
            "Next:",
            ...next.map((text, index) => `  ${index + 1}. ${makeVisible(text)}`),
          ].join("\n"),
      }),
    );
};

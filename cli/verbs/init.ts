import { makeVisible } from "../../core/report/markdown.ts";
import type { DeclareVerb } from "../door.ts";

interface InitFlags {
  readonly dir?: string;
  readonly action?: string;
  readonly backend?: string;
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
    .option(
      "--backend <url>",
      "where Pulumi keeps the state, as `pulumi login` takes it (default: PULUMI_BACKEND_URL)",
    )
    .option("--force", "replace files that are there with other content")
    .addHelpText(
      "after",
      "\nExamples:\n  sundown init\n  sundown init --backend 'azblob://state?storage_account=stplatform'",
    )
    .action((flags: InitFlags) =>
      door.run(command, {
        async perform({ context }) {
          const { init } = await import("../../steps/init/init.ts");
          return init(
            {
              ...(flags.dir === undefined ? {} : { directory: flags.dir }),
              ...(flags.action === undefined ? {} : { action: flags.action }),
              ...(flags.backend === undefined ? {} : { backend: flags.backend }),
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

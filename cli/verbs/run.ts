import { InvalidArgumentError, Option } from "commander";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import type { DeclareVerb } from "../door.ts";
import {
  encryptToOption,
  pollOption,
  pullRequestOption,
  sqlLoginOption,
  toSubscriptionId,
} from "../flags.ts";
import { heldLines } from "../render/lines.ts";

interface RunFlags {
  readonly subscription?: string;
  readonly backupTo?: string;
  readonly encryptTo?: string;
  readonly sqlLogin?: string;
  readonly pr?: number;
  readonly skip?: readonly Skippable[];
  readonly pollEvery: number;
}

export const declareRun: DeclareVerb = (program, door) => {
  const command = program
    .command("run")
    .summary("every step in order, waiting where people decide")
    .description(
      "Takes every step from the plan to the cancel and ends with 4 where a person has to decide or something is " +
        "held, saying what is waited for. Run again, it goes on from there: files, journal and Azure say what is done.",
    )
    .option(
      "--subscription <id>",
      "the subscription to begin with, where no plan is there yet",
      toSubscriptionId,
    )
    .option("--backup-to <url>", "where backups are copied to (default: decided by hand)")
    .addOption(encryptToOption())
    .addOption(sqlLoginOption())
    .addOption(pullRequestOption())
    .addOption(
      new Option("--skip <step>", "leave out a preparing step: stop or backup; repeatable").argParser(
        collectSkipped,
      ),
    )
    .addOption(pollOption())
    .addHelpText(
      "after",
      "\nExamples:\n  sundown run --subscription 00000000-0000-0000-0000-000000000000\n  sundown run --pr 42",
    )
    .action((flags: RunFlags) =>
      door.run(command, {
        async perform({ context, folder }) {
          const { run } = await import("../../steps/run/run.ts");
          const found = await folder().catch((error: unknown) => {
            // The first run makes its folder.
            const isFirst = isSundownError(error) && error.code === "folder_missing";
            if (isFirst && flags.subscription !== undefined) return undefined;
            throw error;
          });
          const result = await run(
            {
              ...(found === undefined ? {} : { folder: found }),
              ...(flags.subscription === undefined ? {} : { subscription: flags.subscription }),
              ...(flags.backupTo === undefined ? {} : { backupTo: flags.backupTo }),
              ...(flags.encryptTo === undefined ? {} : { encryptTo: flags.encryptTo }),
              ...(flags.sqlLogin === undefined ? {} : { sqlLogin: flags.sqlLogin }),
              ...(flags.pr === undefined ? {} : { pullRequest: flags.pr }),
              skip: flags.skip ?? [],
              pollSeconds: flags.pollEvery,
            },
            context,
          );
          const { renderStatus } = await import("../render/status.ts");
          return { ...result, text: renderStatus(result.status) };
        },
        render: ({ text, taken, held }) =>
          [
            taken.length === 0 ? "nothing was done" : `done: ${taken.join(", ")}`,
            text,
            ...heldLines(held),
          ].join("\n"),
        document: ({ text: _text, ...result }) => result,
      }),
    );
};

type Skippable = "stop" | "backup";

function collectSkipped(value: string, before: readonly Skippable[] | undefined): readonly Skippable[] {
  if (value !== "stop" && value !== "backup") throw new InvalidArgumentError("Expected stop or backup.");
  return [...(before ?? []), value];
}

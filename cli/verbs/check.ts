import type { DeclareVerb } from "../door.ts";

interface CheckFlags {
  readonly live?: boolean;
  readonly strict?: boolean;
}

export const declareCheck: DeclareVerb = (program, door) => {
  const command = program
    .command("check")
    .summary("is the manifest complete, does the plan still match")
    .description(
      "Holds decommission.yaml against plan.json and reports every problem at once with file, line and column. " +
        "With --live also compares the plan with Azure. Changes nothing.",
    )
    .option("--live", "also read Azure and compare it with the plan")
    .option("--strict", "with --live: what is gone since the plan counts as a difference, too")
    .addHelpText("after", "\nExamples:\n  sundown check\n  sundown check --live")
    .action((flags: CheckFlags) =>
      door.run(command, {
        async perform({ context, folder }) {
          const { check } = await import("../../steps/check/check.ts");
          return check(
            { folder: await folder(), live: flags.live === true, strict: flags.strict === true },
            context,
          );
        },
        render: (result) =>
          [
            `decommission.yaml is complete and agrees with the plan${result.drift === undefined ? "" : ", and Azure with both"}.`,
            "An approving review contains this line:",
            `  ${result.approvalLine}`,
          ].join("\n"),
      }),
    );
};

import type { DeclareVerb } from "../door.ts";

interface CheckFlags {
  readonly live?: boolean;
  readonly strict?: boolean;
  readonly fix?: boolean;
}

export const declareCheck: DeclareVerb = (program, door) => {
  const command = program
    .command("check")
    .summary("is the manifest complete, does the plan still match")
    .description(
      "Holds decommission.yaml against plan.json and reports every problem at once with file, line and column. " +
        "With --live also compares the plan with Azure. With --fix asks what is open, one question after the other, " +
        "and writes each answer into the file at once; Enter leaves a question open, Ctrl-C ends. Changes nothing in Azure.",
    )
    .option("--live", "also read Azure and compare it with the plan")
    .option("--strict", "with --live: what is gone since the plan counts as a difference, too")
    .option("--fix", "ask what is open in decommission.yaml and write the answers into it; needs a terminal")
    .addHelpText("after", "\nExamples:\n  sundown check\n  sundown check --fix\n  sundown check --live")
    .action((flags: CheckFlags) =>
      door.run(command, {
        async perform({ context, folder }) {
          if (flags.fix === true) {
            const { fix } = await import("../../steps/check/fix.ts");
            await fix({ folder: await folder() }, context);
          }
          const { check } = await import("../../steps/check/check.ts");
          return check(
            { folder: await folder(), live: flags.live === true, strict: flags.strict === true },
            context,
          );
        },
        // The approving line is pasted into a review.
        verbatim: true,
        render: (result) =>
          [
            `decommission.yaml is complete and agrees with the plan${result.drift === undefined ? "" : ", and Azure with both"}.`,
            "An approving review contains this line:",
            `  ${result.approvalLine}`,
          ].join("\n"),
      }),
    );
};

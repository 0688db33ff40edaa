import { Option } from "commander";
import type { Phase } from "../../core/plan/plan.ts";
import { count } from "../../core/report/markdown.ts";
import type { DeclareVerb } from "../door.ts";
import { pullRequestOption } from "../flags.ts";
import { heldLines, names } from "../render/lines.ts";

interface DestroyFlags {
  readonly pr?: number;
  readonly phase?: Phase;
  readonly engine?: "embedded" | "pulumi";
}

export const declareDestroy: DeclareVerb = (program, door) => {
  const command = program
    .command("destroy")
    .summary("tear down what the approved plan names, in order")
    .description(
      "Deletes what the approved plan names and nothing else, as many at once as the order allows. Every act is in " +
        "the journal before it happens; after an interruption the same command goes on. What cannot go is held with " +
        "its reason while everything else goes on.",
    )
    .addOption(pullRequestOption())
    .addOption(
      new Option(
        "--phase <phase>",
        "only this phase: `before` and `after` stand around a `pulumi destroy`",
      ).choices(["before", "teardown", "after"]),
    )
    .addOption(
      new Option(
        "--engine <engine>",
        "who does the teardown; `pulumi` adopts it into a stack and destroys that, with `pulumi` on PATH (default: embedded)",
      ).choices(["embedded", "pulumi"]),
    )
    .addHelpText(
      "after",
      '\nExamples:\n  sundown destroy --pr 42\n  sundown destroy --pr 42 --engine pulumi\n  sundown destroy --pr 42 --confirm "Contoso Shop"   # without a terminal',
    )
    .action((flags: DestroyFlags) =>
      door.run(command, {
        async perform({ context, folder }) {
          const { destroy } = await import("../../steps/destroy/destroy.ts");
          return destroy(
            {
              folder: await folder(),
              ...(flags.pr === undefined ? {} : { pullRequest: flags.pr }),
              ...(flags.phase === undefined ? {} : { phase: flags.phase }),
              ...(flags.engine === undefined ? {} : { engine: flags.engine }),
            },
            context,
          );
        },
        render: (result) =>
          [
            `done: ${count(result.done.length, "operation")}`,
            ...heldLines(result.held),
            ...(result.pending.length === 0
              ? []
              : [
                  `under way in Azure: ${result.underWay.length} (what it has begun goes on by itself)`,
                  `not begun: ${result.pending.length - result.underWay.length} (run again to go on)`,
                ]),
            ...(result.unplanned.length === 0
              ? []
              : [`not in the plan, left alone: ${names(result.unplanned)}`]),
            ...(result.locksPutBack.length === 0 ? [] : [`locks put back: ${names(result.locksPutBack)}`]),
            ...(result.evidence === undefined ? [] : [`evidence: ${result.evidence}`]),
            `as it ran: ${result.page}`,
          ].join("\n"),
      }),
    );
};

import { makeVisible } from "../../core/report/markdown.ts";
import type { DeclareVerb } from "../door.ts";
import { pollOption, pullRequestOption } from "../flags.ts";

interface CancelFlags {
  readonly pr?: number;
  readonly pollEvery: number;
}

export const declareCancel: DeclareVerb = (program, door) => {
  const command = program
    .command("cancel")
    .summary("cancel the empty subscription")
    .description(
      "Cancels the subscription once nothing is left in it and its roles are trimmed, after its approval and its " +
        "name typed again, and waits until Azure shows it. Never cancels with resources left.",
    )
    .addOption(pullRequestOption())
    .addOption(pollOption())
    .addHelpText("after", "\nExample:\n  sundown cancel --pr 42")
    .action((flags: CancelFlags) =>
      door.run(command, {
        async perform({ context, folder }) {
          const { cancel } = await import("../../steps/cancel/cancel.ts");
          return cancel(
            {
              folder: await folder(),
              ...(flags.pr === undefined ? {} : { pullRequest: flags.pr }),
              wait: { intervalMs: flags.pollEvery * 1000 },
            },
            context,
          );
        },
        render: ({ subscription, outcome, state, dates }) =>
          [
            `${makeVisible(subscription.name)} is ${outcome === "already" ? "cancelled already" : "cancelled"} (${state}).`,
            ...(dates === undefined ? [] : [`It can be reactivated until ${dates.reactivateUntil}.`]),
          ].join("\n"),
      }),
    );
};

import { makeVisible } from "../../core/report/markdown.ts";
import type { DeclareVerb } from "../door.ts";
import { pollOption } from "../flags.ts";
import { heldLines } from "../render/lines.ts";

interface ReactivateFlags {
  readonly pollEvery: number;
}

export const declareReactivate: DeclareVerb = (program, door) => {
  const command = program
    .command("reactivate")
    .summary("bring a cancelled subscription back, or prepare the request")
    .description(
      "Enables a cancelled pay-as-you-go subscription again and waits until Azure shows it. For other offers writes " +
        "the support request, with the date until which it helps.",
    )
    .addOption(pollOption())
    .addHelpText("after", "\nExample:\n  sundown reactivate")
    .action((flags: ReactivateFlags) =>
      door.run(command, {
        async perform({ context, folder }) {
          const { reactivate } = await import("../../steps/reactivate/reactivate.ts");
          return reactivate(
            { folder: await folder(), wait: { intervalMs: flags.pollEvery * 1000 } },
            context,
          );
        },
        render: (result) =>
          [
            result.outcome === "support"
              ? `This offer is reactivated by support: send ${makeVisible(result.file ?? "the request")}.`
              : `${result.subscription} is ${result.state}${result.outcome === "already" ? " already" : ""}.`,
            ...(result.until === undefined ? [] : [`Possible until ${result.until}.`]),
            ...result.rolesChanged.map((role) => `Not brought back: custom role ${makeVisible(role)}`),
            ...heldLines(result.held),
          ].join("\n"),
      }),
    );
};

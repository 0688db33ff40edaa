import type { DeclareVerb } from "../door.ts";
import { heldLines, listed, short } from "../render/lines.ts";

interface StopFlags {
  readonly undo?: boolean;
}

export const declareStop: DeclareVerb = (program, door) => {
  const command = program
    .command("stop")
    .summary("let what runs rest, and remember what it was")
    .description(
      "Stops what runs in the plan after asking: what begins work first, then apps and machines, databases last. " +
        "Remembers what it was: --undo starts exactly that, in the other order. Names what else runs and is not stopped.",
    )
    .option("--undo", "start again what an earlier stop stopped, and nothing else")
    .addHelpText("after", "\nExamples:\n  sundown stop\n  sundown stop --undo")
    .action((flags: StopFlags) =>
      door.run(command, {
        async perform({ context, folder }) {
          const { stop } = await import("../../steps/stop/stop.ts");
          return stop({ folder: await folder(), undo: flags.undo === true }, context);
        },
        render: (result) =>
          [
            ...listed(
              result.changed.map(
                ({ id, was, startsAgainAt }) =>
                  `${result.undo ? "started" : "stopped"} ${short(id)} (was ${was})${startsAgainAt === undefined ? "" : `, until ${startsAgainAt.slice(0, 10)}`}`,
              ),
            ),
            ...listed(result.left.map(({ id, was }) => `left as it is: ${short(id)} (${was})`)),
            ...listed(result.notHandled.map(({ id, how }) => `still runs: ${short(id)}: ${how}`)),
            ...(result.quietSince === undefined ? [] : [`quiet since ${result.quietSince}`]),
            ...heldLines(result.held),
          ].join("\n"),
      }),
    );
};

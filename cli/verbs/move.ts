import { collect } from "../collect.ts";
import type { DeclareVerb } from "../door.ts";
import { short } from "../render/lines.ts";

interface MoveFlags {
  readonly to: string;
  readonly along?: readonly string[];
  readonly validateOnly?: boolean;
}

export const declareMove: DeclareVerb = (program, door) => {
  const command = program
    .command("move")
    .summary("move a resource that is to stay into another subscription")
    .description(
      "Asks Azure whether the resource can be moved, asks you, moves it, reads both sides, and records the move in " +
        "decommission.yaml. Azure locks both groups against changes meanwhile, up to four hours; a run that was " +
        "interrupted is followed to its end by the next one. What has to move along is named with its flag.",
    )
    .argument("<id>", "ARM id of the resource that is to stay")
    .requiredOption("--to <group>", "id of the resource group in another subscription")
    .option("--along <id>", "another resource of the same group that has to move along; repeatable", collect)
    .option("--validate-only", "only ask Azure whether it could be moved")
    .addHelpText(
      "after",
      "\nExample:\n  sundown move /subscriptions/…/storageAccounts/archive \\\n" +
        "    --to /subscriptions/…/resourceGroups/rg-archive",
    )
    .action((id: string, flags: MoveFlags) =>
      door.run(command, {
        async perform({ context, folder }) {
          const { move } = await import("../../steps/move/move.ts");
          return move(
            {
              folder: await folder(),
              id,
              to: flags.to,
              ...(flags.along === undefined ? {} : { along: flags.along }),
              validateOnly: flags.validateOnly === true,
            },
            context,
          );
        },
        render: ({ outcome, resources, to }) => {
          const said = { moved: "moved", already: "moved before", validated: "can be moved" }[outcome];
          return resources.map(({ id: moved }) => `${short(moved)}: ${said} to ${short(to)}`).join("\n");
        },
      }),
    );
};

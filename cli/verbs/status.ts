import type { DeclareVerb } from "../door.ts";

interface StatusFlags {
  readonly offline?: boolean;
}

export const declareStatus: DeclareVerb = (program, door) => {
  const command = program
    .command("status")
    .summary("what is done, what is open, and the dates after the cancel")
    .description(
      "Before the cancel: each step of the procedure, done or open. After it: the dates (billing, deletion, " +
        "reactivation) and what is not as Azure promises. Looks only.",
    )
    .option("--offline", "from files and journal only, without Azure")
    .addHelpText("after", "\nExample:\n  sundown status --offline")
    .action((flags: StatusFlags) =>
      door.run(command, {
        async perform({ context, folder }) {
          const { status } = await import("../../steps/status/status.ts");
          const result = await status({ folder: await folder(), offline: flags.offline === true }, context);
          const { renderStatus } = await import("../render/status.ts");
          return { result, text: renderStatus(result) };
        },
        render: ({ text }) => text,
        document: ({ result }) => result,
      }),
    );
};

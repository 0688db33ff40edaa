import type { DeclareVerb } from "../door.ts";

export const declareExplain: DeclareVerb = (program, door) => {
  const command = program
    .command("explain")
    .summary("why a resource goes when it goes")
    .description(
      "Tells from the plan how a resource or group is removed, what it waits for and what waits for it.",
    )
    .argument("<id>", "ARM id of a resource or resource group")
    .addHelpText(
      "after",
      "\nExample:\n  sundown explain /subscriptions/…/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/hub",
    )
    .action((id: string) =>
      door.run(command, {
        async perform({ context, folder }) {
          const { explain } = await import("../../steps/explain/explain.ts");
          const explanation = await explain({ folder: await folder(), id }, context);
          const { renderExplanation } = await import("../render/explanation.ts");
          return { explanation, text: renderExplanation(explanation) };
        },
        render: ({ text }) => text,
        document: ({ explanation }) => explanation,
        exitCode: () => 0,
      }),
    );
};

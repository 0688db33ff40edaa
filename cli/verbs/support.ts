import { Option } from "commander";
import type { SupportPurpose } from "../../core/lifecycle/support-request.ts";
import { makeVisible } from "../../core/report/markdown.ts";
import type { DeclareVerb } from "../door.ts";
import { evidenceOption } from "../flags.ts";

interface SupportFlags {
  readonly purpose?: SupportPurpose;
  readonly out?: string;
  readonly offline?: boolean;
  readonly evidence?: string;
}

export const declareSupport: DeclareVerb = (program, door) => {
  const command = program
    .command("support")
    .summary("write a complete support request, ready to send")
    .description(
      "Writes a support request with every fact that is known: subscription, tenant, offer, state, what was tried, " +
        "error codes and correlation ids from the journal. Sends nothing.",
    )
    .addOption(
      new Option("--purpose <purpose>", "what is asked for (default: from the subscription's state)").choices(
        ["cancel", "reactivate", "other"],
      ),
    )
    .option("--out <file>", "file to write (default: run/support-request.txt in the folder)")
    .option("--offline", "from files and journal only, without Azure")
    .addOption(evidenceOption())
    .addHelpText("after", "\nExample:\n  sundown support --purpose reactivate")
    .action((flags: SupportFlags) =>
      door.run(command, {
        async perform({ context, folder }) {
          const { support } = await import("../../steps/support/support.ts");
          return support(
            {
              folder: await folder(),
              ...(flags.purpose === undefined ? {} : { purpose: flags.purpose }),
              ...(flags.out === undefined ? {} : { out: flags.out }),
              offline: flags.offline === true,
              ...(flags.evidence === undefined ? {} : { evidence: flags.evidence }),
            },
            context,
          );
        },
        // It is pasted into a form.
        verbatim: true,
        render: ({ text, file, form, unknown }) =>
          [
            text.trimEnd().split("\n").map(makeVisible).join("\n"),
            "",
            ...unknown.map((sentence) => `could not be read: ${makeVisible(sentence)}`),
            `written to ${makeVisible(file)}`,
            form === undefined ? "next: send it to the partner" : `next: open ${form} and paste it`,
          ].join("\n"),
      }),
    );
};

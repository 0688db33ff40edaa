import { Option } from "commander";
import { collect } from "../collect.ts";
import type { DeclareVerb } from "../door.ts";
import { toSubscriptionId } from "../flags.ts";
import { columnsOf, fold } from "../render/fold.ts";

interface PlanFlags {
  readonly inventory?: string;
  readonly subscription?: string;
  readonly out?: string;
  readonly stack?: readonly string[];
  readonly tfstate?: readonly string[];
}

export const declarePlan: DeclareVerb = (program, door) => {
  const command = program
    .command("plan")
    .summary("look and write the plan; change nothing in Azure")
    .description(
      "Reads what exists, from Azure or from an inventory file, and writes plan.json, plan.md, plan.html, the " +
        "dependency graph and a draft of decommission.yaml. Changes nothing in Azure.",
    )
    .addOption(
      new Option("--inventory <file>", "plan from a file instead of Azure").conflicts("subscription"),
    )
    .option("--subscription <id>", "the subscription to read", toSubscriptionId)
    .option("--out <dir>", "folder to write (default: --folder, or decommission/<subscription>)")
    .option(
      "--stack <file>",
      "`pulumi stack export` of a stack that owns resources here; repeatable",
      collect,
    )
    .option("--tfstate <file>", "Terraform state that owns resources here; repeatable", collect)
    .addHelpText(
      "after",
      "\nExamples:\n  sundown plan --subscription 00000000-0000-0000-0000-000000000000\n" +
        "  sundown plan --inventory estate.json --out decommission/old-shop",
    )
    .action((flags: PlanFlags) =>
      door.run(command, {
        async perform({ context, globals }) {
          const { plan } = await import("../../steps/plan/plan.ts");
          const out = flags.out ?? globals.folder;
          return plan(
            {
              ...(flags.inventory === undefined ? {} : { inventory: flags.inventory }),
              ...(flags.subscription === undefined ? {} : { subscription: flags.subscription }),
              ...(out === undefined ? {} : { out }),
              stacks: flags.stack ?? [],
              terraformStates: flags.tfstate ?? [],
            },
            context,
          );
        },
        render: ({ summary }) => {
          const columns = columnsOf(process.stdout);
          // Rows have a label; what does not fit goes on below their text.
          const lines = summary.split("\n").map((line) => /^( *)(.*)$/s.exec(line) ?? ["", "", ""]);
          return lines
            .flatMap(([, indent = "", text = ""]) => fold(text, columns, indent, " ".repeat(11)))
            .join("\n");
        },
        exitCode: () => 0,
      }),
    );
};

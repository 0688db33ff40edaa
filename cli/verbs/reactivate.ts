import { InvalidArgumentError, Option } from "commander";
import { UNDO_KINDS, type UndoKind } from "../../core/lifecycle/undo-kinds.ts";
import { count, makeVisible } from "../../core/report/markdown.ts";
import type { ReactivateResult } from "../../steps/reactivate/reactivate.ts";
import type { DeclareVerb } from "../door.ts";
import { evidenceOption, pollOption } from "../flags.ts";
import { columnsOf, fold } from "../render/fold.ts";
import { heldLines, listed, short } from "../render/lines.ts";

interface ReactivateFlags {
  readonly pollEvery: number;
  readonly undo?: readonly UndoKind[];
  readonly evidence?: string;
}

export const declareReactivate: DeclareVerb = (program, door) => {
  const command = program
    .command("reactivate")
    .summary("bring a cancelled subscription back, or prepare the request")
    .description(
      "Enables a cancelled pay-as-you-go subscription again and waits until Azure shows it. For other offers writes " +
        "the support request, with the date until which it helps. Once it is Enabled, asks what else is brought back: " +
        "its management group, custom roles and assignments, stopped services.",
    )
    .addOption(
      new Option(
        "--undo <what>",
        `bring this back without asking, and nothing else: ${UNDO_KINDS.join(", ")}; repeatable`,
      ).argParser(collectKinds),
    )
    .addOption(evidenceOption())
    .addOption(pollOption())
    .addHelpText(
      "after",
      "\nExamples:\n  sundown reactivate\n  sundown reactivate --yes --undo roles --evidence evidence.json",
    )
    .action((flags: ReactivateFlags) =>
      door.run(command, {
        async perform({ context, folder }) {
          const { reactivate } = await import("../../steps/reactivate/reactivate.ts");
          return reactivate(
            {
              folder: await folder(),
              wait: { intervalMs: flags.pollEvery * 1000 },
              ...(flags.undo === undefined ? {} : { undo: flags.undo }),
              ...(flags.evidence === undefined ? {} : { evidence: flags.evidence }),
            },
            context,
          );
        },
        render,
      }),
    );
};

function collectKinds(value: string, before: readonly UndoKind[] | undefined): readonly UndoKind[] {
  const kind = UNDO_KINDS.find((known) => known === value);
  if (kind === undefined) throw new InvalidArgumentError(`Expected ${UNDO_KINDS.join(", ")}.`);
  return [...(before ?? []), kind];
}

function render(result: ReactivateResult): string {
  const { outcome, subscription, state, until, undone, canUndo, cannotUndo, held } = result;
  const columns = columnsOf(process.stdout);
  const back = undone.filter(({ outcome: its }) => its !== "held");
  const lines = [
    outcome === "support"
      ? `This offer is reactivated by support: send ${makeVisible(result.file ?? "the request")}.`
      : `${subscription} is ${state}${outcome === "already" ? " already" : ""}.`,
    ...(until === undefined || outcome === "enabled" ? [] : [`Possible until ${until}.`]),
    ...(back.length === 0 ? [] : [`Brought back: ${count(back.length, "thing")}.`]),
    ...listed(
      back.map(
        ({ target, outcome: its }) => `  ${short(target)}${its === "already" ? " (was so already)" : ""}`,
      ),
      "  ",
    ),
    ...(canUndo.length === 0 || outcome === "support"
      ? []
      : [
          `Not brought back yet: ${canUndo.join(", ")}.`,
          `  next: sundown reactivate ${canUndo.map((kind) => `--undo ${kind}`).join(" ")}`,
        ]),
    ...cannotUndo.map((sentence) => `Cannot be brought back: ${makeVisible(sentence)}`),
  ];
  return [...lines.flatMap((line) => fold(line, columns, "", "  ")), ...heldLines(held)].join("\n");
}

import { humanBytes } from "../../core/report/human-bytes.ts";
import { count } from "../../core/report/markdown.ts";
import { collect } from "../collect.ts";
import type { DeclareVerb } from "../door.ts";
import { encryptToOption, sqlLoginOption } from "../flags.ts";
import { heldLines, listed, short } from "../render/lines.ts";

interface BackupFlags {
  readonly to: string;
  readonly only?: readonly string[];
  readonly encryptTo?: string;
  readonly sqlLogin?: string;
}

export const declareBackup: DeclareVerb = (program, door) => {
  const command = program
    .command("backup")
    .summary("copy data out of the subscription and record the artifacts")
    .description(
      "Copies what Sundown can copy to a place outside the subscription, reads it back, " +
        "and records url, bytes and sha256 in decommission.yaml. Names what a person has to back up by hand.",
    )
    .requiredOption(
      "--to <url|dir>",
      "a storage account or container in another subscription, or a local folder",
    )
    .addOption(encryptToOption())
    .addOption(sqlLoginOption())
    .option("--only <id>", "back up only this resource; repeatable", collect)
    .addHelpText(
      "after",
      "\nExample:\n  sundown backup --to https://contosobackup.blob.core.windows.net/old-shop",
    )
    .action((flags: BackupFlags) =>
      door.run(command, {
        async perform({ context, folder }) {
          const { backup } = await import("../../steps/backup/backup.ts");
          return backup(
            {
              folder: await folder(),
              to: flags.to,
              ...(flags.only === undefined ? {} : { only: flags.only }),
              ...(flags.encryptTo === undefined ? {} : { encryptTo: flags.encryptTo }),
              ...(flags.sqlLogin === undefined ? {} : { sqlLogin: flags.sqlLogin }),
            },
            context,
          );
        },
        render: (result) =>
          [
            ...listed(
              result.done.map((copied) => {
                const before = copied.kept === 0 ? "" : `, ${copied.kept} of them before`;
                return `copied ${short(copied.of)}: ${count(copied.items.count, copied.items.noun)}, ${humanBytes(copied.bytes)}${before}`;
              }),
            ),
            result.recorded ? "recorded in decommission.yaml" : "not recorded in decommission.yaml",
            ...(result.waived.length === 0 ? [] : [`waived, not copied: ${result.waived.length}`]),
            ...(result.byHand.length === 0 ? [] : [`by hand: ${result.byHand.length}`]),
            ...listed(
              result.byHand.map((need) => `  ${short(need.of)}: ${need.because}`),
              "  ",
            ),
            ...heldLines(result.held),
          ].join("\n"),
      }),
    );
};

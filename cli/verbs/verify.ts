import { humanBytes } from "../../core/report/human-bytes.ts";
import { count } from "../../core/report/markdown.ts";
import type { DeclareVerb } from "../door.ts";

interface VerifyFlags {
  readonly deep?: boolean;
}

export const declareVerify: DeclareVerb = (program, door) => {
  const command = program
    .command("verify")
    .summary("read every recorded artifact again and compare bytes and sha256")
    .description(
      "Reads every artifact that decommission.yaml names from its URL again and compares size and sha256. Works on a " +
        "draft, too: what is decided is verified.",
    )
    .option("--deep", "also prove that artifacts open as what their names say; nothing is restored")
    .addHelpText("after", "\nExample:\n  sundown verify --deep")
    .action((flags: VerifyFlags) =>
      door.run(command, {
        async perform({ context, folder }) {
          const { verify } = await import("../../steps/verify/verify.ts");
          return verify({ folder: await folder(), deep: flags.deep === true }, context);
        },
        render: ({ checks, bytes, blobs, waived, undecided }) =>
          [
            `${count(checks.length, "artifact is", "artifacts are")} as recorded: ${humanBytes(bytes)} read, ${count(blobs, "blob")} among them.`,
            ...(waived.length === 0 ? [] : [`${count(waived.length, "backup is", "backups are")} waived.`]),
            ...(undecided === 0 ? [] : [`${count(undecided, "backup is", "backups are")} not decided yet.`]),
          ].join("\n"),
      }),
    );
};

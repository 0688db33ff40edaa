import { basename } from "node:path";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import { humanBytes } from "../../core/report/human-bytes.ts";
import { count, makeVisible } from "../../core/report/markdown.ts";
import type { VerifyEvidenceResult } from "../../steps/verify/verify-evidence.ts";
import type { DeclareVerb, Work } from "../door.ts";

interface VerifyFlags {
  readonly deep?: boolean;
  readonly evidence?: string;
}

export const declareVerify: DeclareVerb = (program, door) => {
  const command = program
    .command("verify")
    .summary("read every recorded artifact again and compare bytes and sha256; or check evidence")
    .description(
      "Reads every artifact that decommission.yaml names from its URL again and compares size and sha256. Works on a " +
        "draft, too: what is decided is verified. With --evidence checks a run's evidence instead, without Azure: " +
        "that nothing in it was changed, and that it fits the folder's plan, manifest and journal.",
    )
    .option("--deep", "also prove that artifacts open as what their names say; nothing is restored")
    .option("--evidence <file>", "check this evidence.json instead")
    .addHelpText(
      "after",
      "\nExamples:\n  sundown verify --deep\n  sundown verify --evidence decommission/contoso/run/evidence.json",
    )
    .action((flags: VerifyFlags) => {
      const { evidence } = flags;
      if (evidence !== undefined) return door.run(command, evidenceWork(evidence));
      return door.run(command, {
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
      });
    });
};

function evidenceWork(evidence: string): Work<VerifyEvidenceResult> {
  return {
    async perform({ context, folder, globals }) {
      const { verifyEvidence } = await import("../../steps/verify/verify-evidence.ts");
      // Evidence can be checked without any folder, by whoever was only sent the file.
      const found = await folder().catch((error: unknown) => {
        if (globals.folder === undefined && isSundownError(error)) return undefined;
        throw error;
      });
      return verifyEvidence({ evidence, ...(found === undefined ? {} : { folder: found }) }, context);
    },
    render: ({ subscription, approvalDigest, entries, heldAgainst, sha256, ...about }) =>
      [
        `The evidence of ${makeVisible(subscription.name ?? subscription.id)} is whole.`,
        `  approved  ${approvalDigest}`,
        `  sha256    ${sha256}`,
        `  journal   one chain of ${count(entries, "entry", "entries")}`,
        `  cancel    ${about.cancel ?? "not in it"}${about.cancelledAt === undefined ? "" : ` ${about.cancelledAt}`}`,
        ...(about.reactivatedAt === undefined ? [] : [`  reactivated ${about.reactivatedAt}`]),
        ...(heldAgainst.length === 0
          ? ["Held against itself alone; --folder DIR names the plan and manifest, too."]
          : [`Held against ${heldAgainst.map((path) => makeVisible(basename(path))).join(", ")}, too.`]),
        "Who made the file is proven only by its attestation:",
        "  gh attestation verify FILE --repo OWNER/NAME",
      ].join("\n"),
  };
}

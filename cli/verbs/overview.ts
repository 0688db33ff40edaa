import { join } from "node:path";
import type { Command } from "commander";
import type { ExitCode } from "../../core/messages/definition.ts";
import { isSundownError, type SundownError } from "../../core/messages/sundown-error.ts";
import { makeVisible } from "../../core/report/markdown.ts";
import type { StatusResult } from "../../steps/status/status.ts";
import type { Call, Work } from "../door.ts";
import { decommissionFolders } from "../find-folder.ts";

interface Standing {
  readonly folder: string;
  readonly status?: StatusResult;
  /** Why there is no status. */
  readonly error?: SundownError;
  readonly text: string;
}

/** `sundown` alone: where the decommissions here stand, without asking Azure; the verbs where there is none. */
export function overview(program: Command): Work<readonly Standing[]> {
  return {
    async perform({ context }: Call) {
      const standing: Standing[] = [];
      for (const folder of await decommissionFolders(context.workingDirectory)) {
        const { status } = await import("../../steps/status/status.ts");
        const { renderStatus } = await import("../render/status.ts");
        try {
          const path = join(context.workingDirectory, folder);
          const found = await status({ folder: path, offline: true }, context);
          standing.push({ folder, status: found, text: renderStatus(found) });
        } catch (error) {
          // One folder that cannot be trusted must not hide how the others stand.
          if (!isSundownError(error)) throw error;
          standing.push({ folder, error, text: `  ✗ ${error.code}: ${makeVisible(error.message)}` });
        }
      }
      return standing;
    },
    render: (standing) =>
      standing.length === 0
        ? program.helpInformation()
        : [
            ...standing.map(({ folder, text }) => `${folder}\n${text}\n`),
            "`sundown status` asks Azure, too; `sundown --help` lists the verbs.",
          ].join("\n"),
    document: (standing) => ({
      decommissions: standing.map(({ folder, status, error }) => ({
        folder,
        ...(status === undefined ? {} : { status }),
        ...(error === undefined
          ? {}
          : {
              error: { code: error.code, message: error.message, place: error.place, remedy: error.remedy },
            }),
      })),
    }),
    exitCode: (standing): ExitCode => standing.find(({ error }) => error !== undefined)?.error?.exitCode ?? 0,
  };
}

import type { Command } from "commander";
import type { ExitCode } from "../../core/messages/definition.ts";
import { makeVisible } from "../../core/report/markdown.ts";
import type { Standing } from "../../steps/status/status-all.ts";
import type { Work } from "../door.ts";
import { decommissionFolders } from "../find-folder.ts";
import { renderStandings } from "../render/standings.ts";
import { renderStatus } from "../render/status.ts";

/** `sundown` alone: where the decommissions here stand, without asking Azure; the verbs where there is none. */
export function overview(program: Command): Work<readonly Standing[]> {
  return {
    ...standingsWork(true),
    render: (standings) =>
      standings.length === 0
        ? program.helpInformation()
        : [
            ...standings.map((standing) => `${standing.folder}\n${textOf(standing)}\n`),
            "`sundown status` asks Azure, too; `sundown --help` lists the verbs.",
          ].join("\n"),
  };
}

/** `sundown status --all`: every decommission under decommission/, side by side. */
export function standingsWork(offline: boolean): Work<readonly Standing[]> {
  return {
    async perform({ context }) {
      const { statusAll } = await import("../../steps/status/status-all.ts");
      return statusAll(await decommissionFolders(context.workingDirectory), { offline }, context);
    },
    render: renderStandings,
    document: (standings) => ({
      decommissions: standings.map(({ folder, status, error }) => ({
        folder,
        ...(status === undefined ? {} : { status }),
        ...(error === undefined
          ? {}
          : {
              error: { code: error.code, message: error.message, place: error.place, remedy: error.remedy },
            }),
      })),
    }),
    exitCode: (standings): ExitCode =>
      standings.find(({ error }) => error !== undefined)?.error?.exitCode ?? 0,
  };
}

function textOf({ status, error }: Standing): string {
  return status === undefined
    ? `  ✗ ${error?.code ?? ""}: ${makeVisible(error?.message ?? "")}`
    : renderStatus(status);
}

import type { Command } from "commander";
import type { ExitCode } from "../../core/messages/definition.ts";
import { makeVisible } from "../../core/report/markdown.ts";
import type { Standing } from "../../steps/status/status-all.ts";
import type { Work } from "../door.ts";
import { decommissionFolders } from "../find-folder.ts";
import { renderStandings } from "../render/standings.ts";
import { renderStatus } from "../render/status.ts";

const BEGIN = [
  "There is no decommission here yet. To begin:",
  "  `sundown demo` plays the whole story with a simulated Azure.",
  "  `sundown plan --subscription ID` reads a subscription of yours, changes nothing in it and writes the plan here.",
  "  `sundown init` writes the workflows and the policy that a repository needs for its pull requests.",
].join("\n");

/**
 * `sundown` alone: where the decommissions here stand, without asking Azure; where there is none the verbs, and which
 * to begin with.
 */
export function overview(program: Command): Work<readonly Standing[]> {
  return {
    ...standingsWork(true),
    render: (standings) =>
      standings.length === 0
        ? `${program.helpInformation()}\n${BEGIN}`
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

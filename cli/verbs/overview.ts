import { join } from "node:path";
import type { Command } from "commander";
import type { Call, Work } from "../door.ts";
import { decommissionFolders } from "../find-folder.ts";

/** `sundown` alone: where the decommissions here stand, without asking Azure; the verbs where there is none. */
export function overview(program: Command): Work<string> {
  return {
    async perform({ context }: Call) {
      const folders = await decommissionFolders(context.workingDirectory);
      if (folders.length === 0) return program.helpInformation();
      const { status } = await import("../../steps/status/status.ts");
      const { renderStatus } = await import("../render/status.ts");
      const parts: string[] = [];
      for (const folder of folders) {
        parts.push(
          `${folder}\n${renderStatus(await status({ folder: join(context.workingDirectory, folder), offline: true }, context))}`,
        );
      }
      return `${parts.join("\n\n")}\n\n\`sundown status\` asks Azure, too; \`sundown --help\` lists the verbs.`;
    },
    render: (text) => text,
  };
}

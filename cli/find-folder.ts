import { existsSync } from "node:fs";
import { glob, readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { SundownError } from "../core/messages/sundown-error.ts";
import { isLink } from "../steps/link-on-the-way.ts";

/** Every folder under `decommission/` that holds a plan or a manifest, sorted by name. */
export async function decommissionFolders(workingDirectory: string): Promise<string[]> {
  const found = new Set<string>();
  for await (const file of glob("decommission/*/{plan.json,decommission.yaml}", { cwd: workingDirectory })) {
    found.add(dirname(file));
  }
  return [...found].toSorted();
}

/** What stands under `decommission/` only as a symbolic link. */
async function linkedFolders(workingDirectory: string): Promise<string[]> {
  const parent = "decommission";
  if (isLink(join(workingDirectory, parent))) return [parent];
  const entries = await readdir(join(workingDirectory, parent), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isSymbolicLink()).map(({ name }) => join(parent, name));
}

/** The folder a verb works on: the one given, or the only one there is. */
export async function findFolder(given: string | undefined, workingDirectory: string): Promise<string> {
  if (given !== undefined) {
    const path = resolve(workingDirectory, given);
    if (existsSync(path)) return path;
    throw new SundownError("folder_missing", {
      message: `There is no folder ${given}.`,
      place: given,
      remedy: "`sundown plan --out DIR` makes it.",
    });
  }
  const folders = await decommissionFolders(workingDirectory);
  const [only, ...others] = folders;
  if (only === undefined) {
    const [link] = await linkedFolders(workingDirectory);
    if (link !== undefined) {
      throw new SundownError("folder_missing", {
        message: `${link} is a symbolic link, and links are not followed to find a decommission.`,
        place: join(workingDirectory, link),
        remedy: `Name it: --folder ${link}`,
      });
    }
    throw new SundownError("folder_missing", {
      message: "There is no decommission/*/ with a plan here.",
      place: workingDirectory,
    });
  }
  if (others.length > 0) {
    throw new SundownError("folder_ambiguous", {
      message: `There are ${folders.length} decommissions here: ${folders.join(", ")}.`,
      place: workingDirectory,
    });
  }
  return join(workingDirectory, only);
}

import { existsSync } from "node:fs";
import { glob } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { SundownError } from "../core/messages/sundown-error.ts";

/** Every folder under `decommission/` that holds a plan or a manifest, sorted by name. */
export async function decommissionFolders(workingDirectory: string): Promise<string[]> {
  const found = new Set<string>();
  for await (const file of glob("decommission/*/{plan.json,decommission.yaml}", { cwd: workingDirectory })) {
    found.add(dirname(file));
  }
  return [...found].toSorted();
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

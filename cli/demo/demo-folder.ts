import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SundownError } from "../../core/messages/sundown-error.ts";

const MARKER = ".sundown-demo";
const MARKER_TEXT = "Made by `sundown demo`. Its next run replaces this whole folder.\n";

/**
 * An empty folder for the demo. What an earlier run left is removed, but only a folder that carries the demo's own
 * mark: anything else is somebody's work.
 */
export async function freshDemoFolder(folder: string): Promise<void> {
  if (existsSync(folder)) {
    const own = await readFile(join(folder, MARKER), "utf8").then(
      (text) => text === MARKER_TEXT,
      () => false,
    );
    const empty = (await readdir(folder).catch(() => ["?"])).length === 0;
    if (!own && !empty) {
      throw new SundownError("folder_foreign", {
        message: `${folder} is not a folder that the demo made.`,
        place: folder,
        remedy: "Move it away, or name another with --out DIR.",
      });
    }
    await rm(folder, { recursive: true });
  }
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, MARKER), MARKER_TEXT);
}

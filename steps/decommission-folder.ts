import { readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { reasonOf } from "../core/messages/reason-of.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import { isLink } from "./link-on-the-way.ts";

/** The files of one decommission, `decommission/<name>/` by convention. */
export interface DecommissionFolder {
  readonly path: string;
  readonly plan: string;
  readonly manifest: string;
  readonly markdown: string;
  /** The plan as a page for a browser. */
  readonly page: string;
  /** What runs leave behind; git-ignored. */
  readonly run: string;
  readonly journal: string;
  readonly evidence: string;
  readonly inventory: string;
  /** The plan's page with the real times of its teardown. */
  readonly carriedOut: string;
}

/** In `run`, what every run reads and adds to where it lies. */
const KEPT_IN_RUN = ["journal.jsonl", "lock", "lock.takeover", "backup", join("backup", "pieces")];

/**
 * @throws SundownError run_folder_linked: what a run leaves behind names more than the plan, and a link could lead it
 *   into Git or to another decommission's journal.
 */
export function decommissionFolder(path: string): DecommissionFolder {
  const run = join(path, "run");
  const linked = [run, ...KEPT_IN_RUN.map((name) => join(run, name))].find(isLink);
  if (linked !== undefined) {
    throw new SundownError("run_folder_linked", { message: `${linked} is a symbolic link.`, place: linked });
  }
  return {
    path,
    plan: join(path, "plan.json"),
    manifest: join(path, "decommission.yaml"),
    markdown: join(path, "plan.md"),
    page: join(path, "plan.html"),
    run,
    journal: join(run, "journal.jsonl"),
    evidence: join(run, "evidence.json"),
    inventory: join(run, "inventory.json"),
    carriedOut: join(run, "plan.html"),
  };
}

/** Reads a file a person named or is expected to have; a missing or unreadable one is their error, not ours. */
export async function readNamedFile(path: string, workingDirectory: string): Promise<Buffer> {
  try {
    return await readFile(resolve(workingDirectory, path));
  } catch (cause) {
    throw new SundownError("file_unreadable", {
      message: `${relative(workingDirectory, path) || path} cannot be read: ${reasonOf(cause)}`,
      place: path,
      cause,
    });
  }
}

import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { hasErrorCode } from "../../core/messages/has-error-code.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { writeWhole } from "../plan/write-whole.ts";
import type { RepositoryFile } from "./repository-files.ts";

/**
 * What became of a file: `written` new, `unchanged` as it was already right, `added` to with the rest left as it
 * was, `differs` and so left alone, or `replaced` because that was asked for.
 */
export type Outcome = "written" | "unchanged" | "added" | "differs" | "replaced";

const settings = z.record(z.string(), z.unknown());

/** Brings one file into a repository without losing anything that is there. */
export async function placeFile(path: string, file: RepositoryFile, force: boolean): Promise<Outcome> {
  const present = await readIfPresent(path);
  if ("lines" in file) return addLines(path, present, file.lines);
  if ("members" in file) return addMembers(path, present, file.members);
  if (present === file.content) return "unchanged";
  if (present !== undefined && !force) return "differs";
  await writeWhole(path, file.content);
  return present === undefined ? "written" : "replaced";
}

async function addLines(
  path: string,
  present: string | undefined,
  lines: readonly string[],
): Promise<Outcome> {
  const there = new Set((present ?? "").split(/\r?\n/).map((line) => line.trim()));
  const missing = lines.filter((line) => !there.has(line));
  if (missing.length === 0) return "unchanged";
  const before =
    present === undefined || present === "" || present.endsWith("\n") ? (present ?? "") : `${present}\n`;
  await writeWhole(path, `${before}${missing.join("\n")}\n`);
  return present === undefined ? "written" : "added";
}

async function addMembers(
  path: string,
  present: string | undefined,
  members: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Promise<Outcome> {
  if (present === undefined || present.trim() === "") {
    await writeWhole(path, `${JSON.stringify(members, undefined, 2)}\n`);
    return "written";
  }
  const current = readSettings(present);
  // With comments in it, writing it anew would lose them.
  if (current === undefined) return "differs";
  const wanted = { ...current };
  for (const [key, value] of Object.entries(members)) {
    const inner = settings.safeParse(current[key] ?? {});
    if (!inner.success) throw unreadable(path, key);
    wanted[key] = { ...inner.data, ...value };
  }
  if (isDeepStrictEqual(wanted, current)) return "unchanged";
  await writeWhole(path, `${JSON.stringify(wanted, undefined, 2)}\n`);
  return "added";
}

function readSettings(text: string): Record<string, unknown> | undefined {
  try {
    return settings.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The text of a file, or `undefined` where there is none. */
export async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (hasErrorCode(cause, "ENOENT")) return undefined;
    throw new SundownError("file_unreadable", { message: `${path} cannot be read.`, place: path, cause });
  }
}

function unreadable(path: string, key: string): SundownError {
  return new SundownError("init_file_unreadable", {
    message: `${key} in ${path} is not an object.`,
    place: path,
  });
}

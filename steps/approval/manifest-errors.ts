import { relative } from "node:path";
import type { ManifestProblem } from "../../core/manifest/manifest.ts";
import { definitionOf } from "../../core/messages/registry.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { count } from "../../core/report/markdown.ts";

/** One error for every problem, each with its place in `data.problems`. */
export function manifestRefused(
  path: string,
  problems: readonly ManifestProblem[],
  workingDirectory: string,
): SundownError {
  return new SundownError("manifest_refused", {
    message: `${relative(workingDirectory, path) || path} has ${count(problems.length, "problem")}.`,
    place: placeOf(path, problems[0]),
    data: { problems },
  });
}

/** The problem that keeps the file from being read at all, as an error of that very code. */
export function manifestUnreadable(
  path: string,
  problems: readonly ManifestProblem[],
): SundownError | undefined {
  const unreadable = problems.find(({ code }) => definitionOf(code).exit === 2);
  if (unreadable === undefined) return undefined;
  const { code, message, remedy } = unreadable;
  return new SundownError(code, { message, place: placeOf(path, unreadable), remedy, data: { problems } });
}

function placeOf(path: string, problem: ManifestProblem | undefined): string {
  return `${path}:${problem?.at.line ?? 1}:${problem?.at.column ?? 1}`;
}

import { relative } from "node:path";
import type { ManifestProblem } from "../../core/manifest/manifest.ts";
import { definitionOf } from "../../core/messages/registry.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { count } from "../../core/report/markdown.ts";

/** One error for every problem, each with its place in `data.problems`; the message has their codes and the first. */
export function manifestRefused(
  path: string,
  problems: readonly ManifestProblem[],
  workingDirectory: string,
): SundownError {
  const [first] = problems;
  const codes = [...new Set(problems.map(({ code }) => code))].join(", ");
  const told =
    first === undefined ? "" : ` (${codes}); the first, in line ${first.at.line}: ${first.message}`;
  return new SundownError("manifest_refused", {
    message: `${relative(workingDirectory, path) || path} has ${count(problems.length, "problem")}${told}.`,
    place: placeOf(path, first),
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

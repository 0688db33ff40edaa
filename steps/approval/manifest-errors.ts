import { relative } from "node:path";
import type { ManifestProblem } from "../../core/manifest/manifest.ts";
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
    place: `${path}:${first?.at.line ?? 1}:${first?.at.column ?? 1}`,
    data: { problems },
  });
}

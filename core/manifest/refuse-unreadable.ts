import { definitionOf } from "../messages/registry.ts";
import { SundownError } from "../messages/sundown-error.ts";
import type { ParsedManifest } from "./parse-manifest.ts";

/**
 * Stops at a decommission.yaml that cannot be read at all; open decisions and wrong values do not count.
 * @throws SundownError of the very code of the problem (`manifest_yaml_invalid`, for example), with every problem in
 *   `data.problems`
 */
export function refuseUnreadable({ source, problems }: Pick<ParsedManifest, "source" | "problems">): void {
  const problem = problems.find(({ code }) => definitionOf(code).exit === 2);
  if (problem === undefined) return;
  const { code, message, remedy, at } = problem;
  throw new SundownError(code, {
    message,
    place: `${source}:${at.line}:${at.column}`,
    remedy,
    data: { problems },
  });
}

import type { Explanation } from "../../core/plan/explain.ts";
import { makeVisible } from "../../core/report/markdown.ts";
import { groupRemovalSentence, removalSentence } from "../../core/report/removal-words.ts";
import { listed, short } from "./lines.ts";

/** `sundown explain` for people. */
export function renderExplanation(explanation: Explanation): string {
  const { kind, operation, prepared, held, needs, neededBy, before, next, cycles } = explanation;
  const removal = { by: explanation.removedBy, prepared };
  const fate = kind === "group" ? groupRemovalSentence(removal) : removalSentence(removal);
  const lines = [
    makeVisible(explanation.id),
    `  ${fate}${operation === undefined ? "" : `: ${operation.action} ${short(operation.target)}`}`,
  ];
  for (const earlier of prepared) lines.push(`  first ${earlier.action}: ${makeVisible(earlier.because)}`);
  if (operation !== undefined) lines.push(`  because ${makeVisible(operation.because)}`);
  if (explanation.token === null && operation !== undefined) {
    const isAlone = explanation.removedBy === "itself" || explanation.removedBy === "protection";
    const engine = isAlone ? "only `sundown destroy` deletes it" : "that delete covers it";
    lines.push(`  no azure-native type is sure for it, so Pulumi does not adopt it: ${engine}`);
  }
  list(
    lines,
    "held",
    held.map(({ target, code, remedy }) => `${short(target)}: ${code}. ${makeVisible(remedy)}`),
  );
  list(
    lines,
    "needs (so it goes before these)",
    needs.map(
      (need) =>
        `${short(need.on)} (${need.trust}: ${why(need.because)})${need.cut === true ? ", cut to open a circle" : ""}`,
    ),
  );
  list(
    lines,
    "is needed by (so it goes after these)",
    neededBy.map(
      (need) =>
        `${short(need.id)} (${need.trust}: ${why(need.because)})${need.cut === true ? ", cut to open a circle" : ""}`,
    ),
  );
  list(
    lines,
    "waits for",
    before.map((earlier) => `${earlier.action} ${short(earlier.target)}`),
  );
  list(
    lines,
    "lets go on",
    next.map((later) => `${later.action} ${short(later.target)}`),
  );
  list(
    lines,
    "was in a circle, opened between",
    cycles.map(({ cut }) => `${short(cut.from)} and ${short(cut.to)}: ${makeVisible(cut.because)}`),
  );
  return lines.join("\n");
}

/** The longest path that stands beside a name at 80 columns. */
const PATH = 50;

/** A property's path is told by its end; every path has `properties` in it, again and again. */
function why(because: string): string {
  const text = makeVisible(because);
  const path = text.replaceAll("properties.", "");
  if (text.includes(" ") || path.length <= PATH) return text.includes(" ") ? text : path;
  const end = path.slice(-PATH);
  return `…${end.slice(end.indexOf("."))}`;
}

function list(lines: string[], heading: string, entries: readonly string[]): void {
  if (entries.length === 0) return;
  lines.push(`  ${heading}`);
  lines.push(...listed(entries).map((entry) => `    ${entry}`));
}

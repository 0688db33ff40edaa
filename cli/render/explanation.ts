import type { Explanation } from "../../core/plan/explain.ts";
import { makeVisible } from "../../core/report/markdown.ts";
import { groupRemovalSentence, removalSentence } from "../../core/report/removal-words.ts";
import { shortId } from "../../core/report/short-id.ts";

/** `sundown explain` for people. */
export function renderExplanation(explanation: Explanation): string {
  const { kind, operation, prepared, held, needs, neededBy, before, next, cycles } = explanation;
  const removal = { by: explanation.removedBy, prepared };
  const fate = kind === "group" ? groupRemovalSentence(removal) : removalSentence(removal);
  const lines = [
    makeVisible(explanation.id),
    `  ${fate}${operation === undefined ? "" : `: ${operation.action} ${makeVisible(shortId(operation.target))}`}`,
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
    held.map(({ target, code, remedy }) => `${name(target)}: ${code}. ${makeVisible(remedy)}`),
  );
  list(
    lines,
    "needs (so it goes before these)",
    needs.map(
      (need) =>
        `${name(need.on)} (${need.trust}: ${makeVisible(need.because)})${need.cut === true ? ", cut to open a circle" : ""}`,
    ),
  );
  list(
    lines,
    "is needed by (so it goes after these)",
    neededBy.map(
      (need) =>
        `${name(need.id)} (${need.trust}: ${makeVisible(need.because)})${need.cut === true ? ", cut to open a circle" : ""}`,
    ),
  );
  list(
    lines,
    "waits for",
    before.map((earlier) => `${earlier.action} ${name(earlier.target)}`),
  );
  list(
    lines,
    "lets go on",
    next.map((later) => `${later.action} ${name(later.target)}`),
  );
  list(
    lines,
    "was in a circle, opened between",
    cycles.map(({ cut }) => `${name(cut.from)} and ${name(cut.to)}: ${makeVisible(cut.because)}`),
  );
  return lines.join("\n");
}

function name(id: string): string {
  return makeVisible(shortId(id));
}

function list(lines: string[], heading: string, entries: readonly string[]): void {
  if (entries.length === 0) return;
  lines.push(`  ${heading}`);
  for (const entry of entries.slice(0, 40)) lines.push(`    ${entry}`);
  if (entries.length > 40) lines.push(`    and ${entries.length - 40} more (--json lists all)`);
}

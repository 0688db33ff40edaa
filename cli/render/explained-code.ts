import type { ExplainedCode } from "../../core/messages/explain-code.ts";

/** `sundown explain CODE` for people. */
export function renderExplainedCode({ code, level, exit, meaning, remedy, azure }: ExplainedCode): string {
  const behind = azure.map((known) => `${known.azure} (sundown ${known.during})`);
  return [
    code,
    `  ${level}${exit === undefined ? "" : `, ends with ${exit}`}`,
    `  ${meaning}`,
    ...(remedy === undefined ? [] : [`  do: ${remedy}`]),
    ...(behind.length === 0 ? [] : [`  Azure's own: ${behind.join(", ")}`]),
  ].join("\n");
}

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inputDefinitions, outputDefinitions } from "../action/action-io.ts";

const page = join(import.meta.dirname, "../action/README.md");

/** Fills the tables between the markers of action/README.md from the Action's typed contract. */
export function withTables(text: string): string {
  const inputs = Object.entries(inputDefinitions).map(([name, definition]) => {
    const byDefault = "default" in definition && definition.default !== "" ? `\`${definition.default}\`` : "";
    return `| \`${name}\` | ${definition.description} | ${definition.required ? "yes" : "no"} | ${byDefault} |`;
  });
  const outputs = Object.entries(outputDefinitions).map(
    ([name, description]) => `| \`${name}\` | ${description} |`,
  );
  const filled = between(text, "inputs", [
    "| Input | What | Required | Default |",
    "| --- | --- | --- | --- |",
    ...inputs,
  ]);
  return between(filled, "outputs", ["| Output | What |", "| --- | --- |", ...outputs]);
}

function between(text: string, name: string, lines: readonly string[]): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest] = text.split(open);
  const after = rest?.split(close)[1];
  if (before === undefined || after === undefined)
    throw new Error(`action/README.md has no place for ${name}`);
  return `${before}${open}\n${lines.join("\n")}\n${close}${after}`;
}

if (import.meta.main) await writeFile(page, withTables(await readFile(page, "utf8")));

import { styleText } from "node:util";
import type { ExitCode } from "../core/messages/definition.ts";
import { reasonOf } from "../core/messages/reason-of.ts";
import { definitionOf } from "../core/messages/registry.ts";
import { isSundownError, SundownError } from "../core/messages/sundown-error.ts";
import { makeVisible } from "../core/report/markdown.ts";
import { columnsOf, fitIds, fold } from "./render/fold.ts";
import { problemLines } from "./render/problems.ts";

/**
 * Tells how a run failed: with `--json` as the one document on stdout (`{error: {…}}`), otherwise as code,
 * place and remedy on stderr.
 */
export function reportError(
  thrown: unknown,
  flags: { readonly json?: boolean; readonly debug?: boolean },
): ExitCode {
  const error = isSundownError(thrown) ? thrown : unexpected(thrown);
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify({ error: describe(error) }, undefined, 2)}\n`);
  } else {
    process.stderr.write(`${text(error)}\n`);
  }
  if (flags.debug === true) process.stderr.write(`${stackOf(thrown)}\n`);
  return definitionOf(error.code).exit ?? 1;
}

function unexpected(thrown: unknown): SundownError {
  const message = reasonOf(thrown);
  return new SundownError("unexpected_error", { message: withoutQueries(message), cause: thrown });
}

/** A URL's query may hold a signature; messages of libraries may hold URLs. */
function withoutQueries(message: string): string {
  return message.replaceAll(/(https?:\/\/[^\s?"']+)\?[^\s"']*/g, "$1?…");
}

function describe({ code, message, place, remedy, data }: SundownError): Readonly<Record<string, unknown>> {
  return { code, message, place, remedy, data };
}

/** What stands before a line that goes on: `  at: `. */
const INDENT = 6;

function text(error: SundownError): string {
  const stream = process.stderr;
  const columns = stream.isTTY ? columnsOf(stream) : undefined;
  const [label, colour] =
    definitionOf(error.code).level === "error"
      ? (["error", "red"] as const)
      : (["stopped", "yellow"] as const);
  const room = columns === undefined ? undefined : columns - INDENT;
  const folded = (sentence: string, first: string, next: string): string[] =>
    sentence
      .split("\n")
      .flatMap((line, index) =>
        fold(fitIds(makeVisible(line), room), columns, index === 0 ? first : next, next),
      );
  // Colours take no room, so they come after the folding.
  const [head = "", ...rest] = folded(error.message, `${label} ${error.code}: `, "  ");
  const lines = [`${styleText(colour, label, { stream })}${head.slice(label.length)}`, ...rest];
  const problems = problemLines(error.data?.problems, columns);
  // A list of problems names the file once, at its top.
  if (error.code === "manifest_refused" && problems.length > 0) lines.push(...problems);
  else if (error.place !== undefined) lines.push(...folded(error.place, "  at: ", "      "));
  if (error.remedy !== undefined) lines.push(...folded(error.remedy, "  do: ", "      "));
  lines.push(...folded(`sundown explain ${error.code}`, "  see: ", "      "));
  return lines.join("\n");
}

function stackOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause === undefined ? "" : `\ncaused by ${stackOf(thrown.cause)}`;
  return withoutQueries(`${thrown.stack ?? thrown.message}${cause}`);
}

import { CST, Lexer } from "yaml";
import { type Position, positionOf } from "../text-position.ts";
import type { ManifestProblem } from "./manifest.ts";

/** 1 MiB: some thousand artifacts. A bigger file is a mistake or an attack. */
export const MAXIMUM_BYTES = 1024 * 1024;
/** A valid manifest nests five deep. */
const MAXIMUM_DEPTH = 16;
/** One message is enough for a binary file. */
const MAXIMUM_CHARACTER_PROBLEMS = 20;

/**
 * Characters that a reviewer does not see or that turn the text around: controls and invisible format characters
 * (zero-width, bidirectional, tags), Unicode line separators and lone carriage returns. Tabs, line ends and the
 * joiners that scripts and emoji need are text.
 */
const FORBIDDEN = /(?![\t\n\u200c\u200d]|\r\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Forbidden characters, all of them up to a limit, in the order they stand. */
export function findForbiddenCharacters(text: string): ManifestProblem[] {
  const problems: ManifestProblem[] = [];
  for (const match of text.matchAll(FORBIDDEN)) {
    if (problems.length === MAXIMUM_CHARACTER_PROBLEMS) break;
    const codePoint = (match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    problems.push({
      code: "manifest_forbidden_character",
      message: `the character U+${codePoint} does not belong into a reviewed file`,
      remedy: "Delete it. A line end is LF or CRLF.",
      at: positionOf(text, match.index),
    });
  }
  return problems;
}

/**
 * Refuses what would make parsing expensive or change its meaning, on tokens alone, before anything is built:
 * nesting beyond {@link MAXIMUM_DEPTH}, anchors, aliases, tags, explicit keys, stray brackets, and directives
 * (`%YAML 1.1` would change what `yes` means). The first one found ends the scan.
 */
export function findExpensiveSyntax(text: string): ManifestProblem[] {
  const depth = new DepthCounter();
  let offset = 0;
  let contentFollows = false;
  for (const token of new Lexer().lex(text)) {
    // The lexer announces a scalar with a token of its own; what comes next is text, whatever it looks like.
    const type: TokenKind = contentFollows ? "content" : CST.tokenType(token);
    contentFollows = type === "scalar";
    const unwanted = unwantedSyntax(type, token, depth);
    if (unwanted !== undefined) return [{ ...unwanted, at: positionOf(text, offset) }];
    depth.count(type, offset);
    if (depth.total > MAXIMUM_DEPTH) return [tooDeep(positionOf(text, offset))];
    if (type !== "doc-mode" && type !== "flow-error-end" && type !== "scalar") offset += token.length;
    if (type === "newline" || (type === "content" && token.endsWith("\n"))) depth.startLine(offset);
  }
  return [];
}

type TokenKind = CST.TokenType | "content" | null;

/** How deep the lexer stands: open brackets, plus indented blocks, plus `- - -` on one line. */
class DepthCounter {
  #lineStart = 0;
  #atLineStart = true;
  #flow = 0;
  #compact = 0;
  readonly #indents: number[] = [];

  get total(): number {
    return this.#flow + this.#compact + this.#indents.length;
  }

  get inFlow(): boolean {
    return this.#flow > 0;
  }

  startLine(offset: number): void {
    this.#lineStart = offset;
    this.#atLineStart = true;
    this.#compact = 0;
  }

  count(type: TokenKind, offset: number): void {
    if (type === "newline" || type === "space" || type === "comment" || type === "doc-mode") return;
    if (this.#atLineStart && this.#flow === 0) {
      const indent = offset - this.#lineStart;
      while ((this.#indents.at(-1) ?? -1) >= indent) this.#indents.pop();
      this.#indents.push(indent);
    }
    this.#atLineStart = false;
    if (type === "flow-seq-start" || type === "flow-map-start") this.#flow++;
    else if (type === "flow-seq-end" || type === "flow-map-end") this.#flow--;
    else if (type === "flow-error-end") this.#flow = 0;
    else if (type === "seq-item-ind") this.#compact++;
  }
}

function tooDeep(at: Position): ManifestProblem {
  return {
    code: "manifest_too_deep",
    message: `nested more than ${MAXIMUM_DEPTH} levels deep`,
    remedy: "No value of a manifest nests deeper than five levels: see the draft that `sundown plan` writes.",
    at,
  };
}

const UNWANTED: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  "directive-line": ["the directive", "Delete the line: a manifest is YAML 1.2."],
  anchor: ["the anchor", "Delete it, and write the value where it is used."],
  alias: ["the alias", "Write the value itself; quote a text that begins with *."],
  tag: ["the tag", "Delete it; quote a text that looks like a number or begins with !."],
  "explicit-key-ind": ["the explicit key", "Write `key: value`."],
};

function unwantedSyntax(
  type: TokenKind,
  token: string,
  depth: DepthCounter,
): Omit<ManifestProblem, "at"> | undefined {
  const closes = (type === "flow-seq-end" || type === "flow-map-end") && !depth.inFlow;
  const [what, remedy] = closes
    ? ["the closing bracket", "Delete it, or open it before."]
    : ((type === null ? undefined : UNWANTED[type]) ?? []);
  if (what === undefined || remedy === undefined) return undefined;
  const shown = token.trim().slice(0, 40);
  return { code: "manifest_yaml_invalid", message: `${what} ${shown} is not used in a manifest`, remedy };
}

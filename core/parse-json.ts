import { type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { type Position, positionOf } from "./text-position.ts";

export type ParsedJson = { readonly value: unknown } | { readonly error: JsonError };

interface JsonError {
  /** What is wrong, without a word of the text, which may be secret: `line 3, column 5: a comma is expected`. */
  readonly message: string;
  readonly at: Position;
}

/** Reads JSON (RFC 8259); where it is none, says where. The engine's own errors often name no place, but quote the text. */
export function parseJson(text: string): ParsedJson {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    const first = firstError(text);
    const at = positionOf(text, first?.offset ?? 0);
    const what = text.startsWith("\uFEFF") ? "a byte order mark stands here" : wordsFor(first);
    const end = text.slice(first?.offset ?? 0).trim() === "" ? ", but the text ends" : "";
    return { error: { message: `line ${at.line}, column ${at.column}: ${what}${end}`, at } };
  }
}

/** By the names of `ParseErrorCode`. */
const words: Readonly<Record<string, string>> = {
  InvalidSymbol: "this is neither text in double quotes, nor a number, true, false or null",
  InvalidNumberFormat: "this is no number",
  PropertyNameExpected: "a name in double quotes is expected",
  ValueExpected: "a value is expected",
  ColonExpected: "a colon is expected",
  CommaExpected: "a comma is expected",
  CloseBraceExpected: "a comma or } is expected",
  CloseBracketExpected: "a comma or ] is expected",
  EndOfFileExpected: "the end is expected",
  InvalidCommentToken: "JSON has no comments",
  UnexpectedEndOfComment: "JSON has no comments",
  UnexpectedEndOfString: "the text in double quotes does not end on its line",
  UnexpectedEndOfNumber: "the number is not whole",
  InvalidUnicode: "\\u is followed by four hexadecimal digits",
  InvalidEscapeCharacter: "no such escape is known",
  InvalidCharacter: "this character has to be escaped",
};

const wordsFor = (error: ParseError | undefined): string =>
  (error && words[printParseErrorCode(error.error)]) ?? "this is nested too deeply to say what is wrong";

function firstError(text: string): ParseError | undefined {
  const errors: ParseError[] = [];
  try {
    parseTree(text, errors, { disallowComments: true });
  } catch (error) {
    // It goes down level by level, until the stack ends.
    if (!(error instanceof RangeError)) throw error;
  }
  return errors[0];
}

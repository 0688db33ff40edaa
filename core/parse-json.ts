import { type Position, positionOf } from "./text-position.ts";

export type ParsedJson = { readonly value: unknown } | { readonly error: JsonError };

export interface JsonError {
  /** What is wrong, without a word of the text, which may be secret: `line 3, column 5: a comma or } is expected`. */
  readonly message: string;
  readonly at: Position;
}

/** Reads JSON (RFC 8259); where it is none, says where. The engine's own errors often name no place, but quote the text. */
export function parseJson(text: string): ParsedJson {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    const { offset, what } = firstError(text);
    const at = positionOf(text, offset);
    return { error: { message: `line ${at.line}, column ${at.column}: ${what}`, at } };
  }
}

const SPACE = /[ \t\r\n]*/y;
const TOKEN = /[{}[\]:,]|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const IN_STRING = /[ !#-[\]-\u{10ffff}]+|\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/uy;

type Expected =
  | "a value"
  | "a value or ]"
  | "a name in double quotes"
  | "a name in double quotes or }"
  | "a colon"
  | "a comma or }"
  | "a comma or ]"
  | "the end";

function firstError(text: string): { readonly offset: number; readonly what: string } {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "a value";
  for (let offset = 0; ; ) {
    offset += match(SPACE, text, offset)?.length ?? 0;
    const token = text[offset] === '"' ? stringAt(text, offset) : match(TOKEN, text, offset);
    const next: Expected | undefined = token === undefined ? undefined : follow(expected, token, open);
    if (token === undefined || next === undefined)
      return { offset, what: whatIsWrong(text, offset, expected) };
    expected = next;
    offset += token.length;
  }
}

function match(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

/** Piece by piece: of one pattern for the whole, a long string would overflow the stack. */
function stringAt(text: string, start: number): string | undefined {
  let end = start + 1;
  for (let piece = match(IN_STRING, text, end); piece !== undefined; piece = match(IN_STRING, text, end))
    end += piece.length;
  return text[end] === '"' ? text.slice(start, end + 1) : undefined;
}

/** What may come after a token; `undefined` where the token may not come itself. */
function follow(expected: Expected, token: string, open: ("{" | "[")[]): Expected | undefined {
  const afterValue = (): Expected => {
    const around = open.at(-1);
    return around === undefined ? "the end" : around === "{" ? "a comma or }" : "a comma or ]";
  };
  if ((token === "}" || token === "]") && expected.endsWith(token)) {
    open.pop();
    return afterValue();
  }
  switch (expected) {
    case "a value":
    case "a value or ]":
      if (token === "{" || token === "[") {
        open.push(token);
        return token === "{" ? "a name in double quotes or }" : "a value or ]";
      }
      return "}],:".includes(token) ? undefined : afterValue();
    case "a name in double quotes":
    case "a name in double quotes or }":
      return token.startsWith('"') ? "a colon" : undefined;
    case "a colon":
      return token === ":" ? "a value" : undefined;
    case "a comma or }":
      return token === "," ? "a name in double quotes" : undefined;
    case "a comma or ]":
      return token === "," ? "a value" : undefined;
    case "the end":
      break;
  }
  return undefined;
}

function whatIsWrong(text: string, offset: number, expected: Expected): string {
  if (text.startsWith("\uFEFF", offset)) return "a byte order mark stands here";
  const wantsString = expected.startsWith("a value") || expected.startsWith("a name");
  if (text[offset] === '"' && wantsString)
    return "the string that begins here does not end on its line, or holds what has to be escaped";
  return `${expected} is expected${offset === text.length ? ", but the text ends" : ""}`;
}

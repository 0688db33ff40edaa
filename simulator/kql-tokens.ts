import { errors } from "./error-bodies.ts";

export interface KqlToken {
  readonly kind: "word" | "text" | "number" | "symbol";
  readonly value: string;
}

const pattern =
  /\s*(?:\/\/[^\n]*\n?\s*)*(?:(?<word>project-away|[A-Za-z_$][\w$]*)|(?<number>\d+(?:\.\d+)?)|(?<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<symbol>=~|!~|==|!=|<=|>=|[|(),.[\]=<>!*+/~]))/y;

/** Splits a Resource Graph query; what it does not know is refused. */
function kqlTokens(query: string): KqlToken[] {
  const tokens: KqlToken[] = [];
  pattern.lastIndex = 0;
  let end = 0;
  for (let match = pattern.exec(query); match; match = pattern.exec(query)) {
    const { word, number, text, symbol } = match.groups ?? {};
    if (word !== undefined) tokens.push({ kind: "word", value: word });
    else if (number !== undefined) tokens.push({ kind: "number", value: number });
    else if (text !== undefined)
      tokens.push({ kind: "text", value: text.slice(1, -1).replace(/\\(.)/g, "$1") });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", value: symbol });
    end = pattern.lastIndex;
  }
  const rest = query
    .slice(end)
    .replace(/\/\/[^\n]*/g, "")
    .trim();
  if (rest !== "") throw errors.invalidQuery(`Syntax error near '${rest.slice(0, 40)}'.`);
  return tokens;
}

/** Reads tokens one by one. */
export class KqlReader {
  readonly #tokens: readonly KqlToken[];
  #at = 0;

  constructor(query: string) {
    this.#tokens = kqlTokens(query);
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  peek(offset = 0): KqlToken | undefined {
    return this.#tokens[this.#at + offset];
  }

  /** True when the next tokens are these words or symbols, whatever their case. */
  sees(...values: string[]): boolean {
    return values.every((value, index) => {
      const token = this.peek(index);
      return token !== undefined && token.kind !== "text" && token.value.toLowerCase() === value;
    });
  }

  take(): KqlToken {
    const token = this.#tokens[this.#at++];
    if (!token) throw errors.invalidQuery("The query ends too early.");
    return token;
  }

  /** Takes the next token if it is this word or symbol. */
  skip(value: string): boolean {
    if (!this.sees(value)) return false;
    this.#at++;
    return true;
  }

  expect(value: string): void {
    if (!this.skip(value))
      throw errors.invalidQuery(`Expected '${value}' near '${this.peek()?.value ?? "the end"}'.`);
  }

  word(): string {
    const token = this.take();
    if (token.kind !== "word") throw errors.invalidQuery(`Expected a name near '${token.value}'.`);
    return token.value;
  }

  wholeNumber(): number {
    const token = this.take();
    if (token.kind !== "number" || !/^\d+$/.test(token.value)) {
      throw errors.invalidQuery(`Expected a whole number near '${token.value}'.`);
    }
    return Number(token.value);
  }
}

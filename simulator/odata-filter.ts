import { errors } from "./error-bodies.ts";

/** Looks up a field by its name in lower case. */
export type Field = (name: string) => string | undefined;
type Test = (field: Field) => boolean;

const tokenPattern = /\s*(\(|\)|,|'(?:[^']|'')*'|[A-Za-z_][\w./]*)/y;

/**
 * The part of OData that clients of Azure Resource Manager use: `eq`, `ne`, `and`, `or`, `startswith`,
 * `substringof`, parentheses and `atScope()`. Values compare without regard to case. Anything else is
 * refused loudly.
 */
export function parseFilter(filter: string): Test {
  const reader = new FilterReader(filter);
  const test = readEither(reader);
  if (!reader.done) throw errors.invalidFilter(filter);
  return test;
}

class FilterReader {
  readonly #filter: string;
  readonly #tokens: string[] = [];
  #at = 0;

  constructor(filter: string) {
    this.#filter = filter;
    tokenPattern.lastIndex = 0;
    let end = 0;
    for (let match = tokenPattern.exec(filter); match; match = tokenPattern.exec(filter)) {
      this.#tokens.push(match[1] ?? "");
      end = tokenPattern.lastIndex;
    }
    if (filter.slice(end).trim() !== "") throw this.refusal();
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  refusal(): Error {
    return errors.invalidFilter(this.#filter);
  }

  sees(word: string): boolean {
    return this.#tokens[this.#at]?.toLowerCase() === word;
  }

  take(): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw this.refusal();
    return token;
  }

  skip(word: string): boolean {
    if (!this.sees(word)) return false;
    this.#at++;
    return true;
  }

  expect(word: string): void {
    if (!this.skip(word)) throw this.refusal();
  }

  literal(): string {
    const token = this.take();
    if (!token.startsWith("'")) throw this.refusal();
    return token.slice(1, -1).replaceAll("''", "'");
  }
}

function readEither(reader: FilterReader): Test {
  const tests = [readBoth(reader)];
  while (reader.skip("or")) tests.push(readBoth(reader));
  return (field) => tests.some((test) => test(field));
}

function readBoth(reader: FilterReader): Test {
  const tests = [readSingle(reader)];
  while (reader.skip("and")) tests.push(readSingle(reader));
  return (field) => tests.every((test) => test(field));
}

function readSingle(reader: FilterReader): Test {
  if (reader.skip("(")) {
    const inner = readEither(reader);
    reader.expect(")");
    return inner;
  }
  const name = reader.take().toLowerCase();
  switch (name) {
    case "atscope":
      reader.expect("(");
      reader.expect(")");
      return (field) => field("atscope") !== "false";
    case "assignedto":
      return readAssignedTo(reader);
    case "startswith":
    case "substringof":
      return readCall(reader, name);
    default:
      return readComparison(reader, name);
  }
}

function readAssignedTo(reader: FilterReader): Test {
  reader.expect("(");
  const principal = reader.literal();
  reader.expect(")");
  return (field) => equal(field("assignedto"), principal);
}

function readCall(reader: FilterReader, name: "startswith" | "substringof"): Test {
  reader.expect("(");
  const text = name === "substringof" ? reader.literal() : undefined;
  if (text !== undefined) reader.expect(",");
  const subject = reader.take().toLowerCase();
  if (text === undefined) reader.expect(",");
  const wanted = (text ?? reader.literal()).toLowerCase();
  reader.expect(")");
  if (reader.skip("eq")) reader.expect("true");
  return (field) => {
    const value = (field(subject) ?? "").toLowerCase();
    return name === "startswith" ? value.startsWith(wanted) : value.includes(wanted);
  };
}

function readComparison(reader: FilterReader, name: string): Test {
  const operator = reader.take().toLowerCase();
  const value = reader.literal();
  if (operator === "eq") return (field) => equal(field(name), value);
  if (operator === "ne") return (field) => !equal(field(name), value);
  throw reader.refusal();
}

function equal(value: string | undefined, wanted: string): boolean {
  return value !== undefined && value.toLowerCase() === wanted.toLowerCase();
}

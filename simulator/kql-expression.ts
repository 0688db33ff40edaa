import { errors } from "./error-bodies.ts";
import { isObject, type JsonObject, listOf, member } from "./json.ts";
import type { KqlReader } from "./kql-tokens.ts";

export type KqlValue = unknown;
export type KqlExpression = (row: JsonObject) => KqlValue;

/** Reads one expression; the last name of a path is its column name when none is given. */
export function readExpression(reader: KqlReader): KqlExpression {
  const parts = [readConjunction(reader)];
  while (reader.skip("or")) parts.push(readConjunction(reader));
  return parts.length === 1 ? only(parts) : (row) => parts.some((part) => part(row) === true);
}

function readConjunction(reader: KqlReader): KqlExpression {
  const parts = [readComparison(reader)];
  while (reader.skip("and")) parts.push(readComparison(reader));
  return parts.length === 1 ? only(parts) : (row) => parts.every((part) => part(row) === true);
}

function only(parts: readonly KqlExpression[]): KqlExpression {
  return parts[0] ?? (() => undefined);
}

const comparisons: Record<string, (left: KqlValue, right: KqlValue) => boolean> = {
  "==": (left, right) => left === right || (typeof left === "string" && left === text(right)),
  "!=": (left, right) => text(left) !== text(right),
  "=~": (left, right) => lower(left) === lower(right),
  "!~": (left, right) => lower(left) !== lower(right),
  "<": (left, right) => compareValues(left, right) < 0,
  ">": (left, right) => compareValues(left, right) > 0,
  "<=": (left, right) => compareValues(left, right) <= 0,
  ">=": (left, right) => compareValues(left, right) >= 0,
  contains: (left, right) => lower(left).includes(lower(right)),
  "!contains": (left, right) => !lower(left).includes(lower(right)),
  startswith: (left, right) => lower(left).startsWith(lower(right)),
  "!startswith": (left, right) => !lower(left).startsWith(lower(right)),
  endswith: (left, right) => lower(left).endsWith(lower(right)),
  "!endswith": (left, right) => !lower(left).endsWith(lower(right)),
  has: (left, right) => hasTerm(left, right),
  "!has": (left, right) => !hasTerm(left, right),
};

const memberships: Record<string, (left: KqlValue, list: readonly KqlValue[]) => boolean> = {
  in: (left, list) => list.some((item) => text(left) === text(item)),
  "!in": (left, list) => list.every((item) => text(left) !== text(item)),
  "in~": (left, list) => list.some((item) => lower(left) === lower(item)),
  "!in~": (left, list) => list.every((item) => lower(left) !== lower(item)),
  has_any: (left, list) => list.some((item) => hasTerm(left, item)),
};

function readComparison(reader: KqlReader): KqlExpression {
  const left = readPrimary(reader);
  const operator = readOperator(reader);
  if (operator === undefined) return left;
  const membership = memberships[operator];
  if (membership) {
    reader.expect("(");
    const list: KqlExpression[] = [];
    do list.push(readExpression(reader));
    while (reader.skip(","));
    reader.expect(")");
    return (row) =>
      membership(
        left(row),
        list.map((item) => item(row)),
      );
  }
  const comparison = comparisons[operator];
  if (!comparison) throw errors.invalidQuery(`The simulator does not know the operator '${operator}'.`);
  const right = readPrimary(reader);
  return (row) => comparison(left(row), right(row));
}

/** `in~` and `!has` come as two tokens. */
function readOperator(reader: KqlReader): string | undefined {
  const token = reader.peek();
  if (!token || token.kind === "text") return undefined;
  if (token.value === "!" && reader.peek(1)?.kind === "word") {
    reader.take();
    return `!${tilde(reader, reader.word().toLowerCase())}`;
  }
  const word = token.value.toLowerCase();
  if (
    token.kind === "symbol"
      ? word in comparisons
      : word in comparisons || word in memberships || unknownOperator.has(word)
  ) {
    reader.take();
    return tilde(reader, word);
  }
  return undefined;
}

const unknownOperator = new Set([
  "matches",
  "between",
  "hasprefix",
  "hassuffix",
  "has_all",
  "contains_cs",
  "startswith_cs",
]);

function tilde(reader: KqlReader, word: string): string {
  return word === "in" && reader.skip("~") ? "in~" : word;
}

const functions: Record<string, (values: readonly KqlValue[]) => KqlValue> = {
  tostring: ([value]) => text(value),
  tolower: ([value]) => lower(value),
  toupper: ([value]) => text(value).toUpperCase(),
  isempty: ([value]) => text(value) === "",
  isnotempty: ([value]) => text(value) !== "",
  isnull: ([value]) => value === undefined || value === null,
  isnotnull: ([value]) => value !== undefined && value !== null,
  not: ([value]) => value !== true,
  strcat: (values) => values.map(text).join(""),
  toint: ([value]) => (Number.isFinite(Number(value)) ? Math.trunc(Number(value)) : null),
  tobool: ([value]) => (typeof value === "boolean" ? value : lower(value) === "true"),
  array_length: ([value]) => (Array.isArray(value) ? value.length : null),
  coalesce: (values) => values.find((value) => value !== undefined && value !== null && value !== ""),
};

function readPrimary(reader: KqlReader): KqlExpression {
  if (reader.skip("(")) {
    const inner = readExpression(reader);
    reader.expect(")");
    return inner;
  }
  const token = reader.take();
  if (token.kind === "text") return () => token.value;
  if (token.kind === "number") return () => Number(token.value);
  if (token.kind !== "word") throw errors.invalidQuery(`Unexpected '${token.value}'.`);
  const word = token.value;
  if (["true", "false"].includes(word.toLowerCase())) return () => word.toLowerCase() === "true";
  if (reader.sees("(")) return readCall(reader, word);
  return readPath(reader, word);
}

function readCall(reader: KqlReader, name: string): KqlExpression {
  const known = functions[name.toLowerCase()];
  if (!known) throw errors.invalidQuery(`The simulator does not know the function '${name}'.`);
  reader.expect("(");
  const values: KqlExpression[] = [];
  if (!reader.sees(")")) {
    do values.push(readExpression(reader));
    while (reader.skip(","));
  }
  reader.expect(")");
  return (row) => known(values.map((value) => value(row)));
}

function readPath(reader: KqlReader, first: string): KqlExpression {
  const steps: (string | number)[] = [first];
  for (;;) {
    if (reader.skip(".")) steps.push(reader.word());
    else if (reader.skip("[")) {
      const token = reader.take();
      steps.push(token.kind === "number" ? Number(token.value) : token.value);
      reader.expect("]");
    } else break;
  }
  return (row) => steps.reduce<unknown>(stepInto, row);
}

function stepInto(value: unknown, step: string | number): unknown {
  if (typeof step === "number") return listOf(value)[step];
  return isObject(value) ? member(value, step) : undefined;
}

export function text(value: KqlValue): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  return JSON.stringify(value) ?? "";
}

function lower(value: KqlValue): string {
  return text(value).toLowerCase();
}

function hasTerm(value: KqlValue, term: KqlValue): boolean {
  const source = lower(term).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(^|[^a-z0-9])${source}($|[^a-z0-9])`).test(lower(value));
}

export function compareValues(left: KqlValue, right: KqlValue): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  const [a, b] = [text(left), text(right)];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

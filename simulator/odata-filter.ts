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
  const tokens = tokenize(filter);
  let at = 0;
  const peek = () => tokens[at]?.toLowerCase();
  const take = () => {
    const token = tokens[at++];
    if (token === undefined) throw errors.invalidFilter(filter);
    return token;
  };
  const expect = (wanted: string) => {
    if (take().toLowerCase() !== wanted) throw errors.invalidFilter(filter);
  };

  const either = (): Test => {
    const tests = [both()];
    while (peek() === "or") {
      take();
      tests.push(both());
    }
    return (field) => tests.some((test) => test(field));
  };
  const both = (): Test => {
    const tests = [single()];
    while (peek() === "and") {
      take();
      tests.push(single());
    }
    return (field) => tests.every((test) => test(field));
  };
  const single = (): Test => {
    const first = take();
    if (first === "(") {
      const inner = either();
      expect(")");
      return inner;
    }
    const name = first.toLowerCase();
    if (name === "atscope" || name === "assignedto") {
      expect("(");
      const argument = peek() === ")" ? undefined : take();
      expect(")");
      return argument
        ? (field) => equal(field("principalid"), literal(argument))
        : (field) => field("atscope") !== "false";
    }
    if (name === "startswith" || name === "substringof") return call(name);
    return comparison(name, take().toLowerCase(), literal(take()));
  };
  const call = (name: string): Test => {
    expect("(");
    const one = take();
    expect(",");
    const other = take();
    expect(")");
    if (peek() === "eq") {
      take();
      expect("true");
    }
    const [subject, text] = name === "startswith" ? [one, literal(other)] : [other, literal(one)];
    return (field) => {
      const value = (field(subject.toLowerCase()) ?? "").toLowerCase();
      return name === "startswith"
        ? value.startsWith(text.toLowerCase())
        : value.includes(text.toLowerCase());
    };
  };
  const literal = (token: string): string => {
    if (!token.startsWith("'")) throw errors.invalidFilter(filter);
    return token.slice(1, -1).replaceAll("''", "'");
  };
  const comparison = (name: string, operator: string, value: string): Test => {
    if (operator === "eq") return (field) => equal(field(name), value);
    if (operator === "ne") return (field) => !equal(field(name), value);
    throw errors.invalidFilter(filter);
  };

  const test = either();
  if (at < tokens.length) throw errors.invalidFilter(filter);
  return test;
}

function equal(value: string | undefined, wanted: string): boolean {
  return value !== undefined && value.toLowerCase() === wanted.toLowerCase();
}

function tokenize(filter: string): string[] {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  let end = 0;
  for (let match = tokenPattern.exec(filter); match; match = tokenPattern.exec(filter)) {
    tokens.push(match[1] ?? "");
    end = tokenPattern.lastIndex;
  }
  if (filter.slice(end).trim() !== "") throw errors.invalidFilter(filter);
  return tokens;
}

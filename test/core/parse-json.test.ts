import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson } from "../../core/parse-json.ts";

function errorOf(text: string): string | undefined {
  const parsed = parseJson(text);
  return "error" in parsed ? parsed.error.message : undefined;
}

describe("a text that is not JSON is told with its place:", () => {
  test.each([
    ["nothing at all", "", "line 1, column 1: a value is expected, but the text ends"],
    [
      "half an object",
      '{\n  "version": 1,\n',
      "line 3, column 1: a name in double quotes is expected, but the text ends",
    ],
    ["a comma too many in a list", "[1,\n 2, ]", "line 2, column 5: a value is expected"],
    ["a comma too many in an object", '{"a":1,}', "line 1, column 8: a name in double quotes is expected"],
    ["a comma missing", '{"a": 1\n "b": 2}', "line 2, column 2: a comma is expected"],
    ["a comma missing in a list", '["a" "b"]', "line 1, column 6: a comma is expected"],
    ["a colon missing", '{"a" 1}', "line 1, column 6: a colon is expected"],
    ["a closing bracket of the other kind", '{"a":[1}}', "line 1, column 8: a comma is expected"],
    ["two documents", "{}\n{}", "line 2, column 1: the end is expected"],
    [
      "single quotes",
      "{'a':1}",
      "line 1, column 2: this is neither text in double quotes, nor a number, true, false or null",
    ],
    ["a comment", '{\n// why\n"a":1}', "line 2, column 1: JSON has no comments"],
    [
      "a word",
      "[nul]",
      "line 1, column 2: this is neither text in double quotes, nor a number, true, false or null",
    ],
    ["a number with a leading zero", "[01]", "line 1, column 3: a comma is expected"],
    ["a byte order mark", "\uFEFF{}", "line 1, column 1: a byte order mark stands here"],
    [
      "a string over two lines",
      '{"a": "one\ntwo"}',
      "line 1, column 7: the text in double quotes does not end on its line",
    ],
    [
      "an escape that JSON does not know",
      String.raw`["a", "\x41"]`,
      "line 1, column 7: no such escape is known",
    ],
  ])("%s", (_name, text, message) => {
    expect(errorOf(text)).toBe(message);
  });
});

test("what is nested deeper than the stack is refused, not fallen over", () => {
  expect(errorOf("[".repeat(1_000_000))).toContain("nested too deeply");
});

test("what the file holds is never quoted: a state file holds secrets", () => {
  expect(errorOf('{"password": hunter2}')).not.toContain("hunter");
});

test("the place is where the text was broken, or the token begins that is broken by it", () => {
  const broken = fc
    .tuple(fc.json({ maxDepth: 4 }), fc.nat())
    .map(([json, at]) => ({ json, offset: at % (json.length + 1) }));
  fc.assert(
    fc.property(broken, ({ json, offset }) => {
      const spread = json.replaceAll(/(?<=^[^"]*)[[,]/g, "$&\n");
      const text = `${spread.slice(0, offset)}@${spread.slice(offset)}`;
      const parsed = parseJson(text);
      if ("value" in parsed) return;
      const { line, column } = parsed.error.at;
      const lines = text.split("\n").slice(0, line - 1);
      const found = lines.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
      expect(found).toBeLessThanOrEqual(offset);
      expect(text.slice(found, offset)).toMatch(/^(?:"[^\n]*|[a-z\d.+-]*)$/iu);
    }),
    { numRuns: 500 },
  );
});

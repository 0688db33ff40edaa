import { assert, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { code, codeBlock, codeElement, escapeMarkdown, table } from "../../core/report/markdown.ts";

/** What a GFM renderer could still act on: markup that is neither an entity nor broken by an invisible space. */
const ACTIVE = /[<>`*_~[\]|\\]|(?<!&)[@#](?=[\p{L}\p{N}])|:\/\/|\n|&(?!#\d+;)/u;

describe("Markdown from outside", () => {
  test.each([
    ["a table cell of its own", "a|b"],
    ["code", "`rm -rf`"],
    ["HTML", "<img src=x onerror=alert(1)>"],
    ["a link", "[click](https://example.org)"],
    ["a bare link", "see https://example.org"],
    ["a mention", "ask @octocat"],
    ["an issue reference", "see #12"],
    ["another line", "name\n\n# Approved"],
    ["emphasis", "**approved** _really_ ~~not~~"],
    ["an entity", "&lt;b&gt;"],
    ["an escape", "\\"],
  ])("running text never becomes %s", (_, text) => {
    expect(escapeMarkdown(text)).not.toMatch(ACTIVE);
  });

  test("running text that is plain stays as it is", () => {
    const text = "CanNotDelete lock on rg-data, since properties.subnet.id (2 of 3) says so";
    expect(escapeMarkdown(text)).toBe(text);
  });

  test.each(["- item", "+ item", "# heading", "1. item", "=== "])("%j starts no block", (text) => {
    expect(escapeMarkdown(text)).toMatch(/^\d*&#\d+;/);
  });

  test("what cannot be seen is named, in text and in code", () => {
    expect(escapeMarkdown("prod\u202etset")).toContain("⟨U+202E⟩");
    expect(code("prod\u200btest")).toBe("<code>prod⟨U&#43;200B⟩test</code>");
    expect(codeElement("a\u0000b")).toBe("<code>a⟨U+0000⟩b</code>");
  });

  test("a plain name is readable code, any other is a code element without markup", () => {
    expect(code("/subscriptions/a/resourceGroups/rg (old)")).toBe(
      "`/subscriptions/a/resourceGroups/rg (old)`",
    );
    for (const name of ["a`b", "a|b", "a\\|b", " padded ", "a\nb", ""]) {
      expect(code(name)).toMatch(/^<code>[^<>`|\\\n]*<\/code>$/);
    }
  });

  test("whatever a name holds, a table row has as many cells as were given", () => {
    assert(
      property(string({ unit: "binary" }), string({ unit: "binary" }), (one, other) => {
        const [, , row = ""] = table(["a", "b"], [[code(one), escapeMarkdown(other)]]).split("\n");
        expect(row.match(/\|/g)).toHaveLength(3);
        expect(row).not.toContain("\r");
      }),
    );
  });

  test("whatever a text holds, nothing in it stays active", () => {
    assert(
      property(string({ unit: "binary" }), (text) => {
        expect(escapeMarkdown(text)).not.toMatch(ACTIVE);
      }),
    );
  });

  test("a fence is longer than any run of backticks inside", () => {
    expect(codeBlock("a\n````\nb")).toBe("`````\na\n````\nb\n`````");
  });
});

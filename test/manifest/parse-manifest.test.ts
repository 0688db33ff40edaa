import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import { bytesOf, COMPLETE } from "./small-plan.ts";

const parse = (text: string) => parseManifest(bytesOf(text), "decommission.yaml");
const found = (text: string) =>
  parse(text).problems.map(({ code, at, message }) => `${at.line}:${at.column} ${code} ${message}`);

describe("a complete manifest", () => {
  test("is let in, also with CRLF, a BOM, comments and names in other scripts", () => {
    const variants = [
      COMPLETE,
      COMPLETE.replaceAll("\n", "\r\n"),
      `\ufeff${COMPLETE}`,
      `# why 👩‍💻\n${COMPLETE}`,
      COMPLETE.replace("The shop has moved", "店は移転しました 👩‍💻"),
    ];
    for (const text of variants) {
      const { manifest, problems } = parse(text);
      expect(problems).toEqual([]);
      expect(manifest).toMatchObject({ resourceGroups: ["rg-app", "rg-data"], moves: [] });
    }
  });

  test("may be JSON, since JSON is YAML", () => {
    const { manifest } = parse(COMPLETE);
    expect(parse(JSON.stringify(manifest)).manifest).toEqual(manifest);
  });
});

describe("what is not plain YAML is refused before it is looked at", () => {
  test.each([
    ["an alias", "reason: &x abc\nmanagementGroup: *x\n", "1:9 manifest_yaml_invalid"],
    [
      "a billion laughs",
      `a: &a [x]\n${Array.from({ length: 9 }, (_, i) => `b${i}: &b${i} [*a,*a]`).join("\n")}`,
      "1:4 manifest_yaml_invalid",
    ],
    ["a merge key", "<<: {reason: abc}\n", "1:1 manifest_yaml_invalid"],
    ["a tag", "reason: !!binary aGk=\n", "1:9 manifest_yaml_invalid"],
    ["a custom tag", "reason: !secret abc\n", "manifest_yaml_invalid"],
    ["a directive", "%YAML 1.1\n---\nreason: yes\n", "1:1 manifest_yaml_invalid"],
    ["a second document", "reason: abc\n---\nreason: abd\n", "2:1 manifest_yaml_invalid"],
    ["the same key twice", "reason: abc\nreason: abd\n", "2:1 manifest_yaml_invalid"],
    ["a key that is no text", "? [a]\n: b\n", "1:1 manifest_yaml_invalid"],
    ["a list as a key", "[a]: b\n", "manifest_yaml_invalid"],
    ["a bracket that closes nothing", "reason: abc\n]\n", "2:1 manifest_yaml_invalid"],
    ["an unclosed quote", 'reason: "abc\n', "manifest_yaml_invalid"],
    ["tabs as indentation", "subscription:\n\tid: x\n", "manifest_yaml_invalid"],
    ["deep brackets", "[".repeat(100_000), "1:16 manifest_too_deep"],
    ["deep lists on one line", "- ".repeat(2000), "manifest_too_deep"],
    [
      "deep indentation",
      Array.from({ length: 400 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
      "17:17 manifest_too_deep",
    ],
    ["a NUL", "reason: a\u0000b\n", "1:10 manifest_forbidden_character"],
    ["a bidirectional override", "reason: abc \u202e cba\n", "1:13 manifest_forbidden_character"],
    ["a zero-width space", "reason: a\n# \u200b\n", "2:3 manifest_forbidden_character"],
    ["a lone carriage return", "reason: abc\rhidden: x\n", "1:12 manifest_forbidden_character"],
    ["a list at the top", "- a\n", "manifest_value_invalid"],
    ["nothing", "", "manifest_value_invalid"],
  ])("%s", (_, text, expected) => {
    const { manifest, problems } = parse(text);
    expect(manifest).toBeUndefined();
    expect(found(text).at(0)).toContain(expected);
    expect(problems.every(({ remedy }) => remedy.length > 5)).toBe(true);
  });

  test("more than 1 MiB, and bytes that are not UTF-8", () => {
    expect(parse(`# ${"x".repeat(1024 * 1024)}`).problems).toMatchObject([{ code: "manifest_too_large" }]);
    expect(parseManifest(Uint8Array.of(0x61, 0xff, 0xfe), "x").problems).toMatchObject([
      { code: "manifest_not_utf8" },
    ]);
  });
});

describe("wrong values: place, value, what to write", () => {
  const change = (from: string | RegExp, to: string) => COMPLETE.replace(from, to);

  test.each([
    ["a missing part", change(/^reason:.*\n/m, ""), "1:1", "reason is missing"],
    ["an unknown key", `${COMPLETE}subscripton: x\n`, "33:1", "subscripton is not a key"],
    ["an unknown key inside", change("name: ", "nam: x\n  name: "), "3:3", "subscription.nam is not a key"],
    [
      "a number where a text belongs",
      change('"Contoso: Retail #2"', "2024"),
      "3:9",
      "subscription.name is not valid: 2024",
    ],
    ["an id that is no GUID", change(/id: .*/, "id: abc"), "2:7", 'subscription.id is not valid: "abc"'],
    [
      "a query in a url",
      change("stdata.json", "stdata.json?sv=1&sig=x"),
      "11:14",
      "backups.0.artifacts.0.url",
    ],
    ["a user in a url", change("https://", "https://me:pw@"), "11:14", "backups.0.artifacts.0.url"],
    ["http", change("https://", "http://"), "11:14", "backups.0.artifacts.0.url"],
    ["negative bytes", change("1024", "-1"), "12:16", "backups.0.artifacts.0.bytes is not valid: -1"],
    ["fractional bytes", change("1024", "1.5"), "12:16", "backups.0.artifacts.0.bytes"],
    ["an upper-case sha256", change(/a1/g, "A1"), "13:17", "backups.0.artifacts.0.sha256"],
    [
      "artifacts and a waiver",
      change("    artifacts:", "    waived: no need\n    artifacts:"),
      "10:5",
      "is waived as well",
    ],
    ["neither", change(/ {4}waived:.*\n/, ""), "14:5", "backups.1 has neither artifacts nor a waiver"],
    [
      "no artifact at all",
      change(/artifacts:\n(.*\n){3}/, "artifacts: []\n"),
      "10:16",
      "backups.0.artifacts is not valid: []",
    ],
    ["a waiver without a reason", change(/waived:.*/, 'waived: "  x "'), "15:13", "backups.1.waived"],
    [
      "another change",
      change("change: trim", "change: remove"),
      "18:13",
      'roleScopes.0.change is not valid: "remove"',
    ],
    ["a quiet period of a year", `${COMPLETE}quietPeriod: 365\n`, "33:14", "quietPeriod is not valid: 365"],
    ["a very long value", change("rg-app", `/${"x".repeat(2000)}`), "6:5", "…"],
  ])("%s", (_, text, place, message) => {
    const { manifest, problems } = parse(text);
    expect(manifest).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(found(text)[0]).toContain(`${place} manifest_value_invalid`);
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]?.message.length).toBeLessThan(200);
    expect(problems[0]?.remedy).toMatch(/^(Write|Delete|Keep)/);
  });

  test("all of them at once, in the order they stand", () => {
    const text = change("1024", "-1")
      .replace(/^reason:.*/m, "reason: TODO")
      .replace("change: trim", "change: x");
    expect(found(text)).toEqual([
      expect.stringMatching(/^4:9 manifest_undecided/),
      expect.stringMatching(/^12:16 manifest_value_invalid/),
      expect.stringMatching(/^18:13 manifest_value_invalid/),
    ]);
  });

  test.each(["TODO", '"TODO: later"', "TODO ask finance", '" TODO: x"'])(
    "a reason %s is not decided",
    (value) => {
      const { manifest, problems } = parse(change(/^reason:.*/m, `reason: ${value}`));
      expect(manifest).toBeUndefined();
      expect(problems).toMatchObject([{ code: "manifest_undecided", at: { line: 4, column: 9 } }]);
    },
  );

  test("parts that are valid by themselves are there, whatever is open elsewhere", () => {
    const { sections } = parse(change(/^reason:.*/m, "reason: TODO").replace("1024", "-1"));
    expect(Object.keys(sections)).toEqual([
      "subscription",
      "resourceGroups",
      "roleScopes",
      "locks",
      "moves",
      "purges",
      "acknowledge",
    ]);
  });

  test("a key named like a member of every object is only an unknown key", () => {
    expect(found(`${COMPLETE}__proto__: {x: 1}\nconstructor: y\n`)).toEqual([
      expect.stringContaining("33:1 manifest_value_invalid __proto__"),
      expect.stringContaining("34:1 manifest_value_invalid constructor"),
    ]);
  });
});

describe("never a crash", () => {
  const pieces = fc.constantFrom(
    ..."- ? : [ ] { } , # & * ! | > ' \" % @ ` --- ... << TODO null ~ \t \r\n \n \ufeff".split(" "),
    "\n  ",
    "\n    - ",
    "reason: ",
    "backups:\n  - of: /a\n    ",
    "artifacts: ",
    "subscription:\n  id: ",
  );
  const settled = (text: string): void => {
    const { manifest, problems } = parse(text);
    expect((manifest === undefined) === problems.length > 0).toBe(true);
    const lines = text.split("\n").length;
    expect(problems.every(({ at }) => at.line >= 1 && at.line <= lines && at.column >= 1)).toBe(true);
  };

  test("for text made of YAML's own signs", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.string({ unit: "grapheme", maxLength: 6 })), { maxLength: 40 }),
        (parts) => settled(parts.join("")),
      ),
      { numRuns: 800 },
    );
  });

  test("for a manifest with a piece cut out, doubled or put elsewhere", () => {
    const position = fc.nat(COMPLETE.length);
    fc.assert(
      fc.property(
        position,
        position,
        position,
        fc.oneof(pieces, fc.constant("")),
        (from, to, into, piece) => {
          const cut = COMPLETE.slice(Math.min(from, to), Math.max(from, to));
          settled(COMPLETE.slice(0, into) + piece + cut + COMPLETE.slice(into));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(parseManifest(bytes, "x").manifest).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  test("and a lot of anything is settled in seconds", () => {
    const started = performance.now();
    for (const unit of ["- ", "a: ", "'", "? ", "{", "[a,", "|\n", "a:\n", "&a ", "!a ", "]", "- TODO\n"]) {
      parse(unit.repeat(Math.floor(60_000 / unit.length)));
    }
    parse(Array.from({ length: 8_000 }, (_, index) => `k${index}: 1\n`).join(""));
    parse(`acknowledge:\n${"  - TODO\n".repeat(8_000)}`);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

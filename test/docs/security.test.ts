import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { registry } from "../../core/messages/registry.ts";
import { repository } from "../support/run-cli.ts";

const page = await readFile(join(repository, "docs/security.md"), "utf8");

test("every code that the page names exists, and refuses", () => {
  const codes = [...page.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, code = ""]) => code);
  expect(codes.length).toBeGreaterThan(40);
  const levels = new Map<string, string>(Object.entries(registry).map(([code, { level }]) => [code, level]));
  for (const code of codes) expect(levels.get(code), code).toBe("error");
});

test("every test that the page names exists", async () => {
  const named = [...page.matchAll(/(test\/[\w./-]+\.ts) "([^"]+)"/g)];
  expect(named.length).toBeGreaterThan(45);
  for (const [, file = "", title = ""] of named) {
    const text = await readFile(join(repository, file), "utf8");
    expect(text.includes(title), `${file} has no "${title}"`).toBe(true);
  }
});

test("every row says who, how, what stops them and what proves it", () => {
  const tables = page.split(/^## /m).filter((part) => part.includes("| Attacker"));
  expect(tables).toHaveLength(4);
  for (const row of tables.flatMap((part) =>
    part.split("\n").filter((line) => /^\| (?!-|Attacker)/.test(line)),
  )) {
    expect(row).toMatch(/^\| [^|]+ \| [^|]+ \| `[a-z_]+` *\| test\/[^|]+ \|$/);
  }
});

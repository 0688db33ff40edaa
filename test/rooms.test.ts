import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { dirname, join, normalize, sep } from "node:path";
import { describe, expect, test } from "vitest";

/**
 * The linter holds the import rule for static imports; it does not look at `import()` expressions and at a clock
 * read through `new Date()`. These two are held here.
 */
const root = join(import.meta.dirname, "..");
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  azure: ["core"],
  github: ["core", "azure"],
  engine: ["core", "azure", "github"],
  steps: ["core", "azure", "github", "engine"],
  cli: ["core", "azure", "github", "engine", "steps", "simulator"],
  action: ["core", "azure", "github", "engine", "steps"],
  program: ["core", "azure", "github", "engine", "steps"],
  simulator: [],
};

async function sources(room: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(`${room}/**/*.{ts,js}`, { cwd: root })) files.push(file);
  return files;
}

describe("rooms", () => {
  test.each(Object.keys(mayImport))(
    "%s/ imports only what stands above it, dynamically too",
    async (room) => {
      const wrong: string[] = [];
      for (const file of await sources(room)) {
        const text = readFileSync(join(root, file), "utf8");
        for (const match of text.matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g)) {
          const target = normalize(join(dirname(file), match[1] ?? "")).split(sep)[0] ?? "";
          const known = target in mayImport || target === "test" || target === "scripts";
          if (known && target !== room && !mayImport[room]?.includes(target))
            wrong.push(`${file} -> ${match[1]}`);
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  test("core/ never reads the clock", async () => {
    const readers: string[] = [];
    for (const file of await sources("core")) {
      if (/new Date\(\s*\)/.test(readFileSync(join(root, file), "utf8"))) readers.push(file);
    }
    expect(readers).toEqual([]);
  });
});
